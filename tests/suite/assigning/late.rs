//! Who is late is replaced, and of all others as few as possible are moved.

use std::collections::BTreeMap;

use platform::clients::Caller;
use proto::{
    registrations::v1::{ConflictKind, ReviewPlan, ReviewStage},
    reviews::v1::{
        AssignmentPair, AssignmentProposal, ChangeAssignmentProposalRequest, ComputeAssignmentsRequest,
        DiscardAssignmentProposalRequest, ListAssignmentsRequest, ListProposedAssignmentsRequest, ProposedAssignment,
        ReleaseAssignmentProposalRequest, ReplaceReviewersRequest, RuleConflictRequest, assignment::State,
        proposed_assignment::Action, rule_conflict_request::Ruling,
    },
};
use sea_orm::ConnectionTrait;
use tests::{
    network::{Network, words},
    patience::until,
    platform::Failure,
};
use tonic::Code;

use super::{case_in, reviewer};
use crate::forms::making::{definition_of, open_with};

const EDITION: &str = "editions/one-each";

/// An edition in which each case gets one review, and each reviewer takes one.
async fn one_each(network: &Network) -> Result<(), Failure> {
    let stage = ReviewStage { id: "panel".into(), titles: words("Panel"), reviews_per_case: 1, ..Default::default() };
    let plan = ReviewPlan { stages: vec![stage], most_per_reviewer: 1, ..Default::default() };
    let mut definition = definition_of(network, tests::network::EDITION).await?;
    definition.plan = Some(plan);
    open_with(network, EDITION.trim_start_matches("editions/"), Some(definition)).await?;
    Ok(())
}

async fn pairs(office: &Caller, proposal: &str) -> Result<Vec<ProposedAssignment>, Failure> {
    let request = ListProposedAssignmentsRequest { parent: proposal.into(), ..Default::default() };
    Ok(office.reviews.clone().list_proposed_assignments(request).await?.into_inner().assignments)
}

async fn discard(office: &Caller, proposal: AssignmentProposal) -> Result<(), Failure> {
    let request = DiscardAssignmentProposalRequest { name: proposal.name, ..Default::default() };
    office.reviews.clone().discard_assignment_proposal(request).await?;
    Ok(())
}

async fn release(office: &Caller, proposal: AssignmentProposal) -> Result<(), Failure> {
    let request = ReleaseAssignmentProposalRequest { name: proposal.name, ..Default::default() };
    office.reviews.clone().release_assignment_proposal(request).await?;
    Ok(())
}

/// Puts these reviewers on these cases, and nobody else.
async fn assign(office: &Caller, wanted: &[(&str, &str)]) -> Result<(), Failure> {
    let pair = |case: &str, reviewer: &str| AssignmentPair { case: case.into(), reviewer: reviewer.into() };
    let add: Vec<AssignmentPair> = wanted.iter().map(|(case, reviewer)| pair(case, reviewer)).collect();
    let compute =
        ComputeAssignmentsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let changed = until("the reviewers are known", || async {
        let computed = office.reviews.clone().compute_assignments(compute.clone()).await?.into_inner();
        let proposal = computed.proposal.ok_or("no proposal")?;
        let remove = pairs(office, &proposal.name).await?;
        let remove = remove.into_iter().map(|row| pair(&row.case, &row.reviewer)).collect();
        let request = ChangeAssignmentProposalRequest {
            name: proposal.name.clone(),
            remove,
            add: add.clone(),
            ..Default::default()
        };
        match office.reviews.clone().change_assignment_proposal(request).await {
            Err(early) if early.code() == Code::NotFound => discard(office, proposal).await.map(|()| None),
            answer => Ok(answer?.into_inner().proposal),
        }
    })
    .await?;
    release(office, changed).await
}

/// Who has a place on which case.
async fn placed(office: &Caller, cases: &[String]) -> Result<BTreeMap<String, Vec<(String, State)>>, Failure> {
    let mut found = BTreeMap::new();
    for case in cases {
        let request = ListAssignmentsRequest { parent: case.clone(), ..Default::default() };
        let all = office.reviews.clone().list_assignments(request).await?.into_inner().assignments;
        let awaited = all.into_iter().filter(|one| matches!(one.state(), State::Assigned | State::Late));
        found.insert(case.clone(), awaited.map(|one| (one.reviewer.clone(), one.state())).collect());
    }
    Ok(found)
}

