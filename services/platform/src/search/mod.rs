//! Full text: from words as people write them to what a search finds rows by.
//!
//! One analyser reads texts and questions alike, so that every database finds the same. It takes away what people vary
//! without meaning anything by it (capitals, accents, endings, words that carry no meaning), in Spanish, English and
//! Portuguese. What it finds in a row stands in a table of terms, a row for each word without its ending, each word as it
//! stands, and each pair of neighbours, with what that weighs in that row; [`crate::store::Tenant::FOUND_BY`] names table and texts, and the scope keeps them in
//! step with every change of the row, whoever makes it. Such a table has no audit entries of its own: it says nothing
//! that the row does not say.
//!
//! A plain index over (country, term, weight) is read, and none of the text search that one database alone has: under
//! row-level security PostgreSQL uses an index for operators that cannot tell of hidden rows, such as `=`, and for no
//! other (`@@` and `@>` read all rows of a country).

mod analysis;
mod passage;
mod stop_words;
mod table;
mod terms;
mod writing;

pub use analysis::Tongue;
pub use passage::{Piece, passage};
pub use table::create;
pub use terms::{Group, MOST_WORDS, Texts, sought, terms, terms_of_all};
pub use writing::{Document, write};

use uuid::Uuid;

/// What the rows of a table are found by.
pub struct FoundBy<Model> {
    /// The table of terms.
    pub table: &'static str,
    /// The id under which the terms of a row stand there.
    pub document: fn(&Model) -> Uuid,
    /// The texts of a row, those of each language by themselves; none where it is not to be found.
    pub texts: fn(&Model) -> Vec<Texts<'_>>,
}
