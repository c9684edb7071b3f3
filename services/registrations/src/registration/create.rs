//! `CreateRegistration`

use platform::{Error, Result, Scope, error::Text, moment, names};
use proto::{
    platform::v1::Reason,
    registrations::v1::{CreateRegistrationRequest, CreateRegistrationResponse},
};

use super::{answerable, begun, facts, fields, rows};
use crate::{consent, country_edition::held, edition, form};

/// Begins a draft, which belongs to the applicant who calls, or to the office.
pub async fn create(scope: &mut Scope, request: CreateRegistrationRequest) -> Result<CreateRegistrationResponse> {
    let registration = request.registration.unwrap_or_default();
    if registration.edition.is_empty() {
        let text = Text::told(
            "say which edition it enters",
            "indique en qué edición entra",
            "indique em que edição ele entra",
        );
        return Err(Error::invalid("registration.edition", text));
    }
    if let Some(fault) = form::repeated(&registration.answers) {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    let held = held::entered(scope, &registration.edition).await?;
    let id = registration.edition.trim_start_matches("editions/");
    // Whoever calls the office a day late is entered by it: the submission is by the calendar, or by permission.
    if scope.is_own() {
        edition::not_over(&held.edition, moment::now_milliseconds(), None)?;
        begun::has_room(scope, id).await?;
    }
    let owner = if scope.is_own() { scope.subject().to_owned() } else { names::office(scope.country()) };
    let mut row = rows::Model::draft(scope.country(), owner, id);
    let nothing = row.clone();
    answerable::known_in(&held.definition, &nothing, &fields::named(&nothing, &registration, None), &[])?;
    fields::copy_set(&mut row, &registration);
    answerable::bounded(&nothing, &row)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    consent::record(scope, None, &row).await?;
    facts::publish_draft(scope, None, &row);
    Ok(CreateRegistrationResponse { registration: Some(rows::to_message(row)) })
}
