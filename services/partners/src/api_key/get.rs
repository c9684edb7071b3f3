//! `GetApiKey`

use platform::{Result, Scope};
use proto::partners::v1::{GetApiKeyRequest, GetApiKeyResponse};

use super::rows;

/// Reads one key.
pub async fn get(scope: &mut Scope, request: GetApiKeyRequest) -> Result<GetApiKeyResponse> {
    let row = scope.expect(rows::by_name(scope, &request.name)?, &request.name).await?;
    Ok(GetApiKeyResponse { api_key: Some(rows::message(row)) })
}
