//! How the demo's reviewers write: a draft first, one review changed after it was handed in, and a word about a case among
//! its office and its reviewers.

use platform::clients::Caller;
use proto::{
    partners::v1::ListMembersRequest,
    platform::v1::Role,
    reviews::v1::{
        DeclareConflictRequest, ListAssignmentsRequest, ListCommentsRequest, ListReviewsRequest, PostCommentRequest,
        SaveReviewDraftRequest, SubmitReviewRequest, case,
    },
};

use super::{
    cast::{Cast, tell},
    outcome::Outcome,
    registering::cases,
};
use crate::problem::Problem;

/// Where one case is discussed.
const COUNTRY: &str = "do";

/// Declares that nothing ties the reviewer to the applicant, keeps a draft of a review and hands it in; `again`: as somebody who thought about it once more.
pub async fn hand_in(reviewer: &mut Caller, review: SubmitReviewRequest, again: bool) -> Result<(), Problem> {
    let nothing = DeclareConflictRequest { name: review.name.clone(), ..Default::default() };
    reviewer.reviews.declare_conflict(nothing).await.map_err(|status| Problem::call("declaring", &status))?;
    let draft = SaveReviewDraftRequest {
        name: review.name.clone(),
        scores: review.scores.iter().take(1).cloned().collect(),
        ..Default::default()
    };
    reviewer.reviews.save_review_draft(draft).await.map_err(|status| Problem::call("saving a draft", &status))?;
    if again {
        let first = SubmitReviewRequest { confidence: 2, ..review.clone() };
        reviewer.reviews.submit_review(first).await.map_err(|status| Problem::call("submitting a review", &status))?;
    }
    reviewer.reviews.submit_review(review).await.map_err(|status| Problem::call("submitting a review", &status))?;
    Ok(())
}

/// The office asks the reviewers of one case something, and one of them answers; unless that was said before.
pub async fn discuss(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let mut office = cast.office(COUNTRY)?;
    let mut reviewed = None;
    let (mut changed, mut comments) = (0, 0);
    for case in cases(cast, COUNTRY, edition).await? {
        let request = ListReviewsRequest { parent: case.name.clone() };
        let reviews = office.reviews.list_reviews(request).await;
        let reviews = reviews.map_err(|status| Problem::call("listing reviews", &status))?.into_inner().reviews;
        changed += reviews.iter().filter(|review| !review.earlier.is_empty()).count();
        let request = ListCommentsRequest { parent: case.name.clone(), ..Default::default() };
        let said = office.reviews.list_comments(request).await;
        comments += said.map_err(|status| Problem::call("listing comments", &status))?.into_inner().comments.len();
        if case.state() == case::State::Reviewed {
            reviewed = reviewed.or(Some(case.name));
        }
    }
    if let Some(case) = reviewed.filter(|_| comments == 0) {
        say(&mut office, &case, "¿Lo usan ya varias empresas?").await?;
        answer(cast, &mut office, &case).await?;
        comments += 2;
        outcome.changes += 2;
    }
    outcome.reviewing.changed = changed;
    outcome.reviewing.comments = comments;
    tell("reviews changed after they were handed in", changed);
    tell("comments on a case", comments);
    Ok(())
}

async fn say(caller: &mut Caller, case: &str, text: &str) -> Result<(), Problem> {
    let request = PostCommentRequest { parent: case.into(), text: text.into(), ..Default::default() };
    caller.reviews.post_comment(request).await.map_err(|status| Problem::call("commenting", &status))?;
    Ok(())
}

/// One of those who reviewed the case answers.
async fn answer(cast: &Cast, office: &mut Caller, case: &str) -> Result<(), Problem> {
    let request = ListAssignmentsRequest { parent: case.into(), page_size: 1, ..Default::default() };
    let assignments = office.reviews.list_assignments(request).await;
    let assignments = assignments.map_err(|status| Problem::call("listing assignments", &status))?.into_inner();
    let Some(assignment) = assignments.assignments.into_iter().next() else { return Ok(()) };
    let request = ListMembersRequest { parent: format!("countries/{COUNTRY}"), page_size: 1000, ..Default::default() };
    let members = office.partners.list_members(request).await;
    let members = members.map_err(|status| Problem::call("listing members", &status))?.into_inner().members;
    let Some(member) = members.into_iter().find(|member| member.name == assignment.reviewer) else { return Ok(()) };
    let mut reviewer = cast.person(&member.subject, Role::Reviewer, COUNTRY)?;
    say(&mut reviewer, case, "Sí, tres lo cuentan en sus respuestas.").await
}
