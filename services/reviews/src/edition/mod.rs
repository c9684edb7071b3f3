//! What reviewers, decisions and screenings need to know of an edition: its rubric, its bar, its checklist, and its plan.

pub mod on_edition_opened;
pub mod plan;
pub mod plans;
pub mod rows;
