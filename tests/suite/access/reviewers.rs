//! Before their own review of a case is in, a reviewer learns nothing of what others do with it: not that somebody declared,
//! wrote, handed in, scored the shared set, said something, or decided. That holds for whoever is of the office besides.

use std::collections::HashMap;

use proto::{
    registrations::v1::{ConflictKind, ReviewPlan, ReviewStage},
    reviews::v1::{
        Assignment, ComputeAssignmentsRequest, DeclareConflictRequest, GetCaseRequest, ListAssignmentsRequest,
        ListReviewsRequest, Outcome, PostCommentRequest, PrepareDecisionRequest, SaveReviewDraftRequest,
        StartCalibrationRequest,
    },
};
use sea_orm::prelude::ChronoUtc;
use tests::{
    network::{EDITION, Network, words},
    platform::Failure,
    reviewers::declare,
};

use super::{
    apart::caller,
    contract::Rpc,
    differential::{answers, asked_for, same},
    hidden::{StandIns, ids, settled_and_sealed},
};
use crate::{
    forms::making::{definition_of, open_with},
    reviewing::{Reviewed, Reviewer},
};

/// An id that nothing has in place of that of the decision.
const NOTHING: [&str; 1] = ["countries/do/decisions/00000000-0000-7000-8000-00000000000a"];

/// What two people review, and everybody else in the shared set.
struct Under {
    edition: String,
    case: Reviewed,
    shared: Reviewed,
    /// To the shared set, of everybody.
    shared_set: Vec<Assignment>,
    proposal: String,
}

pub async fn what_others_do_leaves_no_trace_before_ones_own_review_is_in(
    network: &Network,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let under = under_review(network, members).await?;
    let second = under.case.second.subject;
    let callers = [
        caller(network, second, "")?,
        caller(network, second, "office_staff")?,
        caller(network, second, "office_admin")?,
    ];
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let names = names(&under).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).chain(NOTHING).collect();
    let third = members[under.shared.first.subject].clone();
    let besides = [("edition", under.edition.clone()), ("member", third)];
    let questions = asked_for(&rpcs, &callers, &names, &besides);
    let before = answers(network, &questions, &until_now, &[]).await?;
    let stand_ins = at_work(network, &under).await?;
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let compared = same(&questions, &before, &after, |_| true);
    println!("reviewers: {compared} answers beside what others do with a case, the same");
    let request = ListReviewsRequest { parent: under.case.case.clone() };
    let told = under.case.office.reviews.clone().list_reviews(request).await?.into_inner().reviews;
    assert_eq!(told.len(), 1, "who may see it sees what there is");
    Ok(())
}

async fn under_review(network: &Network, members: &HashMap<&'static str, String>) -> Result<Under, Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: 2,
        quorum: 1,
        review_days: 7,
        calibration_cases: 1,
        ..Default::default()
    };
    definition.plan = Some(ReviewPlan { stages: vec![stage], ..Default::default() });
    let edition = open_with(network, "seen-apart", Some(definition)).await?;
    let case = Reviewed::of(network, &edition, "Riego compartido", members).await?;
    let shared = Reviewed::of(network, &edition, "El caso de todos", members).await?;
    let parent = "countries/do".to_owned();
    let cases = vec![shared.case.clone()];
    let request = StartCalibrationRequest { parent, edition: edition.clone(), cases, ..Default::default() };
    let office = network.office("do")?;
    office.reviews.clone().start_calibration(request).await?;
    let request = ListAssignmentsRequest {
        parent: shared.case.clone(),
        filter: "stage = \"calibration\"".into(),
        ..Default::default()
    };
    let shared_set = office.reviews.clone().list_assignments(request).await?.into_inner().assignments;
    let request =
        ComputeAssignmentsRequest { parent: "countries/do".into(), edition: edition.clone(), ..Default::default() };
    let computed = office.reviews.clone().compute_assignments(request).await?.into_inner();
    let proposal = computed.proposal.ok_or("no proposal")?.name;
    Ok(Under { edition, case, shared, shared_set, proposal })
}

/// The names of what is there before anything is done.
async fn names(under: &Under) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> =
        ["countries/do", "countries/do/cases/-", "countries/do/appeals/-"].map(str::to_owned).into();
    for reviewed in [&under.case, &under.shared] {
        let request = GetCaseRequest { name: reviewed.case.clone() };
        let read = reviewed.office.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?;
        names.extend([read.name, read.registration]);
        names.extend([&reviewed.first, &reviewed.second].map(|reviewer| reviewer.assignment.clone()));
    }
    names.extend(under.shared_set.iter().map(|assignment| assignment.name.clone()));
    names.extend(under.case.members.values().cloned());
    names.push("countries/do/services/reviews".into());
    names.push(under.proposal.clone());
    Ok(names)
}

/// All but the one who is asked do what there is to do.
async fn at_work(network: &Network, under: &Under) -> Result<StandIns, Failure> {
    let Reviewed { case, office, first, .. } = &under.case;
    let mine = under.shared_set.iter().find(|row| row.reviewer == under.case.members[first.subject]);
    let assignment = mine.ok_or("the first scores the shared set, too")?.name.clone();
    let of_shared = Reviewer { subject: first.subject, caller: first.caller.clone(), assignment };
    of_shared.review(3, "común").await?;

    declare(&first.caller, &first.assignment).await?;
    let (name, comment_to_panel) = (first.assignment.clone(), "a medias".into());
    let draft = SaveReviewDraftRequest { name, comment_to_panel, ..Default::default() };
    first.caller.reviews.clone().save_review_draft(draft).await?;
    first.review(2, "primera").await?;
    first.review(3, "segunda").await?;
    for (by, text) in [(office, "¿Por qué tan alto?"), (&first.caller, "Lo vi funcionar")] {
        let request = PostCommentRequest { parent: case.clone(), text: text.into(), ..Default::default() };
        by.reviews.clone().post_comment(request).await?;
    }
    let third = &under.shared.first;
    let tie = DeclareConflictRequest {
        name: third.assignment.clone(),
        kind: ConflictKind::Family.into(),
        words: "Es de mi hermana".into(),
        ..Default::default()
    };
    third.caller.reviews.clone().declare_conflict(tie).await?;
    let (outcome, reason) = (Outcome::Declined.into(), "No alcanza".into());
    let request = PrepareDecisionRequest { name: case.clone(), outcome, reason, ..Default::default() };
    let prepared = office.reviews.clone().prepare_decision(request).await?.into_inner();
    settled_and_sealed(network).await?;
    Ok(ids(&NOTHING, &[&prepared.decision.ok_or("no decision")?.name]))
}
