//! `country.resumed`: what is asked of it is answered again.

use proto::partners::v1::CountryResumed;

use super::{Standing, rows};
use crate::{error::Result, store::Scope};

/// Keeps that it takes part.
pub(super) async fn react(scope: &mut Scope, event: CountryResumed) -> Result<()> {
    rows::keep(scope, &event.name, event.version, Standing::Active).await
}
