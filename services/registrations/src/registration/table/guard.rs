//! The guard against what spreadsheets run: what was registered by a stranger is opened by an office, and must not run there.
//!
//! A cell may be opened with another separator than it was written with, and then what stands behind a separator or a line's
//! end within it begins a cell of its own; quotes do not help, since they count only where a cell begins. So each part
//! between such signs is guarded by itself, by an apostrophe in front, which is taken off when a file is read.

use std::borrow::Cow;

const GUARD: char = '\'';
/// What separates cells and rows somewhere.
const SEPARATING: [char; 5] = [';', ',', '\t', '\n', '\r'];
/// What a formula begins with.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The cell as it is written: with a guard before each part that a spreadsheet might run. Reading takes the guards off.
pub fn guarded(cell: &str) -> String {
    let mut written = String::with_capacity(cell.len() + 1);
    for part in cell.split_inclusive(SEPARATING) {
        if would_run(part) {
            written.push(GUARD);
        }
        written.push_str(part);
    }
    written
}

/// Takes the guards off a cell that has any.
pub fn unguarded(cell: &str) -> Cow<'_, str> {
    if !cell.contains(GUARD) {
        return Cow::Borrowed(cell);
    }
    let bare = |part| if would_run(part) { part.strip_prefix(GUARD).unwrap_or(part) } else { part };
    Cow::Owned(cell.split_inclusive(SEPARATING).map(bare).collect())
}

/// Whether a spreadsheet might run a part of a cell. Guards already there are looked past, so that guarding and unguarding
/// undo each other for every text, also one that begins with apostrophes of its own; so are blanks and quotes, which some
/// readers drop.
fn would_run(part: &str) -> bool {
    let is_dropped = |letter: char| letter == GUARD || letter == '"' || letter.is_whitespace();
    let is_alone = |part: &str| part.trim_start_matches(GUARD).starts_with(['\t', '\r']);
    is_alone(part) || part.trim_start_matches(is_dropped).starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_run_is_guarded_wherever_a_cell_may_begin() {
        for cell in ["=1+1", "+1 809", "-2", "@sum", "\t=1", "\rx", " =1", "＝1", "'=1", "\"=1"] {
            assert!(guarded(cell).starts_with(GUARD), "{cell:?}");
        }
        for (cell, written) in [
            ("x;=cmd|'/c calc'!A0;", "x;'=cmd|'/c calc'!A0;"),
            ("uno\n- dos\r\n@tres", "uno\n'- dos\r\n'@tres"),
            ("a, -5\t+6", "a,' -5\t'+6"),
            ("x;\"=1", "x;'\"=1"),
        ] {
            assert_eq!(guarded(cell), written);
        }
        for plain in ["d'accord", "'tis", "https://a.example/?b=c", "uno, dos; tres\ncuatro", "a-b=c", "8;9"] {
            assert_eq!(guarded(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_the_guard(cell in "['=+\\-@\t\r\n;,\" a＝]{0,10}|\\PC{0,20}") {
            let written = guarded(&cell);
            prop_assert_eq!(unguarded(&written), cell.as_str());
            for part in written.split(SEPARATING) {
                prop_assert!(!part.trim_start_matches(['"', ' ']).starts_with(FORMULA), "{written:?}");
            }
            prop_assert!(!written.starts_with(['\t', '\r']));
        }
    }
}
