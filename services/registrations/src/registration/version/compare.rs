//! `CompareRegistrationVersions`

use std::collections::HashMap;

use platform::{Error, Result, Scope, personal::data_blocked};
use proto::{
    platform::v1::Reason,
    registrations::v1::{
        CompareRegistrationVersionsRequest, CompareRegistrationVersionsResponse, Definition, Form, Registration,
    },
};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    answered::Forms,
    difference::differences,
    handed_in, message,
    rows::{self, Column, Model},
    words::Words,
};
use crate::{
    country_edition::held::{self, Versions},
    definition::form_of,
    edition, file,
    registration::{self, answers::named, rows::Model as Stands},
};

/// Says what differs between two versions of a registration.
pub async fn compare(
    scope: &mut Scope,
    request: CompareRegistrationVersionsRequest,
) -> Result<CompareRegistrationVersionsResponse> {
    let registration = registration::rows::expect(scope, &request.name).await?;
    if registration.blocked {
        return Err(data_blocked());
    }
    let version = if request.version == 0 { registration.versions } else { request.version };
    let base = if request.base == 0 { (version - 1).max(0) } else { request.base };
    let both = rows::of(scope, registration.id).filter(Column::Number.is_in([version, base]));
    let both = scope.all(both).await?;
    let of = |number: i32| {
        let found = both.iter().find(|row| row.number == number);
        found.ok_or_else(|| Error::not_found(&format!("{}/versions/{number}", request.name)))
    };
    let later = of(version)?.content.clone();
    let earlier = match base {
        // Before the first there is nothing.
        0 => nothing(),
        _ => of(base).map(|row: &Model| row.content.clone())?,
    };
    let edition = edition::rows::known(scope, &edition::rows::name(&registration.edition)).await?;
    let sides = [message(&earlier)?, message(&later)?];
    let asked = [asked(scope, &registration, &sides[0]).await?, asked(scope, &registration, &sides[1]).await?];
    let files = files(scope, &sides).await?;
    let forms = Forms {
        earlier: form(asked[0].as_ref(), &sides[0]),
        later: form(asked[1].as_ref(), &sides[1]),
        files: Some(&files),
    };
    let words = Words { language: scope.language().tag(), edition: edition.as_ref(), forms };
    let differences = differences(&handed_in(&earlier)?, &handed_in(&later)?, &words)?;
    Ok(CompareRegistrationVersionsResponse { version, base, differences })
}

/// What the edition asked of a version. One from before that was kept with it was handed in under what the registration is
/// under. Nothing where it answers no question of the edition's own, or nobody knows any more what was asked.
async fn asked(scope: &Scope, row: &Stands, version: &Registration) -> Result<Option<Definition>> {
    if version.answers.is_empty() {
        return Ok(None);
    }
    let versions = match version.edition_version {
        0 => Versions { edition: row.edition_version, country_edition: row.country_edition_version },
        edition => Versions { edition, country_edition: version.country_edition_version },
    };
    match held::at(scope, &edition::rows::name(&row.edition), versions).await {
        Ok(held) => Ok(Some(held.definition.into_owned())),
        Err(gone) if matches!(gone.reason(), Reason::EditionNotOpen | Reason::ResourceNotFound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn form<'a>(definition: Option<&'a Definition>, version: &Registration) -> Option<&'a Form> {
    definition.and_then(|definition| form_of(definition, version.track()))
}

/// What the files are called that either answers with.
async fn files(scope: &Scope, sides: &[Registration]) -> Result<HashMap<String, String>> {
    let mut called = HashMap::new();
    let answers = sides.iter().flat_map(|side| &side.answers).filter_map(|answer| answer.value.as_ref());
    for name in answers.flat_map(named) {
        match file::rows::expect(scope, name).await {
            Ok(row) => drop(called.insert(name.clone(), row.display_name)),
            Err(gone) if gone.reason() == Reason::ResourceNotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(called)
}

fn nothing() -> serde_json::Value {
    serde_json::json!({})
}
