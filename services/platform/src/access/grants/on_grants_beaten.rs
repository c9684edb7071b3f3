//! `grants.beaten`: up to this moment, every change of a grant has been told.

use proto::platform::v1::GrantsBeaten;

use super::beats;
use crate::{error::Result, store::Scope};

/// Keeps the moment, and how much had been told then.
pub(super) async fn react(scope: &mut Scope, event: GrantsBeaten) -> Result<()> {
    beats::keep_beat(scope, event.version, event.total).await
}
