//! `api_key.used`: some service was called with a key.

use platform::{Result, Scope, moment};
use proto::platform::v1::ApiKeyUsed;

use super::rows::{self, Model};

/// Keeps the latest use. The key stays at its version: whoever read it may still change it.
pub async fn react(scope: &mut Scope, event: ApiKeyUsed) -> Result<()> {
    let before = rows::lock(scope, &event.name).await?;
    let used_at = moment::read(&moment::from_milliseconds(event.version));
    if used_at <= before.last_used_at {
        return Ok(());
    }
    scope.update::<rows::Entity>(&before, Model { last_used_at: used_at, ..before.clone() }).await
}
