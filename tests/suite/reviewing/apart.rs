//! What reviewers learn of each other, and when.

use std::collections::HashMap;

use platform::clients::Caller;
use proto::{
    registrations::v1::ConflictKind,
    reviews::v1::{
        AssignReviewersRequest, CaseReview, Comment, ExplainConflictsRequest, GetCaseRequest, ListAssignmentsRequest,
        ListCasesRequest, ListCommentsRequest, ListReviewsRequest, PostCommentRequest, PrepareDecisionRequest,
        RequestClarificationRequest, RuleConflictRequest, SaveReviewDraftRequest, WithdrawAssignmentRequest,
        assignment::State, comment::Author, rule_conflict_request::Ruling,
    },
};
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    reviewers::declare,
};
use tonic::{Code, Status};

use super::{Reviewed, read};

async fn reviews(caller: &Caller, case: &str) -> Result<Vec<CaseReview>, Status> {
    let request = ListReviewsRequest { parent: case.into() };
    Ok(caller.reviews.clone().list_reviews(request).await?.into_inner().reviews)
}

async fn comments(caller: &Caller, case: &str) -> Result<Vec<Comment>, Status> {
    let request = ListCommentsRequest { parent: case.into(), ..Default::default() };
    Ok(caller.reviews.clone().list_comments(request).await?.into_inner().comments)
}

async fn say(caller: &Caller, case: &str, text: &str) -> Result<Comment, Status> {
    let request = PostCommentRequest { parent: case.into(), text: text.into(), ..Default::default() };
    Ok(caller.reviews.clone().post_comment(request).await?.into_inner().comment.unwrap_or_default())
}

