//! AssignReviewers.

use std::collections::HashSet;

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{AssignReviewersRequest, AssignReviewersResponse};

use super::{
    Candidate, Taken, brief, choose,
    lent::Lent,
    made::{self, Making},
    rows,
};
use crate::{case, conflict, edition::plans, member, partnership};

/// Puts reviewers of the country on a case that passed the screening.
pub async fn assign(scope: &mut Scope, request: AssignReviewersRequest) -> Result<AssignReviewersResponse> {
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = case::assigned(before.state, before.screening)?;
    let existing = rows::of_cases(scope, &[before.id]).await?;
    let wanted = match usize::try_from(request.count).unwrap_or_default() {
        0 => usize::try_from(before.reviews_wanted).unwrap_or_default().saturating_sub(placed(&existing, &before)),
        count => count,
    };
    if wanted == 0 {
        return Ok(AssignReviewersResponse::default());
    }
    let reviewers = member::rows::reviewers(scope).await?;
    let lent = Lent::of(scope).await?;
    let taken = taken(existing, &before, &lent);
    let chosen = choose(&candidates(scope, &before, &reviewers, &lent).await?, taken, wanted)?;

    let mut after = before.next();
    after.state = state;
    scope.update::<case::rows::Entity>(&before, after.clone()).await?;
    let mut making = Making::new(scope).await?;
    for reviewer in reviewers.iter().filter(|reviewer| chosen.contains(&reviewer.id)) {
        making.make(scope, &after, reviewer, &after.stage).await?;
    }
    let plan = plans::of_case(scope, &after).await?;
    let made = making.write(scope).await?;
    let told = |row: rows::Model| {
        let brief = brief::short_by(&plan, scope, &row, &after);
        rows::to_message(row, brief)
    };
    let assignments = made.into_iter().map(told).collect();
    Ok(AssignReviewersResponse { assignments })
}

/// How many have a place on a case in its stage.
fn placed(existing: &[rows::Model], of: &case::rows::Model) -> usize {
    existing.iter().filter(|row| made::is_on(row, of)).count()
}

/// Who is on the case in its stage, and who was and declined, or was taken off it: nobody of these is asked again.
fn taken(existing: Vec<rows::Model>, of: &case::rows::Model, lent: &Lent) -> Taken {
    Taken {
        lent: lent.is_on(of.id),
        members: existing.iter().filter(|row| made::is_taken(row, of)).map(|row| row.reviewer).collect(),
        institutions: existing.into_iter().filter(|row| made::is_on(row, of)).map(|row| row.institution).collect(),
    }
}

/// The reviewers as the choice sees them, without those whom another country lends and who have their case.
async fn candidates(
    scope: &Scope,
    of: &case::rows::Model,
    reviewers: &[member::rows::Model],
    lent: &Lent,
) -> Result<Vec<Candidate>> {
    let partners: HashSet<String> =
        partnership::rows::today(scope).await?.into_iter().map(|row| row.institution).collect();
    let ruled_out = conflict::ruled_out(scope, std::slice::from_ref(of), reviewers).await?;
    let candidate = |reviewer: &member::rows::Model| Candidate {
        id: reviewer.id,
        load: reviewer.awaited,
        partnered: partners.contains(&reviewer.institution),
        tied: ruled_out.contains(&(of.id, reviewer.id)),
        lent: reviewer.is_lent(),
        institution: reviewer.institution.clone(),
    };
    Ok(reviewers.iter().filter(|reviewer| !lent.has_case(reviewer.id)).map(candidate).collect())
}
