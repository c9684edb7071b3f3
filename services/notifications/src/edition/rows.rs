//! The table of what letters say: rows of the network, read from inside every country, and of countries.

use std::collections::HashMap;

use platform::{Result, Scope, names::NETWORK, store::Tenant};
use proto::registrations::v1::LetterWording;
use sea_orm::{FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::template::{Template, Worded};

/// What the letters of one edition say.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "edition_letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// `editions/2020`
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    /// That of the last event taken.
    pub version: i64,
    pub letters: Letters,
    /// Whether countries may word letters.
    pub country_letters: bool,
}

/// Subjects and texts of letters, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Letters(Vec<Said>);

/// What one letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// The contract's number.
    template: i32,
    subject: HashMap<String, String>,
    body: HashMap<String, String>,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        match row.country.as_str() {
            NETWORK => row.edition.clone(),
            country => format!("countries/{country}/{}", row.edition),
        }
    }
}

impl Letters {
    /// Those of an event.
    pub fn of(letters: Vec<LetterWording>) -> Self {
        let said =
            |letter: LetterWording| Said { template: letter.template, subject: letter.subject, body: letter.body };
        Self(letters.into_iter().map(said).collect())
    }

    /// What they say in a language in one letter.
    fn worded(&self, template: Template, language: &str) -> Worded {
        let number = i32::from(template.in_contract());
        let said = self.0.iter().find(|said| said.template == number);
        let text =
            |texts: &HashMap<String, String>| texts.get(language).filter(|text| !text.trim().is_empty()).cloned();
        said.map(|said| Worded { subject: text(&said.subject), body: text(&said.body) }).unwrap_or_default()
    }
}

/// Keeps what is newer. `row.country` is that of the scope.
pub async fn keep(scope: &mut Scope, row: Model) -> Result<()> {
    let same =
        scope.find::<Entity>().filter(Column::Country.eq(scope.country())).filter(Column::Edition.eq(&row.edition));
    // Of two who tell at the same moment, the second sees what the first told.
    match scope.one(same.lock_exclusive()).await? {
        None => scope.insert::<Entity>(row).await,
        Some(before) if before.version < row.version => scope.update::<Entity>(&before, row).await,
        Some(_) => Ok(()),
    }
}

/// What a letter about a registration of this edition says in a language: as the country words it where it may, else as the
/// network does. Empty where the platform's own words stand.
pub async fn worded(scope: &Scope, edition: &str, template: Template, language: &str) -> Result<Worded> {
    let rows = scope.all(scope.find::<Entity>().filter(Column::Edition.eq(edition))).await?;
    let network = rows.iter().find(|row| row.country == NETWORK);
    let may = network.is_none_or(|row| row.country_letters);
    let country = rows.iter().find(|row| row.country == scope.country() && row.country != NETWORK).filter(|_| may);
    let said = |row: Option<&Model>| row.map(|row| row.letters.worded(template, language)).unwrap_or_default();
    Ok(said(country).or(said(network)))
}
