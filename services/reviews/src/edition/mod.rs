//! What reviewers, decisions and screenings need to know of an edition: its rubric, its bar, and its checklist.

pub mod on_edition_opened;
pub mod rows;
