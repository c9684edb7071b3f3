//! Definitions: what an edition asks of those who register, as data. Pure functions, no I/O.
//!
//! What always holds: a definition that [`check`] lets through binds every field that the platform itself cannot do
//! without, and no definition, checked or not, makes anything here panic.

pub mod bound;
mod check;
mod default;
pub mod json;
pub mod languages;
mod letters;
mod plan;
mod questions;
#[cfg(test)]
pub mod tests;

pub use check::{Faults, check, distinct, fault_of, is_for};
pub use default::{default, default_column, known};
use proto::registrations::v1::{Definition, Form, Question, Track, question::Kind};
pub use questions::{alone, dependence};

/// The form of a track; that of the first one where no track is chosen yet.
pub fn form_of(definition: &Definition, track: Track) -> Option<&Form> {
    match track {
        Track::Unspecified => definition.forms.first(),
        track => definition.forms.iter().find(|form| form.track() == track),
    }
}

/// The question of a form by its id.
pub fn question_of<'a>(form: &'a Form, id: &str) -> Option<&'a Question> {
    form.questions.iter().find(|question| question.id == id)
}

/// Whether a question is answered by choosing.
pub fn is_choice(kind: Kind) -> bool {
    matches!(kind, Kind::Choice | Kind::Choices)
}
