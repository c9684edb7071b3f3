//! Which registration goes on in place of a merged one, whom that is told, and what becomes of a merged one whose survivor goes
//! no further.
//!
//! What always holds: a caller is told of a registration that they reach, and of no other. An applicant learns nothing of
//! somebody else's, and nobody of what is hidden from them.

use std::collections::HashSet;

use platform::{
    Result, Scope,
    error::{Language, Text},
    moment,
};
use proto::registrations::v1::{Registration, RegistrationUnmerged, registration::State};
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::{
    merges,
    rows::{self, Column, Entity, Model},
    survives, unmerged,
};
use crate::{catalogue, country};

/// A registration that is reached.
#[derive(FromQueryResult)]
struct Reached {
    country: String,
    id: Uuid,
}

/// Rows as their messages, each with what it was merged into, and which one goes on.
pub async fn told(scope: &Scope, rows: Vec<Model>) -> Result<Vec<Registration>> {
    let merged = rows.iter().map(|row| row.merged_into.clone()).filter(|name| !name.is_empty());
    let merged: HashSet<String> = merged.collect();
    if merged.is_empty() {
        return Ok(rows.into_iter().map(rows::to_message).collect());
    }
    let ends = merges::ends(scope, merged.into_iter()).await?;
    let these = scope.among(Column::Id, merges::ids(ends.iter().flat_map(|(name, end)| [name, end]))).await?;
    let reached = scope.find::<Entity>().filter(these).select_only().columns([Column::Country, Column::Id]);
    let reached: Vec<Reached> = scope.gathered(vec![reached]).await?;
    let reached: HashSet<String> = reached.into_iter().map(|row| rows::name(&row.country, row.id)).collect();
    let if_reached = |name: &String| reached.get(name).cloned().unwrap_or_default();
    let told = |row: Model| Registration {
        merged_into: if_reached(&row.merged_into),
        survivor: ends.get(&row.merged_into).map(if_reached).unwrap_or_default(),
        ..rows::to_message(row)
    };
    Ok(rows.into_iter().map(told).collect())
}

/// The same of one.
pub async fn told_of(scope: &Scope, row: Model) -> Result<Option<Registration>> {
    Ok(told(scope, vec![row]).await?.pop())
}

/// Undoes a merge: it stands again where it stood, and what else follows from that.
pub async fn bring_back(scope: &mut Scope, before: &Model, reason: String) -> Result<Model> {
    let lapsed = before.validated_until.is_some_and(|end| end <= moment::now());
    let state = unmerged(before.state(), before.stands(), before.publication_consent, lapsed)?;
    let after = before.unmerged(state, &reason);
    scope.update::<Entity>(before, after.clone()).await?;
    if state == State::Published
        && let Some(entry) = catalogue::rows::of_registration(scope, before.id).await?
    {
        catalogue::rows::show(scope, entry, true).await?;
    }
    scope.publish(&RegistrationUnmerged {
        name: after.name(),
        version: after.version,
        submission: after.submissions,
        reason,
    });
    Ok(after)
}

/// Undoes the merges into a registration that goes no further: nobody's ends by what somebody else does with theirs. What was
/// erased has no way back; it stays merged, into nothing, and what was merged into it before comes back in its stead.
pub async fn let_go(scope: &mut Scope, survivor: &str) -> Result<()> {
    let row = scope.one(rows::of_name(scope, survivor)?.lock_exclusive()).await?;
    if row.is_some_and(|row| goes_on(&row)) {
        return Ok(());
    }
    let mut gone = vec![survivor.to_owned()];
    while let Some(name) = gone.pop() {
        for before in scope.all(merged_into(scope, &name).order_by_asc(Column::Id).lock_exclusive()).await? {
            if before.stands() == State::Unspecified {
                gone.push(before.name());
                let after = Model { merged_into: String::new(), ..before.changed() };
                scope.update::<Entity>(&before, after).await?;
                continue;
            }
            let reason = reason(scope, &before).await?;
            bring_back(scope, &before, reason).await?;
        }
    }
    Ok(())
}

/// Whether what was merged into it goes on in it. What was decided stays so, also once nobody knows any more what it said.
fn goes_on(row: &Model) -> bool {
    match row.state() {
        State::Declined | State::Ineligible | State::Merged => true,
        state => survives(state) && !row.title.is_empty(),
    }
}

/// Why, in the language of its applicant.
async fn reason(scope: &Scope, row: &Model) -> Result<String> {
    let text = Text::told(
        "the registration that it was merged into goes no further",
        "el registro al que se unió no sigue adelante",
        "a inscrição à qual foi unida não segue adiante",
    );
    let language = country::rows::language_for(scope, &row.language).await?;
    Ok(text.in_language(Language::of(&language)).to_owned())
}

/// What was merged into the registration of this name.
fn merged_into(scope: &Scope, survivor: &str) -> sea_orm::Select<Entity> {
    scope.find::<Entity>().filter(Column::MergedInto.ne("")).filter(Column::MergedInto.eq(survivor))
}
