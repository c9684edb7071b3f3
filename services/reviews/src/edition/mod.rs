//! What reviewers and decisions need to know of an edition: its rubric and its bar.

pub mod on_edition_opened;
pub mod rows;
