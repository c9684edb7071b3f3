//! What becomes of words that were changed while something was asked, and never handed in: nobody judged them.
//!
//! What always holds: where nothing is asked of a registration that was handed in, it reads as its newest version does.

use platform::{Result, Scope};
use proto::registrations::v1::Registration;

use super::{answers::files, fields, rows::Model, taken::is_taken, version};
use crate::{file, translation};

/// The row that follows on one, which is locked: with the words that were handed in last where what was asked before has ended,
/// unless it was answered, which whoever takes the answer says by itself.
pub async fn put_back(scope: &mut Scope, before: &Model, after: Model) -> Result<Model> {
    if !before.is_asked() || after.clarification == before.clarification {
        return Ok(after);
    }
    let mut after = handed_in(scope, after).await?;
    if after.fingerprint != before.fingerprint && is_taken(scope, &after).await? {
        // Somebody registered the earlier title meanwhile. It is not theirs to lose; the office finds both as duplicates.
        after.fingerprint = None;
    }
    translation::original::put_back(scope, before, &after).await?;
    let named: Vec<_> = files(&after.answers.clone().into_messages()).collect();
    file::rows::put_back(scope, after.id, named).await?;
    Ok(after)
}

/// The row as it was handed in last; as it is where no version was kept, or its words are erased.
pub async fn handed_in(scope: &Scope, row: Model) -> Result<Model> {
    let words = version::rows::newest(scope, row.id).await?;
    Ok(with_words(row, words))
}

/// The row as it was handed in when its evidence was found to hold; as it was handed in last where that was not kept.
pub async fn validated(scope: &Scope, row: Model) -> Result<Model> {
    match version::rows::of_number(scope, row.id, row.validated_version).await? {
        None => handed_in(scope, row).await,
        words => Ok(with_words(row, words)),
    }
}

fn with_words(mut row: Model, words: Option<Registration>) -> Model {
    let Some(words) = words else { return row };
    fields::put_back(&mut row, &words);
    row.follow_words();
    row
}

/// Whether a registration says otherwise than it was handed in what a translation is of. Nobody stands for that yet.
pub async fn is_half_mended(scope: &Scope, row: &Model) -> Result<bool> {
    if !row.is_asked() {
        return Ok(false);
    }
    let handed_in = handed_in(scope, row.clone()).await?;
    Ok(translation::original::all_words(row) != translation::original::all_words(&handed_in))
}
