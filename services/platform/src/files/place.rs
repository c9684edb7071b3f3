//! Where files lie: the one place that chooses between a folder and a bucket, at start.

use std::{fs, path::Path, sync::Arc, time::Duration};

use object_store::{
    ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore,
};
use secrecy::ExposeSecret;
use url::Url;

use crate::config::Config;

/// How long a request to the bucket is tried again before whoever waits is told.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why files cannot be kept where the configuration says; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("files.url: {0}")]
pub struct FilesProblem(String);

/// A folder or a bucket; shared by the services of a process.
#[derive(Clone)]
pub(crate) struct Place {
    pub(super) store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    pub(super) folder: Option<Arc<Path>>,
}

impl Place {
    /// As the configuration says. Nothing is asked of a bucket yet: it may come later than we do.
    pub fn from_config(config: &Config) -> Result<Self, FilesProblem> {
        match Url::parse(&config.files.url) {
            Ok(url) => bucket(config, &url),
            Err(_) => folder(config),
        }
    }
}

fn folder(config: &Config) -> Result<Place, FilesProblem> {
    let folder = config.data_folder.join("files");
    let said = |problem: &dyn std::fmt::Display| FilesProblem(format!("the folder {}: {problem}", folder.display()));
    fs::create_dir_all(&folder).map_err(|problem| said(&problem))?;
    // What is acknowledged has to be there after a power cut.
    let store = LocalFileSystem::new_with_prefix(&folder).map_err(|problem| said(&problem))?.with_fsync(true);
    let store = store.with_automatic_cleanup(true);
    Ok(Place { store: Arc::new(store), folder: Some(folder.into()) })
}

fn bucket(config: &Config, url: &Url) -> Result<Place, FilesProblem> {
    let files = &config.files;
    let retry = RetryConfig { retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(url.host_str().unwrap_or_default())
        .with_region(&files.region)
        .with_retry(retry)
        .with_client_options(ClientOptions::new().with_allow_http(files.endpoint.starts_with("http://")));
    if !files.endpoint.is_empty() {
        builder = builder.with_endpoint(&files.endpoint);
    }
    if !files.access_key_id.is_empty() {
        builder = builder
            .with_access_key_id(&files.access_key_id)
            .with_secret_access_key(files.secret_access_key.expose_secret());
    }
    let store = builder.build().map_err(|problem| FilesProblem(problem.to_string()))?;
    let store: Arc<dyn ObjectStore> = match url.path().trim_matches('/') {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    };
    Ok(Place { store, folder: None })
}