/// The end of a reviewer's time is moved by the test, and found by the server's clock.
async fn is_late(network: &Network, subject: &str, case: &str) -> Result<(), Failure> {
    let database = network.data.connect("reviews").await?;
    let change =
        format!("UPDATE assignments SET due_at = created_at WHERE subject = '{subject}' AND state = 'ASSIGNED'");
    assert_eq!(database.execute_unprepared(&change).await?.rows_affected(), 1, "{change}");
    database.close().await?;
    let office = network.office("do")?;
    until("the end of the time", || async {
        let placed = placed(&office, &[case.to_owned()]).await?;
        Ok(placed[case].iter().any(|(_, state)| *state == State::Late).then_some(()))
    })
    .await
}

async fn replace(office: &Caller) -> Result<AssignmentProposal, Failure> {
    let request =
        ReplaceReviewersRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let answer = office.reviews.clone().replace_reviewers(request).await?.into_inner();
    Ok(answer.proposal.ok_or("no proposal")?)
}

/// Ana is late with the first case. Eva has nothing, and may not have the first: so one of the others is moved to it, and no
/// more of them. Once Omar is there, who may have it, nobody is moved.
pub async fn who_is_late_is_replaced_and_as_few_others_as_possible_are_moved(network: &Network) -> Result<(), Failure> {
    one_each(network).await?;
    let mut members = BTreeMap::new();
    for subject in ["late ana", "busy beto", "free eva", "busy luis", "busy nora"] {
        members.insert(subject, reviewer(network, subject).await?.0);
    }
    let mut cases = Vec::new();
    for title in ["La primera", "La segunda", "La tercera", "La cuarta"] {
        cases.push(case_in(network, EDITION, title).await?);
    }
    let office = network.office("do")?;
    let busy = ["late ana", "busy beto", "busy luis", "busy nora"];
    let wanted: Vec<(&str, &str)> =
        cases.iter().map(String::as_str).zip(busy.map(|subject| members[subject].as_str())).collect();
    assign(&office, &wanted).await?;
    let ruling = RuleConflictRequest {
        name: cases[0].clone(),
        holder: members["free eva"].clone(),
        kind: ConflictKind::Competition.into(),
        ruling: Ruling::Stands.into(),
        ruling_words: "Venden lo mismo".into(),
        ..Default::default()
    };
    office.reviews.clone().rule_conflict(ruling).await?;
    is_late(network, "late ana", &cases[0]).await?;

    let around = replace(&office).await?;
    let rows = pairs(&office, &around.name).await?;
    let of = |action: Action| rows.iter().filter(move |row| row.action() == action).collect::<Vec<_>>();
    assert_eq!((of(Action::Withdraw).len(), around.lacking), (2, 0), "Ana, and one more: {rows:?}");
    let added = of(Action::Add);
    let to_first = added.iter().find(|row| row.case == cases[0]).ok_or("nobody for the first")?;
    assert!(busy[1..].iter().any(|subject| members[subject] == to_first.reviewer), "one of the others takes it");
    assert!(added.iter().any(|row| row.reviewer == members["free eva"] && row.case != cases[0]) && added.len() == 2);
    assert!(
        placed(&office, &cases).await?.values().all(|placed| placed.len() == 1),
        "nothing is done before it is released"
    );
    discard(&office, around).await?;

    let omar = reviewer(network, "free omar").await?.0;
    let direct = until("Omar is known", || async {
        let proposal = replace(&office).await?;
        if (proposal.added, proposal.withdrawn) == (1, 1) {
            return Ok(Some(proposal));
        }
        discard(&office, proposal).await.map(|()| None)
    })
    .await?;
    release(&office, direct).await?;
    let mut expected: BTreeMap<String, Vec<(String, State)>> =
        wanted.iter().map(|(case, reviewer)| ((*case).into(), vec![((*reviewer).into(), State::Assigned)])).collect();
    expected.insert(cases[0].clone(), vec![(omar, State::Assigned)]);
    assert_eq!(placed(&office, &cases).await?, expected, "nobody else was moved");
    Ok(())
}
