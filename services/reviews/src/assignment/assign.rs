//! AssignReviewers.

use std::collections::HashSet;

use platform::{error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{AssignReviewersRequest, AssignReviewersResponse, AssignmentMade};
use sea_orm::entity::prelude::*;

use super::{Candidate, State, Taken, choose, rows};
use crate::{case, conflict, member, partnership};

/// Puts reviewers of the country on a case that passed the screening.
pub async fn assign(scope: &mut Scope, request: AssignReviewersRequest) -> Result<AssignReviewersResponse> {
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = case::assigned(before.state, before.screening)?;
    let existing = rows::of_cases(scope, &[before.id]).await?;
    let reviewing = existing.iter().filter(|row| row.state != State::Conflicted).count();
    let wanted = match usize::try_from(request.count).unwrap_or_default() {
        0 => usize::try_from(before.reviews_wanted).unwrap_or_default().saturating_sub(reviewing),
        count => count,
    };
    if wanted == 0 {
        return Ok(AssignReviewersResponse::default());
    }
    let taken = Taken {
        members: existing.iter().map(|row| row.reviewer).collect(),
        institutions: existing.into_iter().map(|row| row.institution).collect(),
    };
    let reviewers = member::rows::reviewers(scope).await?;
    let chosen = choose(&candidates(scope, &before, &reviewers).await?, taken, wanted)?;

    let mut after = before.next();
    after.state = state;
    scope.update::<case::rows::Entity>(&before, after.clone()).await?;
    let mut assignments = Vec::with_capacity(chosen.len());
    for reviewer in reviewers.iter().filter(|reviewer| chosen.contains(&reviewer.id)) {
        let row = made(&after, reviewer);
        scope.insert::<rows::Entity>(row.clone()).await?;
        let loaded = member::rows::Model { awaited: reviewer.awaited + 1, ..reviewer.clone() };
        scope.follow::<member::rows::Entity>(reviewer, loaded).await?;
        scope.publish(&AssignmentMade {
            name: rows::name(&row.country, row.case_id, row.id),
            version: row.version,
            case: request.name.clone(),
            registration: after.registration.clone(),
            reviewer: member::rows::name(&row.country, row.reviewer),
            title: after.title.clone(),
        });
        assignments.push(rows::to_message(row, after.brief(false)));
    }
    Ok(AssignReviewersResponse { assignments })
}

/// The reviewers as the choice sees them.
async fn candidates(
    scope: &Scope,
    of: &case::rows::Model,
    reviewers: &[member::rows::Model],
) -> Result<Vec<Candidate>> {
    let partners: HashSet<String> =
        partnership::rows::today(scope).await?.into_iter().map(|row| row.institution).collect();
    let ruled_out = conflict::ruled_out(scope, std::slice::from_ref(of), reviewers).await?;
    let candidate = |reviewer: &member::rows::Model| Candidate {
        id: reviewer.id,
        load: reviewer.awaited,
        partnered: partners.contains(&reviewer.institution),
        tied: ruled_out.contains(&(of.id, reviewer.id)),
        institution: reviewer.institution.clone(),
    };
    Ok(reviewers.iter().map(candidate).collect())
}

fn made(of: &case::rows::Model, reviewer: &member::rows::Model) -> rows::Model {
    let now = moment::now();
    rows::Model {
        country: of.country.clone(),
        id: Uuid::new_v4(),
        case_id: of.id,
        made: Uuid::now_v7(),
        reviewer: reviewer.id,
        subject: reviewer.subject.clone(),
        institution: reviewer.institution.clone(),
        state: State::Assigned,
        scores: None,
        share: None,
        confidence: None,
        comment_to_applicant: String::new(),
        comment_to_panel: String::new(),
        submitted_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}
