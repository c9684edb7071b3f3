//! RuleConflict.

use platform::{
    error::{Error, Result, Text},
    etag, names,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{RuleConflictRequest, RuleConflictResponse, rule_conflict_request::Ruling},
};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Kind, Origin, State, keep,
    rows::{self, Entity, Model},
};
use crate::{case, institution, member};

/// Records what the office finds: of a conflict that was found, declared or named, or of one that nobody knew of. It stays so,
/// whatever is found afterwards.
pub async fn rule(scope: &mut Scope, request: RuleConflictRequest) -> Result<RuleConflictResponse> {
    let case = case::rows::locked_by_name(scope, &request.name).await?;
    let before = match request.conflict.is_empty() {
        true => None,
        false => Some(rows::conflict(scope, &request.conflict, &case.registration).await?),
    };
    etag::check(&request.etag, before.as_ref().map_or(0, |before| before.version))?;
    let holder = holder(scope, before.as_ref(), &request).await?;
    let kind = Kind::of(request.kind()).or(before.as_ref().map(|row| row.kind));
    let Some(kind) = kind else { return Err(needed("kind")) };
    let state = match request.ruling() {
        Ruling::Stands => State::Stands,
        _ => State::SetAside,
    };
    if state == State::SetAside && is_callers(scope, &holder).await? {
        return Err(second_person_needed());
    }
    let new = || Model::new(&case.country, &case.registration, &holder, kind, Origin::Ruled);
    let ruled = Model {
        holder: holder.clone(),
        kind,
        state,
        pinned: true,
        ruling_words: request.ruling_words,
        ruler: scope.subject().to_owned(),
        ..before.as_ref().map_or_else(new, Model::next)
    };
    match &before {
        Some(before) => scope.update::<Entity>(before, ruled.clone()).await?,
        None => scope.insert::<Entity>(ruled.clone()).await?,
    }
    keep::of_case(scope, &case).await?;
    Ok(RuleConflictResponse { conflict: Some(rows::to_message(ruled)) })
}

/// Whom the conflict binds. Nobody, where an applicant's words are set aside.
async fn holder(scope: &Scope, before: Option<&Model>, request: &RuleConflictRequest) -> Result<String> {
    let known = before.map(|row| row.holder.as_str()).unwrap_or_default();
    if !known.is_empty() {
        return match request.holder.is_empty() || request.holder == known {
            true => Ok(known.to_owned()),
            false => Err(another_holder()),
        };
    }
    if request.holder.is_empty() {
        let named_in_words = before.is_some() && request.ruling() == Ruling::SetAside;
        return if named_in_words { Ok(String::new()) } else { Err(needed("holder")) };
    }
    if !is_known(scope, &request.holder).await? {
        return Err(unknown_holder());
    }
    Ok(request.holder.clone())
}

async fn is_known(scope: &Scope, holder: &str) -> Result<bool> {
    if holder.starts_with("institutions/") {
        let known = scope.find::<institution::rows::Entity>().filter(institution::rows::Column::Id.eq(holder));
        return Ok(scope.one(known).await?.is_some());
    }
    let [country, id] = names::segments::<2>("holder", holder, "countries/*/members/*")?;
    let known = scope.find::<member::rows::Entity>().filter(member::rows::Column::Id.eq(names::uuid(holder, id)?));
    Ok(country == scope.country() && scope.one(known).await?.is_some())
}

/// Whether it is about the caller, or the caller's institution.
async fn is_callers(scope: &Scope, holder: &str) -> Result<bool> {
    let member = member::rows::of_subject(scope, scope.subject()).await?;
    Ok(member.is_some_and(|member| {
        let name = member::rows::name(&member.country, member.id);
        !holder.is_empty() && (holder == name || holder == member.institution)
    }))
}

fn needed(field: &str) -> Error {
    let text = Text::told(
        "say whom the conflict binds and what it is",
        "diga a quién obliga el conflicto y de qué tipo es",
        "diga a quem o conflito obriga e de que tipo ele é",
    );
    Error::invalid(field, text)
}

fn another_holder() -> Error {
    let text = Text::told(
        "this conflict is somebody else's; leave the holder out, or record another conflict",
        "este conflicto es de otra persona; no indique a nadie, o registre otro conflicto",
        "este conflito é de outra pessoa; não indique ninguém, ou registre outro conflito",
    );
    Error::invalid("holder", text)
}

fn unknown_holder() -> Error {
    let text = Text::told(
        "there is no such member in this country, nor such an institution",
        "no hay tal miembro en este país ni tal institución",
        "não há tal membro neste país nem tal instituição",
    );
    Error::invalid("holder", text)
}

fn second_person_needed() -> Error {
    let text = Text::told(
        "nobody sets aside their own conflict; ask somebody else of the office",
        "nadie descarta su propio conflicto; pídalo a otra persona de la oficina",
        "ninguém descarta o próprio conflito; peça a outra pessoa do escritório",
    );
    Error::refused(Reason::SecondPersonNeeded, text)
}
