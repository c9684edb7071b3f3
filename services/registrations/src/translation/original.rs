//! What becomes of translations when the words that they translate change.
//!
//! What always holds: what somebody took out of the title or the summary is not read in another language, since the public
//! reads a translation of these again only once the office has written it anew or taken it once more.

use platform::{Error, Result, Scope, error::Text};
use proto::registrations::v1::{TranslationProposed, translation::State};

use super::{
    rows::{self, Entity, Model, of},
    source_language,
};
use crate::{
    catalogue::{self, words},
    registration::rows::Model as Registration,
};

/// After a change of a registration, which is locked; of one that was handed in, once that is changed, too. What is half
/// mended counts for nobody.
pub async fn follow(scope: &mut Scope, before: &Registration, after: &Registration) -> Result<()> {
    let languages = |row: &Registration| (row.source_language.clone(), row.language.clone());
    if languages(before) != languages(after) {
        no_translation_into_itself(scope, after).await?;
    }
    if all_words(before) == all_words(after) {
        return Ok(());
    }
    outdate(scope, after, public_words(before) != public_words(after)).await?;
    words::follow(scope, after.id).await
}

/// After words that were half mended were put back. Those that somebody stands for are of the words that are back; those that wait
/// may be of what was taken back.
pub async fn put_back(scope: &mut Scope, before: &Registration, after: &Registration) -> Result<()> {
    if all_words(before) == all_words(after) {
        return Ok(());
    }
    let waits = |row: &Model| row.state() == State::Proposed && !row.outdated;
    for before in of(scope, &[after.id]).await?.into_iter().filter(waits) {
        let after = Model { outdated: true, version: before.version + 1, ..before.clone() };
        scope.update::<Entity>(&before, after).await?;
    }
    Ok(())
}

/// What is written in a language now has no translation into it.
async fn no_translation_into_itself(scope: &Scope, registration: &Registration) -> Result<()> {
    let language = source_language(scope, registration).await?;
    if rows::of_language(scope, registration.id, &language).await?.is_none() {
        return Ok(());
    }
    let text = Text::told(
        format!("there is a translation into this language ({language}); remove that first"),
        format!("hay una traducción a este idioma ({language}); quítela antes"),
        format!("há uma tradução para este idioma ({language}); remova-a antes"),
    );
    let said_by = match registration.source_language.is_empty() {
        true => "registration.applicant.language",
        false => "registration.source_language",
    };
    Err(Error::invalid(said_by, text))
}

/// After the office changed title or summary of the entry of a registration, which is locked.
pub async fn hold(scope: &mut Scope, registration: uuid::Uuid) -> Result<()> {
    for before in of(scope, &[registration]).await?.into_iter().filter(|row| !is_held_back(row)) {
        let after = before.clone().waiting(true);
        scope.update::<Entity>(&before, after).await?;
    }
    Ok(())
}

/// Waits already, as one of other words.
fn is_held_back(row: &Model) -> bool {
    row.state() == State::Proposed && row.outdated
}

async fn outdate(scope: &mut Scope, registration: &Registration, is_held: bool) -> Result<()> {
    for before in of(scope, &[registration.id]).await? {
        let is_news = is_held && before.state() == State::Accepted;
        let after = match is_held {
            true if is_held_back(&before) => continue,
            true => before.clone().waiting(true),
            false if before.outdated => continue,
            false => Model { outdated: true, version: before.version + 1, ..before.clone() },
        };
        scope.update::<Entity>(&before, after.clone()).await?;
        if is_news {
            tell(scope, registration, &after).await?;
        }
    }
    Ok(())
}

/// Tells that a translation waits, where there is an entry that it is for.
pub async fn tell(scope: &mut Scope, registration: &Registration, translation: &Model) -> Result<()> {
    if catalogue::rows::of_registration(scope, registration.id).await?.is_some() {
        scope.publish(&TranslationProposed {
            name: rows::name(translation),
            version: translation.version,
            registration: registration.name(),
            title: registration.title.clone(),
        });
    }
    Ok(())
}

fn public_words(row: &Registration) -> [&str; 2] {
    [row.title.trim(), row.summary.trim()]
}

/// What a translation is of: each field, or question where it is an answer, with what it says.
pub fn all_words(row: &Registration) -> Vec<(&str, &str)> {
    let fields = [
        ("title", row.title.as_str()),
        ("summary", &row.summary),
        ("problem", &row.problem),
        ("description", &row.description),
    ];
    let words = fields.into_iter().chain(row.answers.in_words());
    words.map(|(of, words)| (of, words.trim())).filter(|(_, words)| !words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Answer, answer::Value};

    use super::*;
    use crate::registration::answers::Answers;

    #[test]
    fn a_translation_is_outdated_by_other_words_and_held_back_by_those_that_the_public_reads() {
        let before = Registration { title: "Payments".into(), ..Registration::draft("bz", "her".into(), "2021") };
        let same = Registration { city: "Belmopan".into(), title: "Payments ".into(), ..before.changed() };
        assert_eq!(all_words(&before), all_words(&same));
        let within = Registration { problem: "Queues".into(), ..before.changed() };
        assert!(all_words(&before) != all_words(&within) && public_words(&before) == public_words(&within));
        let value = Some(Value::Text("Two hundred boats".into()));
        let answers = Answers::of(&[Answer { question: "evidence".into(), value }]);
        let answered = Registration { answers, ..before.changed() };
        assert!(all_words(&before) != all_words(&answered) && public_words(&before) == public_words(&answered));
        let shown = Registration { summary: "In the market".into(), ..before.changed() };
        assert!(public_words(&before) != public_words(&shown));
    }
}
