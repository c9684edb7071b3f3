//! `GetForm`

use platform::{Error, Result, Scope, error::Text, labels};
use proto::registrations::v1::{Choice, Definition, Edition, GetFormRequest, GetFormResponse, Question, Track};

use crate::{
    country_edition::{clocks, held, rows},
    definition::{bound, is_for, languages},
};

/// Reads the form of a track as a person fills it in, in one language.
pub async fn get(scope: &mut Scope, request: GetFormRequest) -> Result<GetFormResponse> {
    let name = rows::of_network("name", &request.name)?;
    let versions =
        held::Versions { edition: request.edition_version, country_edition: request.country_edition_version };
    let held = held::at(scope, &name, versions).await?;
    let spoken = [request.language.as_str(), held.default_language()];
    let definition = of_track(held.definition.clone().into_owned(), &held.edition, request.track());
    let mut definition = languages::spoken(definition, &spoken);
    let form = definition.forms.pop().ok_or_else(|| {
        Error::invalid(
            "track",
            Text::told(
                "the edition does not take this track",
                "la edición no recibe este tipo",
                "a edição não recebe este tipo",
            ),
        )
    })?;
    let closes = held.edition.calendar.as_ref().and_then(|calendar| calendar.closes.as_ref());
    Ok(GetFormResponse {
        form: Some(form),
        rules: definition.rules,
        wordings: definition.wordings,
        calendar: held.edition.calendar,
        time_zone: held.time_zone().to_owned(),
        closes: closes.map(|closes| clocks(closes, held.time_zone())).unwrap_or_default(),
        edition_version: held.edition_version,
        country_edition_version: held.country_edition_version(),
    })
}

/// What a definition has for one track, with the edition's categories among the choices.
fn of_track(mut definition: Definition, edition: &Edition, track: Track) -> Definition {
    definition.forms.retain(|form| form.track() == track);
    definition.rules.retain(|rule| is_for(rule, track));
    let categories = edition.categories.iter();
    let categories: Vec<Choice> =
        categories.map(|category| Choice { id: category.id.clone(), label: category.titles.clone() }).collect();
    for question in definition.forms.iter_mut().flat_map(|form| &mut form.questions) {
        if question.binds == "category" {
            question.choices.clone_from(&categories);
        }
        labelled(question);
    }
    definition
}

/// Adds what the platform calls the values of a field, in the languages in which the edition calls them nothing.
fn labelled(question: &mut Question) {
    let Some(field) = bound::field(&question.binds) else { return };
    for choice in &mut question.choices {
        for language in labels::LANGUAGES {
            if let Some(label) = field.label(&choice.id, language) {
                choice.label.entry(language.to_owned()).or_insert_with(|| label.to_owned());
            }
        }
    }
}
