//! `DownloadFile`

use std::pin::pin;

use futures::StreamExt;
use platform::{
    Error, Result, Store,
    access::Permit,
    error::Text,
    rpc::{self, Pieces},
};
use proto::registrations::v1::{DownloadFileRequest, DownloadFileResponse, download_file_response::Content};
use tokio::sync::mpsc;
use tonic::{Request, Response, Status};

use super::rows::{Model, expect, to_message};

/// Bytes in one message.
const PIECE: usize = 64 * 1024;

type To = mpsc::Sender<Result<DownloadFileResponse>>;

/// Sends a file, and then what it is.
pub async fn download(
    store: &Store,
    request: Request<DownloadFileRequest>,
) -> std::result::Result<Response<Pieces<DownloadFileResponse>>, Status> {
    let (permit, request) = rpc::open(request)?;
    let language = permit.language;
    let (file, offset) = begin(store, &permit, &request).await.map_err(|error| error.into_status(language))?;
    let store = store.clone();
    Ok(rpc::pieces(language, |to| async move { send(&store, file, offset, &permit, &to).await }))
}

/// The file, for somebody who may have it, once the audit log tells of it.
async fn begin(store: &Store, permit: &Permit, request: &DownloadFileRequest) -> Result<(Model, u64)> {
    rpc::checked(permit, request)?;
    let scope = store.read(permit, "name", &request.name).await?;
    let file = expect(&scope, &request.name).await?.ready()?;
    let offset = u64::try_from(request.offset).ok().filter(|_| request.offset <= file.size).ok_or_else(|| {
        let size = file.size;
        let text = Text::new(format!("this is 0 to {size}, the size"), format!("va de 0 a {size}, el tamaño"));
        Error::invalid("offset", text)
    })?;
    // What is one's own is read untold.
    match scope.is_own() {
        true => scope.commit().await?,
        false => scope.close_told(store, &request.name).await?,
    }
    Ok((file, offset))
}

/// Whoever does not listen any more ends it.
async fn send(store: &Store, file: Model, offset: u64, permit: &Permit, to: &To) -> Result<()> {
    let message = |content| Ok(DownloadFileResponse { content: Some(content) });
    if i64::try_from(offset).is_ok_and(|offset| offset < file.size) {
        let mut bytes = pin!(store.files().read(&file.key(store.files()), offset).await?);
        while let Some(found) = bytes.next().await {
            for piece in found?.chunks(PIECE) {
                permit.in_time()?;
                if to.send(message(Content::Chunk(piece.to_vec()))).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
    let _ = to.send(message(Content::File(to_message(file)))).await;
    Ok(())
}
