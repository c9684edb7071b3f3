//! What an import makes of the bytes that an office sends, before anything is registered.

pub use crate::registration::{
    imported::{Sorted, sort},
    table::{MAX_BYTES, Mapping, Problem, Refusal, Row},
};
