//! The table of what letters say, a row for each version: of the network's editions, read from inside every country, and of
//! what countries change in them. A row is never changed, so that a registration keeps the letters it was made under.

use std::collections::HashMap;

use platform::{Result, Scope, names::NETWORK, store::Tenant};
use proto::registrations::v1::LetterWording;
use sea_orm::{FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    registration::rows::Entered,
    template::{Template, Worded},
};

/// What the letters of one version of an edition say.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "edition_letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// `editions/2020`
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    /// That of the network's edition, or of what the country changes in it.
    #[sea_orm(primary_key, auto_increment = false)]
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
            NETWORK => format!("{}/versions/{}", row.edition, row.version),
            country => format!("countries/{country}/{}/versions/{}", row.edition, row.version),
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

/// Keeps what the letters of a version say, unless it is kept. `row.country` is that of the scope.
pub async fn keep(scope: &mut Scope, row: Model) -> Result<()> {
    let same = scope
        .find::<Entity>()
        .filter(Column::Country.eq(scope.country()))
        .filter(Column::Edition.eq(&row.edition))
        .filter(Column::Version.eq(row.version));
    if scope.one(same).await?.is_some() {
        return Ok(());
    }
    scope.insert::<Entity>(row).await
}

/// What a letter about a registration says in a language, in the versions that it was submitted under: as the country words it
/// where it may, else as the network does. Empty where the platform's own words stand.
pub async fn worded(scope: &Scope, entered: &Entered, template: Template, language: &str) -> Result<Worded> {
    let network = of_version(scope, NETWORK, &entered.edition, entered.edition_version).await?;
    let may = network.as_ref().is_none_or(|row| row.country_letters);
    let changed_nothing = entered.edition_version != 0 && entered.country_edition_version == 0;
    let country = match may && !changed_nothing && scope.country() != NETWORK {
        true => of_version(scope, scope.country(), &entered.edition, entered.country_edition_version).await?,
        false => None,
    };
    let said = |row: Option<Model>| row.map(|row| row.letters.worded(template, language)).unwrap_or_default();
    Ok(said(country).or(said(network)))
}

/// What the letters of a version say: that version's, or those of the last one before that was told of; else the first. What
/// was told of before versions were kept stands as the first that there is.
async fn of_version(scope: &Scope, country: &str, edition: &str, version: i64) -> Result<Option<Model>> {
    let of_edition =
        || scope.find::<Entity>().filter(Column::Country.eq(country)).filter(Column::Edition.eq(edition)).limit(1);
    let upto = of_edition().filter(Column::Version.lte(version)).order_by_desc(Column::Version);
    match scope.one(upto).await? {
        Some(row) => Ok(Some(row)),
        None => scope.one(of_edition().order_by_asc(Column::Version)).await,
    }
}
