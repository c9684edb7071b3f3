//! Duplicates: registrations that seem to be of the same organisation, or to say the same.
//!
//! What always holds: candidates are found by keys that are written when a registration is handed in, never by looking
//! through all; whether two are proposed, and why, is decided by a pure function; and only people decide what follows.

mod compared;
pub mod dismiss;
pub mod dismiss_across_countries;
pub mod dismissals;
pub mod keys;
pub mod likeness;
pub mod list;
mod names;
mod pair;
pub mod phone;
pub mod restore;
pub mod restore_across_countries;
pub mod rows;
