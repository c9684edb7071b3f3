//! The waiting list of an edition in a country: places by score, kept as long as somebody waits.

use platform::{
    error::{Error, Result, Text},
    store::Scope,
};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Outcome, State,
    rows::{self, Column, Entity},
};
use crate::case;

/// Refuses to accept somebody from the list while others wait before them, unless a reason says why.
pub async fn in_order(scope: &Scope, earlier: Option<&rows::Model>, reason: &str) -> Result<()> {
    let Some(place) = earlier.and_then(|earlier| earlier.waiting_place) else { return Ok(()) };
    if !reason.trim().is_empty() {
        return Ok(());
    }
    let edition = earlier.map(|earlier| earlier.edition.as_str()).unwrap_or_default();
    let before = waitlisted(scope, edition).filter(Column::WaitingPlace.lt(place));
    let before = scope.all(before).await?;
    let cases = scope
        .find::<case::rows::Entity>()
        .filter(case::rows::Column::Id.is_in(before.iter().map(|row| row.case_id)))
        .filter(case::rows::Column::State.eq(case::State::Decided));
    let waits = |case: &case::rows::Model| before.iter().any(|row| case.decision == Some(row.id));
    if !scope.all(cases).await?.iter().any(waits) {
        return Ok(());
    }
    let text = Text::told(
        "others wait before this one; say in words for the applicant why it comes first",
        "hay otros antes en la lista de espera; explique al postulante por qué este pasa primero",
        "há outros antes na lista de espera; explique a quem se inscreveu por que este passa primeiro",
    );
    Err(Error::invalid("reason", text))
}

/// Gives places to those who are new on the list, behind those who wait already: the best score first.
pub async fn give_places(scope: &mut Scope, edition: &str) -> Result<()> {
    let all = scope.all(waitlisted(scope, edition)).await?;
    let last = all.iter().filter_map(|row| row.waiting_place).max().unwrap_or(0);
    let mut new: Vec<rows::Model> = all.into_iter().filter(|row| row.waiting_place.is_none()).collect();
    let score = |row: &rows::Model| row.basis.as_ref().map_or(0.0, |basis| basis.score());
    new.sort_by(|one, other| score(other).total_cmp(&score(one)).then(one.id.cmp(&other.id)));
    for (place, before) in (last + 1..).zip(new) {
        let after = rows::Model { waiting_place: Some(place), ..before.next() };
        scope.update::<Entity>(&before, after).await?;
    }
    Ok(())
}

/// Every decision that put somebody on the list.
fn waitlisted(scope: &Scope, edition: &str) -> sea_orm::Select<Entity> {
    scope
        .find::<Entity>()
        .filter(Column::Edition.eq(edition))
        .filter(Column::State.eq(State::Released))
        .filter(Column::Outcome.eq(Outcome::Waitlisted))
}
