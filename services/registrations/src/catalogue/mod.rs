//! The public catalogue: what everybody may see of a registration.

pub mod get;
pub mod list;
pub mod rows;
pub mod search;
