//! ChangeAssignmentProposal.

use platform::{
    error::{Error, Result, Text},
    etag, names,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{AssignmentPair, ChangeAssignmentProposalRequest, ChangeAssignmentProposalResponse},
};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{Action, Gap, changed, gap, outcome, pair, rows};
use crate::{
    assignment::{
        self,
        lent::{self, Lent},
        made,
    },
    case, conflict, member,
};

/// Pairs of a draft with somebody who is lent.
const MOST_LENT: u64 = 5_000;

/// Takes pairs out of a draft, and puts others in. A row that would take an assignment back is taken out like any other: then
/// the assignment stays.
pub async fn change(
    scope: &mut Scope,
    request: ChangeAssignmentProposalRequest,
) -> Result<ChangeAssignmentProposalResponse> {
    let before = rows::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = before.next(changed(before.state)?);
    for (place, named) in request.remove.iter().enumerate() {
        let (case_id, reviewer) = ids(scope, named)?;
        let found = find(scope, &before, case_id, reviewer).await?;
        let found = found.ok_or_else(|| not_there(&format!("remove[{place}]")))?;
        scope.remove::<pair::rows::Entity>(&found).await?;
        if found.action == Action::Add {
            lacks(scope, &found, 1).await?;
        }
    }
    for (place, named) in request.add.iter().enumerate() {
        let row = new(scope, &before, named, &format!("add[{place}]")).await?;
        scope.insert::<pair::rows::Entity>(row.clone()).await?;
        lacks(scope, &row, -1).await?;
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(ChangeAssignmentProposalResponse { proposal: Some(outcome::whole(scope, after).await?) })
}

/// The ids of a pair, both in this country.
fn ids(scope: &Scope, pair: &AssignmentPair) -> Result<(Uuid, Uuid)> {
    let [country, case_id] = names::segments::<2>("case", &pair.case, "countries/*/cases/*")?;
    let [other, reviewer] = names::segments::<2>("reviewer", &pair.reviewer, "countries/*/members/*")?;
    for (name, country) in [(&pair.case, country), (&pair.reviewer, other)] {
        if country != scope.country() {
            return Err(Error::not_found(name));
        }
    }
    Ok((names::uuid(&pair.case, case_id)?, names::uuid(&pair.reviewer, reviewer)?))
}

async fn find(scope: &Scope, of: &rows::Model, case_id: Uuid, reviewer: Uuid) -> Result<Option<pair::rows::Model>> {
    let found = pair::rows::shown(scope, of.id)
        .filter(pair::rows::Column::CaseId.eq(case_id))
        .filter(pair::rows::Column::Reviewer.eq(reviewer));
    scope.one(found).await
}

/// A pair that somebody puts in, if it may be.
async fn new(scope: &Scope, of: &rows::Model, pair: &AssignmentPair, field: &str) -> Result<pair::rows::Model> {
    let (case_id, reviewer) = ids(scope, pair)?;
    let case = case::rows::shown_to_caller(scope, &pair.case).await?;
    if case.edition != of.edition {
        return Err(Error::not_found(&pair.case));
    }
    case::assigned(case.state, case.screening)?;
    let member = member::rows::reviewer(scope, reviewer, &pair.reviewer).await?;
    let there = assignment::rows::of_cases(scope, &[case_id]).await?;
    let on_it = there.iter().any(|row| row.reviewer == reviewer && made::is_taken(row, &case));
    if on_it || find(scope, of, case_id, reviewer).await?.is_some() {
        let text = Text::told(
            "this reviewer is or was on the case already",
            "esta persona ya está o estuvo en el caso",
            "esta pessoa já está ou esteve no caso",
        );
        return Err(Error::invalid(field, text));
    }
    let (cases, members) = ([case], [member]);
    if !conflict::ruled_out(scope, &cases, &members).await?.is_empty() {
        let text = Text::told(
            "a conflict of interest rules this reviewer out from the case",
            "un conflicto de interés impide que esta persona revise el caso",
            "um conflito de interesse impede esta pessoa de avaliar o caso",
        );
        return Err(Error::refused(Reason::ReviewerConflicted, text));
    }
    let ([case], [member]) = (cases, members);
    fits_lent(scope, of, case.id, &member).await?;
    Ok(pair::rows::Model {
        country: of.country.clone(),
        proposal: of.id,
        case_id,
        reviewer,
        registration: case.registration,
        lent: member.is_lent(),
        institution: member.institution,
        action: Action::Add,
        by_hand: true,
        parts: pair::rows::Parts::default(),
        loan_gap: None,
    })
}

/// Refuses a second case for a reviewer whom another country lends, and a second one of them for a case: by what is assigned, and
/// by what the draft assigns.
async fn fits_lent(scope: &Scope, of: &rows::Model, case: Uuid, member: &member::rows::Model) -> Result<()> {
    if !member.is_lent() {
        return Ok(());
    }
    let lent = Lent::of(scope).await?;
    let drafted = scope.find::<pair::rows::Entity>().filter(pair::rows::Column::Proposal.eq(of.id));
    let drafted = drafted.filter(pair::rows::Column::Action.eq(Action::Add)).filter(pair::rows::Column::Lent.eq(true));
    let drafted = scope.all(drafted.limit(MOST_LENT)).await?;
    if lent.has_case(member.id) || drafted.iter().any(|pair| pair.reviewer == member.id) {
        return Err(lent::has_one_already());
    }
    if lent.is_on(case) || drafted.iter().any(|pair| pair.case_id == case) {
        return Err(lent::another_is_on_it());
    }
    Ok(())
}

/// One more place of the case stays empty, or one fewer.
async fn lacks(scope: &mut Scope, of: &pair::rows::Model, more: i32) -> Result<()> {
    let there = scope
        .find::<gap::rows::Entity>()
        .filter(gap::rows::Column::Proposal.eq(of.proposal))
        .filter(gap::rows::Column::CaseId.eq(of.case_id));
    let Some(before) = scope.one(there).await? else {
        if more <= 0 {
            return Ok(());
        }
        let gap = gap::rows::Model {
            country: of.country.clone(),
            proposal: of.proposal,
            case_id: of.case_id,
            registration: of.registration.clone(),
            lacking: more,
            gap: Gap::TakenOff,
            conflicted: 0,
            full: 0,
        };
        return scope.insert::<gap::rows::Entity>(gap).await;
    };
    let lacking = before.lacking + more;
    if lacking <= 0 {
        return scope.remove::<gap::rows::Entity>(&before).await;
    }
    let after = gap::rows::Model { lacking, ..before.clone() };
    scope.update::<gap::rows::Entity>(&before, after).await
}

fn not_there(field: &str) -> Error {
    let text = Text::told(
        "this pair is not in the proposal",
        "este par no está en la propuesta",
        "este par não está na proposta",
    );
    Error::invalid(field, text)
}
