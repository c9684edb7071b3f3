//! DeclareConflict.

use platform::{
    error::{Error, Result},
    names,
    store::Scope,
};
use proto::reviews::v1::{DeclareConflictRequest, DeclareConflictResponse};
use sea_orm::entity::prelude::*;

use super::{
    Kind, Origin, State, declarations, keep,
    rows::{self, Entity, Model},
};
use crate::{assignment, case, member};

/// Takes what somebody says of themselves: that nothing ties them to the applicant, or what does.
pub async fn declare(scope: &mut Scope, request: DeclareConflictRequest) -> Result<DeclareConflictResponse> {
    let case = case::rows::locked(scope, case_of(scope, &request.name).await?, &request.name).await?;
    let Some(member) = member::rows::of_subject(scope, scope.subject()).await? else {
        return Err(Error::not_found(&request.name));
    };
    if member.is_lent() && !assignment::rows::is_of_caller(scope, case.id).await? {
        return Err(Error::not_found(&request.name));
    }
    declarations::keep(scope, &case.registration, &member).await?;
    let Some(kind) = Kind::of(request.kind()) else { return Ok(DeclareConflictResponse::default()) };
    let holder = member::rows::name(&member.country, member.id);
    let kept = rows::of_registration(scope, &case.registration).await?;
    let same = |row: &&Model| row.origin == Origin::Declared && row.holder == holder && row.kind == kind;
    let row = match kept.iter().find(same) {
        Some(before) => {
            // Whoever says so now knows better than whoever set it aside.
            let after = Model { words: request.words, pinned: false, state: State::Stands, ..before.next() };
            scope.update::<Entity>(before, after.clone()).await?;
            after
        }
        None => {
            let new = Model::new(&case.country, &case.registration, &holder, kind, Origin::Declared);
            let new = Model { words: request.words, ..new };
            scope.insert::<Entity>(new.clone()).await?;
            new
        }
    };
    keep::of_case(scope, &case).await?;
    Ok(DeclareConflictResponse { conflict: Some(rows::to_message(row)) })
}

/// The case that is named, or that of the assignment, which is the caller's.
async fn case_of(scope: &Scope, name: &str) -> Result<Uuid> {
    if name.contains("/assignments/") {
        return Ok(assignment::rows::assignment(scope, name).await?.case_id);
    }
    let [_, id] = names::segments::<2>("name", name, "countries/*/cases/*")?;
    names::uuid(name, id)
}
