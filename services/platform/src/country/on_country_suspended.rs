//! `country.suspended`: most of what is asked of it is refused.

use proto::partners::v1::CountrySuspended;

use super::{Standing, rows};
use crate::{error::Result, store::Scope};

/// Keeps that it is suspended.
pub(super) async fn react(scope: &mut Scope, event: CountrySuspended) -> Result<()> {
    rows::keep(scope, &event.name, event.version, Standing::Suspended).await
}
