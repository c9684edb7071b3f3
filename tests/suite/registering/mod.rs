//! What people do with a registration over its life, beyond the first submission.

mod anybody;
pub mod asking;
mod claiming;
mod duplicates;
mod editors;
mod inviting;
mod merging;
mod own_questions;
mod same_title;
mod sequences;
mod versions;
mod withdrawing;
