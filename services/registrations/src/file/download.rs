//! `DownloadFile`

use platform::{
    Error, Result, Store,
    access::Permit,
    error::Text,
    rpc::{self, Pieces},
};
use proto::registrations::v1::{DownloadFileRequest, DownloadFileResponse, download_file_response::Content};
use tonic::{Request, Response, Status};

use super::{
    bytes,
    rows::{Model, expect, to_message},
};

/// Sends a file, and then what it is.
pub async fn download(
    store: &Store,
    request: Request<DownloadFileRequest>,
) -> std::result::Result<Response<Pieces<DownloadFileResponse>>, Status> {
    let (permit, request) = rpc::open(request)?;
    let language = permit.language;
    let (file, offset) = begin(store, &permit, &request).await.map_err(|error| error.into_status(language))?;
    let store = store.clone();
    Ok(rpc::pieces(language, |to| async move {
        let message = |content| DownloadFileResponse { content: Some(content) };
        if bytes::send(&store, &file, offset, &permit, &to, |bytes| message(Content::Chunk(bytes))).await? {
            let _ = to.send(Ok(message(Content::File(to_message(file))))).await;
        }
        Ok(())
    }))
}

/// The file, for somebody who may have it, once the audit log tells of it.
async fn begin(store: &Store, permit: &Permit, request: &DownloadFileRequest) -> Result<(Model, u64)> {
    rpc::checked(permit, request)?;
    let scope = store.read(permit, "name", &request.name).await?;
    let file = expect(&scope, &request.name).await?.ready()?;
    let offset = u64::try_from(request.offset).ok().filter(|_| request.offset <= file.size).ok_or_else(|| {
        let size = file.size;
        let text = Text::told(
            format!("this is 0 to {size}, the size"),
            format!("va de 0 a {size}, el tamaño"),
            format!("vai de 0 a {size}, o tamanho"),
        );
        Error::invalid("offset", text)
    })?;
    // What is one's own is read untold.
    match scope.is_own() {
        true => scope.commit().await?,
        false => scope.close_told(store, &request.name).await?,
    }
    Ok((file, offset))
}
