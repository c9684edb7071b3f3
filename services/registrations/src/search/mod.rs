//! Searches: which rows have the words of a question, in what order, and what they have in common.
//!
//! What always holds: a search costs about the same however many rows have its words, or ends after a second and says that it
//! is not all. It looks at the [`CANDIDATES`] heaviest rows of its rarest word, and where few of them have all that is asked
//! for, at as many that do; and says whether that was all. Counts, order and passages are made of rows that the caller may see,
//! and of nothing else.

mod beginnings;
mod candidates;
mod condition;
mod facets;
mod question;
pub mod rows;
mod seen;
mod tally;

pub use candidates::{CANDIDATES, Hit};
pub use condition::has;
pub use facets::facets;
pub use question::Question;
pub use seen::{Placed, Seen, of_page, passages, seen};
pub use tally::{Position, Ranked, light, page_of};
