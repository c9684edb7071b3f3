//! `grants.beaten`: up to this moment, every change of a grant has been told.

use proto::platform::v1::GrantsBeaten;

use super::rows;
use crate::{error::Result, store::Scope};

/// Keeps the moment.
pub(super) async fn react(scope: &mut Scope, event: GrantsBeaten) -> Result<()> {
    rows::keep_beat(scope, event.version).await
}
