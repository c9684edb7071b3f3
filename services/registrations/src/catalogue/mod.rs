//! The public catalogue: what everybody may see of a registration.
//!
//! What always holds: an entry is shown while it is published, not blocked, not suspended, and past its embargo, to whom its
//! country shows its entries; one sight says so for every answer that the public gets.

mod audience;
pub mod change;
mod chosen;
pub mod entries;
mod entry;
pub mod export;
pub mod flag;
pub mod flags;
pub mod get;
pub mod list;
pub mod list_changes;
pub mod mended;
pub mod picture;
pub mod rows;
pub mod search;
mod sight;
mod standing;
pub mod suspend;
pub mod tell;
pub mod update;
pub mod words;
mod written;
