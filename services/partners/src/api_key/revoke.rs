//! `RevokeApiKey`

use platform::{Result, Scope, etag};
use proto::partners::v1::{RevokeApiKeyRequest, RevokeApiKeyResponse};

use super::{
    facts, not_revoked,
    rows::{self, Secrets},
};

/// Ends a key, with all its secrets.
pub async fn revoke(scope: &mut Scope, request: RevokeApiKeyRequest) -> Result<RevokeApiKeyResponse> {
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    not_revoked(before.revoked_at)?;
    let mut after = before.changed();
    after.revoked_at = Some(after.updated_at);
    after.secrets = Secrets(Vec::new());
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    Ok(RevokeApiKeyResponse { api_key: Some(rows::message(after)) })
}
