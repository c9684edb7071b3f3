//! `country.erased`: nothing is left of it.

use proto::partners::v1::CountryErased;

use super::{Standing, rows};
use crate::{error::Result, store::Scope};

/// Keeps that it is erased. Its rows are removed beside, in small pieces: [`super::erase`].
pub(super) async fn react(scope: &mut Scope, event: CountryErased) -> Result<()> {
    rows::keep(scope, &event.name, event.version, Standing::Erased).await
}
