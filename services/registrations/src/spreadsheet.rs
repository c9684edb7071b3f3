//! What an import makes of the bytes that an office sends, before anything is registered.

pub use crate::{
    definition::default as default_definition,
    registration::{
        entry::Entry,
        imported::{Sorted, sort},
        table::{AnswerCell, MAX_BYTES, Mapping, Problem, Refusal, Row, Wrong},
    },
};
