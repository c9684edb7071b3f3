//! Entries of the catalogue with their words in other languages, found by these too; and whole words as terms, by whose
//! beginnings registrations and entries are found.

use std::collections::BTreeMap;

use platform::search::{Document, Texts, terms, terms_of_all};
use platform::store::guard::forced;
use sea_orm_migration::{
    prelude::*,
    schema::json,
    sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, prelude::Uuid},
};

use super::pieces::{Found, Key, write_terms};
use crate::{
    catalogue::words::{Translated, Words},
    registration::answers::Answers,
};

/// Adds the column, and writes what is found by whole words.
pub struct TranslationTerms;

impl MigrationName for TranslationTerms {
    fn name(&self) -> &str {
        "registrations_m0076_translation_terms"
    }
}

const GUARDED: [&str; 5] = ["registrations", "publications", "translations", "registration_terms", "publication_terms"];

#[async_trait::async_trait]
impl MigrationTrait for TranslationTerms {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("translations").default("[]").take();
        manager.alter_table(Table::alter().table("publications").add_column(column).to_owned()).await?;
        let connection = manager.get_connection();
        if connection.get_database_backend() == DbBackend::Postgres {
            // What lies between two words is asked byte by byte, as SQLite compares.
            for table in ["registration_terms", "publication_terms"] {
                let ordered = format!("ALTER TABLE {table} ALTER COLUMN term TYPE text COLLATE \"C\"");
                connection.execute_unprepared(&ordered).await?;
            }
        }
        forced(manager, &GUARDED, false).await?;
        connection.execute_unprepared(UNDER_EMBARGO).await?;
        translate(connection).await?;
        write_terms(connection, PUBLICATIONS, Publication::document).await?;
        write_terms(connection, REGISTRATIONS, Registration::document).await?;
        forced(manager, &GUARDED, true).await
    }
}

const TRANSLATIONS: &str = "SELECT publications.country, publications.id, translations.language, translations.title, \
                            translations.summary, translations.origin, translations.update_time, \
                            translations.outdated FROM publications JOIN translations \
                            ON translations.country = publications.country \
                            AND translations.registration = publications.registration \
                            WHERE translations.title <> '' OR translations.summary <> '' \
                            ORDER BY translations.language";
/// What is under embargo was found before; its terms are written again when that ends.
const UNDER_EMBARGO: &str = "DELETE FROM publication_terms WHERE EXISTS (SELECT 1 FROM publications \
                             WHERE publications.country = publication_terms.country \
                             AND publications.id = publication_terms.document AND publications.embargoed)";
/// As they were when this was written; what comes later to be searched has a migration of its own.
const PUBLICATIONS: &str = "SELECT country, id, language, title, organisation, summary, city, translations \
                            FROM publications WHERE published AND NOT blocked AND NOT suspended AND NOT embargoed";
const REGISTRATIONS: &str = "SELECT country, id, language, title, organisation, summary, problem, description, sector, \
                             city, answers FROM registrations WHERE NOT blocked";

#[derive(FromQueryResult)]
struct Translation {
    country: String,
    id: Uuid,
    language: String,
    title: String,
    summary: String,
    origin: String,
    update_time: time::OffsetDateTime,
    outdated: bool,
}

/// Copies the words of translations to the entries. They are far fewer than registrations.
async fn translate(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut entries: BTreeMap<(String, Uuid), Vec<Words>> = BTreeMap::new();
    for row in connection.query_all_raw(Statement::from_string(backend, TRANSLATIONS)).await? {
        let Translation { country, id, language, title, summary, origin, update_time, outdated } =
            Translation::from_query_result(&row, "")?;
        let words = Words { language, title, summary, origin, update_time, outdated };
        entries.entry((country, id)).or_default().push(words);
    }
    for ((country, id), words) in entries {
        let set = "UPDATE publications SET translations = $1 WHERE country = $2 AND id = $3";
        let values = [Translated(words).into(), country.into(), id.into()];
        connection.execute_raw(Statement::from_sql_and_values(backend, set, values)).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Publication {
    country: String,
    id: Uuid,
    language: String,
    title: String,
    organisation: String,
    summary: String,
    city: String,
    translations: Translated,
}

impl Found for Publication {
    fn key(&self) -> Key {
        (self.country.clone(), self.id)
    }
}

impl Publication {
    /// All of its terms, in the place of those that it had.
    fn document(&self) -> Document {
        let fields = vec![
            (4, self.title.as_str()),
            (3, self.organisation.as_str()),
            (2, self.summary.as_str()),
            (1, self.city.as_str()),
        ];
        let mut texts = vec![Texts { language: &self.language, fields }];
        texts.extend(self.translations.0.iter().map(|words| {
            let fields = vec![(4, words.title.as_str()), (2, words.summary.as_str())];
            Texts { language: &words.language, fields }
        }));
        Document { table: "publication_terms", id: self.id, known: true, terms: terms_of_all(&texts) }
    }
}

#[derive(FromQueryResult)]
pub(super) struct Registration {
    country: String,
    id: Uuid,
    language: String,
    title: String,
    organisation: String,
    summary: String,
    problem: String,
    description: String,
    sector: String,
    city: String,
    answers: Answers,
}

impl Found for Registration {
    fn key(&self) -> Key {
        (self.country.clone(), self.id)
    }
}

impl Registration {
    /// All of its terms, in the place of those that it had.
    pub(super) fn document(&self) -> Document {
        let mut fields = vec![
            (4, self.title.as_str()),
            (3, self.organisation.as_str()),
            (2, self.summary.as_str()),
            (1, self.problem.as_str()),
            (1, self.description.as_str()),
            (1, self.sector.as_str()),
            (1, self.city.as_str()),
        ];
        fields.extend(self.answers.in_words().map(|(_, words)| (1, words)));
        let terms = terms(&Texts { language: &self.language, fields });
        Document { table: "registration_terms", id: self.id, known: true, terms }
    }
}
