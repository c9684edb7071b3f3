//! `RotateApiKey`

use platform::{Result, Scope, access::grants::key, etag, moment};
use proto::partners::v1::{RotateApiKeyRequest, RotateApiKeyResponse};

use super::{
    KeptSecret, facts, for_people_only, not_revoked, rotated,
    rows::{self, Secrets},
};

/// Gives a key a new secret; the one before is good for a while.
pub async fn rotate(scope: &mut Scope, request: RotateApiKeyRequest) -> Result<RotateApiKeyResponse> {
    for_people_only(scope.is_api_key())?;
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    not_revoked(before.revoked_at)?;
    let secret = key::make_secret()?;
    let new = KeptSecret { digest: secret.digest.to_vec(), until: None };
    let mut after = before.changed();
    after.secrets = Secrets(rotated(after.secrets.0, new, request.overlap.as_ref(), moment::now())?);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    let secret = key::bearer(after.id, &secret.text);
    Ok(RotateApiKeyResponse { api_key: Some(rows::message(after)), secret })
}
