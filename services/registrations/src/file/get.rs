//! `GetFile`

use platform::{Result, Scope};
use proto::registrations::v1::{GetFileRequest, GetFileResponse};

use super::rows::{expect, to_message};

/// Reads about one file.
pub async fn get(scope: &mut Scope, request: GetFileRequest) -> Result<GetFileResponse> {
    let row = expect(scope, &request.name).await?;
    Ok(GetFileResponse { file: Some(to_message(row)) })
}
