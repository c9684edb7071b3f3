//! The words of an entry in other languages, and what a search finds it by.
//!
//! They stand in the row of the entry as well as in the translations of its registration, so that the entry is found, told
//! of and shown by what it is in all its languages, whatever changes one of them.

use platform::{Result, Scope, moment::timestamp, search::Texts};
use proto::registrations::v1::{TranslatedWords, translation::Origin};
use sea_orm::{ColumnTrait, FromJsonQueryResult, QueryFilter};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    entry,
    rows::{Entity, Model, of_registration},
};
use crate::{
    registration::{rows as registrations, unanswered},
    translation,
};

/// Its words in other languages, in the order of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Translated(pub Vec<Words>);

/// Its words in one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// An ISO 639 code.
    pub language: String,
    /// Empty: not translated.
    pub title: String,
    /// Empty: not translated.
    pub summary: String,
    /// Whether a person or a machine made them, by its name in the contract.
    pub origin: String,
    /// When they were last changed.
    #[serde(with = "time::serde::rfc3339")]
    pub update_time: OffsetDateTime,
    /// The original was changed since.
    pub outdated: bool,
}

impl Words {
    /// The message.
    pub fn message(self) -> TranslatedWords {
        TranslatedWords {
            language: self.language,
            title: self.title,
            summary: self.summary,
            origin: platform::choice::of(&self.origin, "ORIGIN_", Origin::from_str_name).into(),
            update_time: Some(timestamp(self.update_time)),
            outdated: self.outdated,
        }
    }
}

/// What is not shown is not found.
pub fn texts(row: &Model) -> Vec<Texts<'_>> {
    if !row.published || row.blocked || row.suspended || row.embargoed {
        return Vec::new();
    }
    let fields = vec![
        (4, row.title.as_str()),
        (3, row.organisation.as_str()),
        (2, row.summary.as_str()),
        (1, row.city.as_str()),
    ];
    let translated = row.translations.0.iter().map(|words| {
        let fields = vec![(4, words.title.as_str()), (2, words.summary.as_str())];
        Texts { language: &words.language, fields }
    });
    std::iter::once(Texts { language: &row.language, fields }).chain(translated).collect()
}

/// Brings the entry of a registration, if it has one, in step with its translations. The registration is locked before.
pub async fn follow(scope: &mut Scope, registration: uuid::Uuid) -> Result<()> {
    let Some(before) = of_registration(scope, registration).await? else { return Ok(()) };
    let mut translations = translation::rows::public(scope, registration).await?;
    if is_behind(scope, &before).await? {
        // They are of words that the entry does not say yet; what it says may lose one.
        let said = |words: &Words| (words.language.clone(), words.title.clone(), words.summary.clone());
        let there: Vec<_> = before.translations.0.iter().map(said).collect();
        translations.0.retain(|words| there.contains(&said(words)));
    }
    if translations == before.translations {
        return Ok(());
    }
    let after = entry::changed(Model { translations, ..before.clone() });
    scope.update::<Entity>(&before, after).await
}

/// Whether what was handed in last is not what an entry says, since the evidence for it is not checked yet.
async fn is_behind(scope: &Scope, entry: &Model) -> Result<bool> {
    let its = scope.find::<registrations::Entity>().filter(registrations::Column::Id.eq(entry.registration));
    let Some(registration) = scope.one(its).await?.filter(|_| !entry.edited) else { return Ok(false) };
    let words = unanswered::handed_in(scope, registration).await?;
    Ok(!words.title.is_empty() && (&words.title, &words.summary) != (&entry.title, &entry.summary))
}
