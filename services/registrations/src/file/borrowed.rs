//! Which files whoever borrows a country's queue reads: those that the screening goes by.

use platform::{Result, Scope};
use proto::registrations::v1::AnsweredQuestion;

use super::rows::Model;
use crate::{
    country_edition::held,
    registration::{answers, complete, is_screened_in, rows as registrations, version},
};

/// Whether its registration waits for its screening, and named this file when it was last handed in, as the answer to a
/// question of which others are told: to none that is about a person.
pub async fn is_screened_by(scope: &Scope, registration: &registrations::Model, file: &Model) -> Result<bool> {
    if !is_screened_in(registration.state()) {
        return Ok(false);
    }
    let Some(handed_in) = version::rows::newest(scope, registration.id).await? else { return Ok(false) };
    let held = held::of(scope, registration).await?;
    Ok(complete::told(&handed_in, &held.definition).iter().any(|told| is_answered_by(told, &file.name())))
}

fn is_answered_by(told: &AnsweredQuestion, file: &str) -> bool {
    let value = told.answer.as_ref().and_then(|answer| answer.value.as_ref());
    value.is_some_and(|value| answers::named(value).iter().any(|name| name == file))
}