pub async fn what_others_found_is_read_once_ones_own_is_in_and_not_whose_it_is(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let of_case = Reviewed::of(network, edition, "Riego solar", members).await?;
    let Reviewed { case, office, first, second, .. } = &of_case;
    let draft = SaveReviewDraftRequest {
        name: first.assignment.clone(),
        comment_to_panel: "a medias".into(),
        ..Default::default()
    };
    let undeclared = of(Code::FailedPrecondition, "CONFLICT_UNDECLARED");
    assert_eq!(refusal(first.caller.reviews.clone().save_review_draft(draft.clone()).await), undeclared);
    assert_eq!(refusal(first.submit(2, "sin declarar").await), undeclared);
    assert_eq!(first.read().await?.state(), State::Assigned, "a refusal changes nothing");
    declare(&first.caller, &first.assignment).await?;
    first.caller.reviews.clone().save_review_draft(draft).await?;
    let written = first.read().await?;
    assert_eq!(
        (written.state(), written.draft.map(|draft| draft.comment_to_panel)),
        (State::Draft, Some("a medias".into()))
    );
    assert_eq!(read(office, &first.assignment).await?.ok_or("one")?.draft, None, "a draft is its writer's alone");

    first.review(2, "primera").await?;
    let changed = first.review(3, "segunda").await?;
    assert_eq!((changed.state(), changed.draft), (State::Submitted, None));
    assert_eq!(changed.review.ok_or("a review")?.comment_to_office, "segunda a la oficina");
    assert!(reviews(&second.caller, case).await?.is_empty(), "theirs is not in");
    assert!(comments(&second.caller, case).await?.is_empty());
    assert_eq!(refusal(say(&second.caller, case, "¿Y?").await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    assert_eq!(second.listed().await?.iter().filter(|name| **name == first.assignment).count(), 0);
    assert_eq!(refusal(read(&second.caller, &first.assignment).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let outsider = network.caller(of_case.outsider(), "reviewer", "do", "es")?;
    assert!(reviews(&outsider, case).await?.is_empty(), "as of a case that is not there");
    assert_eq!(refusal(say(&outsider, case, "¿Y?").await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    second.review(1, "otra").await?;
    let read = reviews(&second.caller, case).await?;
    let of_first = read.iter().find(|review| !review.own).ok_or("the other one")?;
    let found = of_first.review.clone().ok_or("a review")?;
    assert_eq!((found.comment_to_panel.as_str(), found.comment_to_office.as_str()), ("segunda al panel", ""));
    assert_eq!((of_first.reviewer.as_str(), found.submit_time, of_first.earlier.len()), ("", None, 0));
    assert_eq!(read.len(), 2);
    let of_office = reviews(office, case).await?;
    let of_first = of_office.iter().find(|review| review.reviewer == members[first.subject]).ok_or("the first")?;
    let earlier: Vec<&str> = of_first.earlier.iter().map(|review| review.comment_to_office.as_str()).collect();
    assert_eq!(earlier, ["primera a la oficina"], "every version is kept");
    discuss(&of_case).await
}

async fn discuss(of_case: &Reviewed) -> Result<(), Failure> {
    let Reviewed { case, office, first, second, members } = of_case;
    say(office, case, "¿Por qué tan distinto?").await?;
    let said = say(&first.caller, case, "Lo vi funcionar").await?;
    assert_eq!((said.author(), said.own), (Author::Reviewer, true));
    let read = comments(&second.caller, case).await?;
    let texts: Vec<&str> = read.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["Lo vi funcionar", "¿Por qué tan distinto?"]);
    assert_eq!((read[0].alias.as_str(), read[0].reviewer.as_str(), read[0].own), (said.alias.as_str(), "", false));
    assert_eq!((read[1].author(), read[1].alias.as_str()), (Author::Office, ""));
    let theirs = reviews(&second.caller, case).await?;
    assert!(
        theirs.iter().any(|review| review.alias == said.alias && !review.own),
        "one name in reviews and discussion"
    );
    assert_eq!(comments(office, case).await?[0].reviewer, members[first.subject]);
    Ok(())
}

pub async fn who_is_of_the_office_and_reviews_learns_nothing_before(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let Reviewed { case, first, second, .. } = Reviewed::of(network, edition, "Horno de sol", members).await?;
    first.review(3, "vista").await?;
    // The same person, by a token that says both.
    let both = network.caller(second.subject, "office_staff", "do", "es")?;
    let parent = "countries/do".to_owned();
    let seen = |caller: Caller| {
        let (case, parent) = (case.clone(), parent.clone());
        async move {
            let listed = ListCasesRequest { parent, page_size: 1000, ..Default::default() };
            let listed = caller.reviews.clone().list_cases(listed).await?.into_inner().cases;
            let got = caller.reviews.clone().get_case(GetCaseRequest { name: case.clone() }).await;
            let all = ListAssignmentsRequest { parent: case.clone(), ..Default::default() };
            let all = caller.reviews.clone().list_assignments(all).await?.into_inner().assignments;
            Ok::<_, Failure>((listed.iter().any(|found| found.name == case), refusal(got), all.len()))
        }
    };
    let nothing = (false, of(Code::NotFound, "RESOURCE_NOT_FOUND"), 1);
    assert_eq!(seen(both.clone()).await?, nothing);
    assert!(reviews(&both, &case).await?.is_empty());
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let admin = network.caller(second.subject, "office_admin", "do", "es")?;
    let done = done_to(&admin, &case, &first.assignment, &members[first.subject]).await;
    assert!(done.iter().all(|(_, refused)| *refused == not_there), "nor can they do anything with it: {done:?}");
    second.review(2, "propia").await?;
    let done = done_to(&admin, &case, &first.assignment, &members[first.subject]).await;
    assert!(done.iter().all(|(_, refused)| *refused != not_there), "once it is in they can: {done:?}");
    until("all of it", || async { Ok((seen(both.clone()).await? == (true, None, 2)).then_some(())) }).await
}

/// What somebody of the office gets for everything that they could do with a case and with another's review of it.
async fn done_to(
    by: &Caller,
    case: &str,
    assignment: &str,
    member: &str,
) -> Vec<(&'static str, Option<(Code, String)>)> {
    let mut reviews = by.reviews.clone();
    let name = case.to_owned();
    let assign = AssignReviewersRequest { name: name.clone(), count: 1, etag: "0".into(), ..Default::default() };
    let ask = RequestClarificationRequest {
        name: name.clone(),
        fields: vec!["title".into()],
        question: "¿Qué es lo que hace de verdad?".into(),
        etag: "0".into(),
        ..Default::default()
    };
    let rule = RuleConflictRequest {
        name: name.clone(),
        holder: member.into(),
        kind: ConflictKind::Funding.into(),
        ruling: Ruling::SetAside.into(),
        ruling_words: "No la financia".into(),
        etag: "7".into(),
        ..Default::default()
    };
    let withdraw = WithdrawAssignmentRequest { name: assignment.into(), etag: "0".into(), ..Default::default() };
    let explain = ExplainConflictsRequest { name: name.clone(), member: member.into() };
    let prepare = PrepareDecisionRequest { name, etag: "0".into(), ..Default::default() };
    vec![
        ("assign", refusal(reviews.assign_reviewers(assign).await)),
        ("ask", refusal(reviews.request_clarification(ask).await)),
        ("rule", refusal(reviews.rule_conflict(rule).await)),
        ("withdraw", refusal(reviews.withdraw_assignment(withdraw).await)),
        ("explain", refusal(reviews.explain_conflicts(explain).await)),
        ("prepare", refusal(reviews.prepare_decision(prepare).await)),
    ]
}
