//! Which questions of their own editions ask: in any of their versions, and as countries add to them.

use platform::{Result, Scope, names::NETWORK};
use proto::registrations::v1::{CountryEdition, Definition};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use crate::{
    country_edition,
    edition::{
        rows::{self, definition_of, of_version},
        versions,
    },
};

/// The ids of the questions that no field of a registration is for, each once: of each edition those of the present forms
/// first, in their order, then what the countries within reach add, and last what is no longer asked.
pub async fn own_questions(scope: &Scope, editions: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for edition in editions {
        add_those_of(scope, edition, &mut found).await?;
    }
    Ok(found)
}

async fn add_those_of(scope: &Scope, edition: &str, found: &mut Vec<String>) -> Result<()> {
    let present = rows::expect(scope, edition).await?;
    add(found, of_definition(&*definition_of(&present.definition)?));
    let countries = scope.find::<country_edition::rows::Entity>();
    let countries = countries.filter(country_edition::rows::Column::Edition.eq(&present.id));
    for row in scope.all(countries).await? {
        add(found, of_country(&row.message()?));
    }
    let earlier = scope.find::<versions::Entity>().filter(versions::Column::Edition.eq(&present.id));
    for version in scope.all(earlier.order_by_desc(versions::Column::Version)).await? {
        let ids = match version.country.as_str() {
            NETWORK => of_definition(&*definition_of(&of_version(&version.kept)?.definition)?),
            _ => of_country(&country_edition::rows::of_version(&version.kept)?.message()?),
        };
        add(found, ids);
    }
    Ok(())
}

fn of_definition(definition: &Definition) -> Vec<String> {
    let questions = definition.forms.iter().flat_map(|form| &form.questions);
    questions.filter(|question| question.binds.is_empty()).map(|question| question.id.clone()).collect()
}

fn of_country(country: &CountryEdition) -> Vec<String> {
    country
        .added_questions
        .iter()
        .filter_map(|added| added.question.as_ref())
        .map(|question| question.id.clone())
        .collect()
}

fn add(found: &mut Vec<String>, ids: Vec<String>) {
    for id in ids {
        if !found.contains(&id) {
            found.push(id);
        }
    }
}
