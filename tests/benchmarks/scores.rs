//! How well scores find a known truth again: Kendall's tau over made-up editions, by the raw mean and by the corrected score.

use reviews::score::simulated::{Shape, USUAL, agreement};

use crate::table::Table;

/// How many editions there are of each kind.
const EDITIONS: u32 = 200;
/// The same editions in every run.
const SEED: u64 = 2030;

/// Measures editions as they are usual, with more reviewers than usual, and where nobody is strict.
pub fn measure(table: &mut Table) {
    let kinds = [
        ("as usual", USUAL),
        ("two reviews a case", Shape { reviews: 2, ..USUAL }),
        ("nobody is strict", Shape { severity: 0.0, ..USUAL }),
    ];
    for (kind, shape) in kinds {
        let found = agreement(shape, EDITIONS, SEED);
        table.scores(kind, found.corrected, found.raw);
    }
}
