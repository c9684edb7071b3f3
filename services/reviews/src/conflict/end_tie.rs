//! EndTie.

use platform::{
    error::{Error, Result, Text},
    moment, names,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{EndTieRequest, EndTieResponse, TieEnded},
};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    keep,
    ties::{self, Column, Entity, Model},
};
use crate::member;

/// Ends a tie, and finds the conflicts anew without it.
pub async fn end(scope: &mut Scope, request: EndTieRequest) -> Result<EndTieResponse> {
    let [_, id] = names::segments::<2>("name", &request.name, "countries/*/ties/*")?;
    let named = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(&request.name, id)?));
    let before = scope.expect(named.lock_exclusive(), &request.name).await?;
    if before.ended_at.is_some() {
        return Err(has_ended());
    }
    let caller = member::rows::of_subject(scope, scope.subject()).await?;
    if caller.is_some_and(|caller| caller.institution == before.institution) {
        return Err(second_person_needed());
    }
    let after = Model { ended_at: Some(moment::now()), ..before.clone() };
    scope.update::<Entity>(&before, after.clone()).await?;
    scope.publish(&TieEnded { name: ties::name(&after), version: 2, institution: after.institution.clone() });
    keep::of_country(scope).await?;
    Ok(EndTieResponse { tie: Some(ties::to_message(after)) })
}

fn has_ended() -> Error {
    let text = Text::told("this tie has ended already", "este vínculo ya terminó", "este vínculo já terminou");
    Error::refused(Reason::StateNotAllowed, text)
}

fn second_person_needed() -> Error {
    let text = Text::told(
        "nobody ends a tie of their own institution; ask somebody else of the office",
        "nadie termina un vínculo de su propia institución; pídalo a otra persona de la oficina",
        "ninguém encerra um vínculo da própria instituição; peça a outra pessoa do escritório",
    );
    Error::refused(Reason::SecondPersonNeeded, text)
}
