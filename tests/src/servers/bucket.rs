//! A bucket: a server of the S3 protocol over a folder, which checks signatures and ends with this value.

use std::fs;
use std::path::{Path, PathBuf};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::{Error, Result};

const NAME: &str = "archivos";
const KEY: &str = "prueba";
const SECRET: &str = "palabra-balde-77";

/// A bucket of its own.
pub struct Bucket {
    endpoint: String,
    folder: tempfile::TempDir,
    serving: AbortHandle,
}

impl Bucket {
    /// Listens from the moment this returns.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join(NAME))?;
        let files = FileSystem::new(folder.path()).map_err(|problem| Error::Bucket(format!("{problem:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    // A client that hangs up is no fault of the server.
                    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Ok(Self { endpoint, folder, serving: serving.abort_handle() })
    }

    /// The settings of a platform that keeps its files here, by the names of their variables.
    pub fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("ACELERACION__FILES__URL", "s3://archivos/oficina"),
            ("ACELERACION__FILES__ENDPOINT", &self.endpoint),
            ("ACELERACION__FILES__ACCESS_KEY_ID", KEY),
            ("ACELERACION__FILES__SECRET_ACCESS_KEY", SECRET),
        ]
    }

    /// The folder in which what the platform keeps here lies.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join(NAME).join("oficina")
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The files below a folder, however deep; none where there is no such folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(std::result::Result::ok).map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
