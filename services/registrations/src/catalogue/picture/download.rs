//! `DownloadPicture`

use platform::{
    Result, Store,
    access::Permit,
    rpc::{self, Pieces},
};
use proto::registrations::v1::{
    DownloadPictureRequest, DownloadPictureResponse, Picture, download_picture_response::Content,
};
use tonic::{Request, Response, Status};

use super::rows::seen;
use crate::file;

/// Sends a picture, and then what it is. It is the public's to see, so no log tells of it.
pub async fn download(
    store: &Store,
    request: Request<DownloadPictureRequest>,
) -> std::result::Result<Response<Pieces<DownloadPictureResponse>>, Status> {
    let (permit, request) = rpc::open(request)?;
    let language = permit.language;
    let (picture, file) = begin(store, &permit, &request).await.map_err(|error| error.into_status(language))?;
    let store = store.clone();
    Ok(rpc::pieces(language, |to| async move {
        let message = |content| DownloadPictureResponse { content: Some(content) };
        if file::bytes::send(&store, &file, 0, &permit, &to, |bytes| message(Content::Chunk(bytes))).await? {
            let _ = to.send(Ok(message(Content::Picture(picture)))).await;
        }
        Ok(())
    }))
}

async fn begin(
    store: &Store,
    permit: &Permit,
    request: &DownloadPictureRequest,
) -> Result<(Picture, file::rows::Model)> {
    rpc::checked(permit, request)?;
    let scope = store.read(permit, "name", &request.name).await?;
    let found = seen(&scope, &request.name).await?;
    scope.commit().await?;
    Ok(found)
}
