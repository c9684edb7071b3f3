//! The audit log: who did or read what, when, from where; each country's entries in a chain that shows tampering.
//!
//! What always holds: an entry is written in the transaction of the change it tells of; nobody changes or removes one;
//! personal data is in it only under a key that erasure destroys; and a worker, not the change, hashes it into its
//! country's chain, in the order of commits and within a second, whose heads are signed and kept elsewhere too.

pub(crate) mod actors;
pub mod chain;
pub(crate) mod entry;
mod export;
pub mod heads;
pub mod kept;
mod links;
mod list;
pub(crate) mod people;
pub(crate) mod personal;
pub(crate) mod reads;
pub(crate) mod sealer;
mod seals;
pub(crate) mod server;
pub mod verify;
mod walk;

use std::collections::BTreeMap;

pub(crate) use kept::bytes as bytes_of;
use sea_orm::ConnectionTrait;

use crate::error::Result;

/// The end of a country's chain, for signing; nothing where it has none.
pub(crate) async fn end_of(connection: &impl ConnectionTrait, country: &str) -> Result<BTreeMap<String, seals::End>> {
    let end = sealer::end(connection, country, 0).await?;
    Ok(if end == seals::End::NONE { BTreeMap::new() } else { BTreeMap::from([(country.to_owned(), end)]) })
}

#[cfg(test)]
mod tests;
