//! `grant.changed`: somebody's roles are others now.

use proto::platform::v1::GrantChanged;

use super::rows;
use crate::{error::Result, store::Scope};

/// Keeps what is granted, unless something newer is kept.
pub(super) async fn react(scope: &mut Scope, event: GrantChanged) -> Result<()> {
    rows::keep(scope, event).await
}
