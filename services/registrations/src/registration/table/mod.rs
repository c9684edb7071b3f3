//! Turns the bytes of a spreadsheet export into rows that can be registered, or refusals that an office can mend.
//!
//! Offices do not write our format: they save what their form or their spreadsheet gives them. So everything that
//! differs without meaning to (encoding, separator, accents, capitals, spellings) is accepted here, and everything
//! that would change what is registered is refused with one reason a row, never guessed.
//!
//! What always holds:
//! - nothing here reads a clock, a database, or a file but what it put aside itself, and no input makes it panic;
//! - a refusal never repeats an e-mail address or a telephone number: refusals are stored and logged;
//! - a row is refused for the first fault in the order of `row.rs`, so that the same file gives the same refusals.

mod answers;
mod choices;
mod earlier;
mod field;
mod fold;
mod guard;
mod mapping;
mod network;
mod problem;
mod read;
mod records;
mod refusal;
mod refused;
mod row;
mod shared;
mod sheet;
mod text;
mod unreadable;
mod values;
mod workbook;

#[cfg(test)]
mod tests;

pub use answers::{Wrong, decimal, heading, question_of, read as read_answer};
pub use choices::Track;
pub use earlier::Earlier;
pub use field::{Field, spoken};
pub use fold::{fold, fold_name};
pub use guard::guarded;
#[cfg(test)]
pub use guard::unguarded;
pub use mapping::Mapping;
pub use network::{CategorySpelling, CountrySpelling, Network};
pub use problem::Problem;
pub use read::{MAX_BYTES, read};
pub use refusal::Refusal;
pub use refused::{BYTE_ORDER_MARK, RefusedRows};
pub use row::{AnswerCell, Row};
pub use sheet::{Found, Sheet};
pub use unreadable::Unreadable;
pub use values::link;
