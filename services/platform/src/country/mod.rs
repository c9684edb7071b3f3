//! The life of a country, as every service lives it beside its own rows: where each country stands, what becomes of the
//! rows of one that is erased, and how they are taken to another installation.
//!
//! What always holds: who may do what in a country that does not take part is decided here, and asked by the store alone,
//! whoever calls and whatever for.

pub mod about;
mod cell;
mod count;
mod erase;
mod export;
pub(crate) mod hidden;
mod import;
mod on_country_erased;
mod on_country_resumed;
mod on_country_suspended;
pub mod part;
mod rows;
pub(crate) mod server;
mod standing;
pub(crate) mod tables;

pub(crate) use erase::work as remove_erased;
pub(crate) use standing::{Standing, Standings};

use self::about::About;
use crate::{
    error::Result,
    events::Reactions,
    store::{Scope, Store, concealed},
};

/// A service that holds rows of countries.
#[derive(Clone)]
pub(crate) struct Holder {
    pub store: Store,
    pub about: &'static [About],
    /// Tables and columns that never leave.
    pub secrets: &'static [&'static str],
}

/// What every service does when a country comes to stand elsewhere, besides its own reactions.
pub(crate) fn with_reactions(own: Reactions) -> Reactions {
    own.on(on_country_suspended::react).on(on_country_resumed::react).on(on_country_erased::react).on(concealed::react)
}

/// Has the service that countries belong to know of an erasure in the transaction that decides it: from then on, what it
/// tells of grants is without those of the country, before any other service begins to forget them.
pub async fn mark_erased(scope: &Scope, name: &str, version: i64) -> Result<()> {
    rows::keep(scope, name, version, Standing::Erased).await
}
