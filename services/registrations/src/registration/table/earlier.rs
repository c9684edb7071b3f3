//! The good rows of a file so far, by what makes two rows the same registration.

use std::collections::{HashMap, hash_map::Entry};

use super::field::Field;
use super::problem::Problem;
use super::refusal::Refusal;
use super::row::{Identity, Row};

/// Of rows that repeat each other the first good one registers; a refused row does not count as the first, or mending a
/// copy in the same file would never succeed.
#[derive(Default)]
pub struct Earlier(HashMap<Identity, u32>);

impl Earlier {
    /// The refusal of a row that repeats an earlier one; else it counts as the first.
    pub fn repeated(&mut self, row: &Row) -> Option<Refusal> {
        match self.0.entry(row.identity()) {
            Entry::Vacant(entry) => {
                entry.insert(row.row);
                None
            }
            Entry::Occupied(first) => {
                let problem = Problem::RepeatsRow { row: *first.get() };
                Some(Refusal::new(row.row, Field::Row, problem, String::new()))
            }
        }
    }
}
