//! `CreateRegistration`

use platform::{Error, Result, Scope, error::Text, moment, names};
use proto::{
    platform::v1::Reason,
    registrations::v1::{CreateRegistrationRequest, CreateRegistrationResponse},
};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{facts, fields, rows};
use crate::{consent, country_edition::held, edition, form};

/// Drafts that one person has in a country at most: more than anybody writes, and few enough that nobody fills its disk.
const MOST_DRAFTS: u64 = 100;

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
    // Whoever calls the office a day late is entered by it: the submission is by the calendar, or by permission.
    if scope.is_own() {
        edition::not_over(&held.edition, moment::now_milliseconds(), None)?;
        has_room(scope).await?;
    }
    let owner = if scope.is_own() { scope.subject().to_owned() } else { names::office(scope.country()) };
    let id = registration.edition.trim_start_matches("editions/");
    let mut row = rows::Model::draft(scope.country(), owner, id);
    fields::copy_set(&mut row, &registration);
    scope.insert::<rows::Entity>(row.clone()).await?;
    consent::record(scope, None, &row).await?;
    facts::publish_draft(scope, None, &row);
    Ok(CreateRegistrationResponse { registration: Some(rows::to_message(row)) })
}

/// Everybody who signs in may begin drafts.
async fn has_room(scope: &Scope) -> Result<()> {
    scope.alone(&format!("drafts/{}", scope.subject())).await?;
    let theirs = scope.find::<rows::Entity>().filter(rows::Column::Owner.eq(scope.subject()));
    if scope.count(theirs.filter(rows::Column::State.eq("DRAFT"))).await? < MOST_DRAFTS {
        return Ok(());
    }
    let text = Text::told(
        format!("you have {MOST_DRAFTS} drafts in this country; hand one in or withdraw one first"),
        format!("usted tiene {MOST_DRAFTS} borradores en este país; presente o retire antes uno"),
        format!("você tem {MOST_DRAFTS} rascunhos neste país; envie ou retire um antes"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}
