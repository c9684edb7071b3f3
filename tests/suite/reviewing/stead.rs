//! Those who do not review themselves: who declines, and who has somebody else write.

use std::collections::HashMap;

use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest},
    reviews::v1::{
        AssignReviewersRequest, DeclineAssignmentRequest, DelegateAssignmentRequest, SaveReviewDraftRequest,
        SubmitReviewRequest, assignment::State,
    },
};
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    reviewers::declare,
};
use tonic::Code;

use super::{Reviewed, Reviewer, read};
use crate::forms::making::faults;

/// Waits for a letter of this template about an assignment; its text.
async fn letter(of_case: &Reviewed, template: &str, about: &str) -> Result<String, Failure> {
    let name = until(template, || async {
        let request = ListNotificationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
        let listed = of_case.office.notifications.clone().list_notifications(request).await?.into_inner();
        let mut letters = listed.notifications.into_iter();
        Ok(letters.find(|found| found.template == template && found.about == about).map(|found| found.name))
    })
    .await?;
    // Lists leave the text out.
    let request = GetNotificationRequest { name };
    let answer = of_case.office.notifications.clone().get_notification(request).await?.into_inner();
    Ok(answer.notification.unwrap_or_default().body)
}

pub async fn who_declines_is_told_of_with_the_reason(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let of_case = Reviewed::of(network, edition, "Molino de viento", members).await?;
    let Reviewed { case, office, first, .. } = &of_case;
    let request = DeclineAssignmentRequest {
        name: first.assignment.clone(),
        reason: "estaré de viaje".into(),
        ..Default::default()
    };
    let reviewer = first.caller.reviews.clone();
    let declined =
        reviewer.clone().decline_assignment(request.clone()).await?.into_inner().assignment.unwrap_or_default();
    assert_eq!((declined.state(), declined.decline_reason.as_str()), (State::Declined, "estaré de viaje"));
    assert!(letter(&of_case, "assignment-declined", &first.assignment).await?.contains("estaré de viaje"));
    let again = reviewer.clone().decline_assignment(request).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    assert_eq!(refusal(first.review(2, "tarde").await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    // As many as the edition wants, and not who declined.
    let request = AssignReviewersRequest { name: case.clone(), count: 1, ..Default::default() };
    let made = office.reviews.clone().assign_reviewers(request).await?.into_inner().assignments;
    assert!(made.len() == 1 && made[0].reviewer != members[first.subject], "{made:?}");
    Ok(())
}

pub async fn who_writes_in_anothers_stead_hands_nothing_in(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let of_case = Reviewed::of(network, edition, "Secador de café", members).await?;
    let Reviewed { first, .. } = &of_case;
    let name = first.assignment.clone();
    let delegate =
        |to: &str| DelegateAssignmentRequest { name: name.clone(), delegate: to.into(), ..Default::default() };
    let reviewer = first.caller.reviews.clone();
    for nobody in [members[first.subject].as_str(), "countries/do/members/00000000-0000-7000-8000-000000000000"] {
        assert_eq!(faults(reviewer.clone().delegate_assignment(delegate(nobody)).await), ["delegate"]);
    }
    let subject = of_case.outsider();
    reviewer.clone().delegate_assignment(delegate(&members[subject])).await?;
    letter(&of_case, "assignment-delegated", &name).await?;
    let caller = network.caller(subject, "reviewer", "do", "es")?;
    let writer = Reviewer { subject, caller, assignment: name.clone() };
    assert!(writer.listed().await?.contains(&name));
    let draft = SaveReviewDraftRequest {
        name: name.clone(),
        confidence: 4,
        comment_to_applicant: "por encargo".into(),
        ready: true,
        ..Default::default()
    };
    let undeclared = of(Code::FailedPrecondition, "CONFLICT_UNDECLARED");
    declare(&first.caller, &name).await?;
    assert_eq!(
        refusal(writer.caller.reviews.clone().save_review_draft(draft.clone()).await),
        undeclared,
        "each for themselves"
    );
    declare(&writer.caller, &name).await?;
    writer.caller.reviews.clone().save_review_draft(draft).await?;
    letter(&of_case, "review-ready", &name).await?;
    assert_eq!(refusal(writer.review(3, "propia").await), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));

    let written = first.read().await?.draft.ok_or("what was written")?;
    assert_eq!((written.comment_to_applicant.as_str(), written.ready), ("por encargo", true));
    let submitted = first.review(2, "revisada").await?;
    assert_eq!((submitted.state(), submitted.draft), (State::Submitted, None));
    let theirs = SubmitReviewRequest { name: name.clone(), ..Default::default() };
    assert!(writer.caller.reviews.clone().submit_review(theirs).await.is_err());
    assert!(read(&writer.caller, &name).await?.is_some(), "they may read what became of it");
    Ok(())
}
