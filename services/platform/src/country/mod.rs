//! The life of a country, as every service lives it beside its own rows: where each country stands, and what becomes of the
//! rows of one that is erased.
//!
//! What always holds: who may do what in a country that does not take part is decided here, and asked by the store alone,
//! whoever calls and whatever for.

pub mod about;
pub(crate) mod erase;
mod on_country_erased;
mod on_country_resumed;
mod on_country_suspended;
mod rows;
mod standing;
pub(crate) mod tables;

pub(crate) use standing::{Standing, Standings};

use crate::events::Reactions;

/// What every service does when a country comes to stand elsewhere, besides its own reactions.
pub(crate) fn with_reactions(own: Reactions) -> Reactions {
    own.on(on_country_suspended::react).on(on_country_resumed::react).on(on_country_erased::react)
}
