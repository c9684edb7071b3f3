//! A whole edition is assigned by one release: by the office, with what reviewers said of themselves, told to nobody before.

mod late;

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateMemberRequest, Member},
    platform::v1::Role,
    reviews::v1::{
        AssignmentPair, AssignmentProposal, Bid, ChangeAssignmentProposalRequest, ComputeAssignmentsRequest,
        GetAssignmentProposalRequest, ListAssignmentsRequest, ListBidCasesRequest, ListCasesRequest,
        ListProposedAssignmentsRequest, ReleaseAssignmentProposalRequest, ReplaceReviewersRequest, ReviewerProfile,
        SetBidRequest, SetReviewerProfileRequest, WithdrawAssignmentRequest, assignment::State, assignment_proposal,
    },
};
use tests::{
    calls,
    network::{EDITION, Network},
    patience::until,
    platform::Failure,
};
use tonic::Code;

use crate::forms::making::{entry, submit};

/// Adds a reviewer; their name, and calls as them.
async fn reviewer(network: &Network, subject: &str) -> Result<(String, Caller), Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: subject.into(),
        email: "someone@example.org".into(),
        roles: vec![Role::Reviewer.into()],
        ..Member::default()
    };
    let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(member), ..Default::default() };
    let made = network.office("do")?.partners.create_member(request).await?.into_inner().member;
    Ok((made.ok_or("no member")?.name, network.caller(subject, "reviewer", "do", "es")?))
}

/// Hands an entry in and lets its case pass the screening; the case.
pub async fn case(network: &Network, title: &str) -> Result<String, Failure> {
    case_in(network, EDITION, title).await
}

/// The same in another edition.
async fn case_in(network: &Network, edition: &str, title: &str) -> Result<String, Failure> {
    let mut office = network.office("do")?;
    let draft = network.draft("do", entry(edition, title, Vec::new())).await?;
    submit(&mut office, &draft.name).await?;
    let filter = format!("registration = \"{}\"", draft.name);
    let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let case = until("its case", || async {
        let found = office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
        Ok(found.into_iter().next().map(|case| case.name))
    })
    .await?;
    calls::pass(&office, &case).await?;
    Ok(case)
}

async fn compute(office: &Caller) -> Result<AssignmentProposal, Failure> {
    let request =
        ComputeAssignmentsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let answer = office.reviews.clone().compute_assignments(request).await?.into_inner();
    Ok(answer.proposal.ok_or("no proposal")?)
}

/// The cases on which the caller has a review to write.
async fn awaited(caller: &Caller) -> Result<Vec<String>, Failure> {
    let request = ListAssignmentsRequest {
        parent: "countries/do/cases/-".into(),
        filter: "state = ASSIGNED".into(),
        ..Default::default()
    };
    let found = caller.reviews.clone().list_assignments(request).await?.into_inner().assignments;
    assert!(found.iter().all(|one| one.state() == State::Assigned));
    Ok(found.into_iter().map(|one| one.name).collect())
}

/// Three reviewers: their names, and calls as them.
struct People {
    office: Caller,
    ana: (String, Caller),
    beto: (String, Caller),
    eva: (String, Caller),
}

async fn whole(network: &Network) -> Result<(), Failure> {
    let people = People {
        office: network.office("do")?,
        ana: reviewer(network, "idp|ana").await?,
        beto: reviewer(network, "idp|beto").await?,
        eva: reviewer(network, "idp|eva").await?,
    };
    let first = case(network, "Rutas compartidas").await?;
    let second = case(network, "Pagos al instante").await?;
    reviewers_speak_for_themselves_alone(&people, &first).await?;
    let drafted = nobody_is_told_of_a_draft(&people, &second).await?;

    let request = ReleaseAssignmentProposalRequest { name: drafted.name.clone(), ..Default::default() };
    let done = people.office.reviews.clone().release_assignment_proposal(request).await?.into_inner();
    assert_eq!((done.made, done.left_out.len()), (drafted.added, 0));
    assert_eq!(done.proposal.ok_or("no proposal")?.state(), assignment_proposal::State::Released);
    assert_eq!(awaited(&people.eva.1).await?.len(), 1);
    who_leaves_is_replaced(&people).await
}

/// Eva takes nothing; Beto wants the first case.
async fn reviewers_speak_for_themselves_alone(people: &People, first: &str) -> Result<(), Failure> {
    let (eva, as_eva) = &people.eva;
    let profile = ReviewerProfile {
        reviewer: eva.clone(),
        edition: EDITION.into(),
        capacity: Some(0),
        ..ReviewerProfile::default()
    };
    let request = SetReviewerProfileRequest { name: eva.clone(), profile: Some(profile), ..Default::default() };
    until("the reviewers are known", || async {
        match as_eva.reviews.clone().set_reviewer_profile(request.clone()).await {
            Err(early) if matches!(early.code(), Code::NotFound | Code::PermissionDenied) => Ok(None),
            answer => Ok(answer?.into_inner().profile),
        }
    })
    .await?;
    let list = ListBidCasesRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    until("the other reviewers are known", || async {
        for (_, caller) in [&people.ana, &people.beto] {
            match caller.reviews.clone().list_bid_cases(list.clone()).await {
                Err(early) if early.code() == Code::PermissionDenied => return Ok(None),
                answer if answer.as_ref().is_ok_and(|answer| answer.get_ref().cases.len() < 2) => return Ok(None),
                answer => assert_eq!(answer?.into_inner().cases.len(), 2),
            }
        }
        Ok(Some(()))
    })
    .await?;
    let of_another = SetReviewerProfileRequest { name: people.ana.0.clone(), ..request };
    let refused = as_eva.reviews.clone().set_reviewer_profile(of_another).await.err().ok_or("not hers")?;
    assert_eq!(refused.code(), Code::NotFound);
    let bid = SetBidRequest { name: first.into(), bid: Bid::Eager.into(), ..Default::default() };
    people.beto.1.reviews.clone().set_bid(bid).await?;
    Ok(())
}

/// The draft, in which Eva is on the second case, by hand.
async fn nobody_is_told_of_a_draft(people: &People, second: &str) -> Result<AssignmentProposal, Failure> {
    let office = &people.office;
    let drafted = compute(office).await?;
    let rows = ListProposedAssignmentsRequest { parent: drafted.name.clone(), ..Default::default() };
    let rows = office.reviews.clone().list_proposed_assignments(rows).await?.into_inner().assignments;
    assert!(rows.iter().all(|row| row.reviewer == people.ana.0 || row.reviewer == people.beto.0), "{rows:?}");
    assert_eq!(rows.iter().map(|row| row.cost).sum::<i64>(), drafted.cost);
    let read = GetAssignmentProposalRequest { name: drafted.name.clone() };
    let denied = people.ana.1.reviews.clone().get_assignment_proposal(read).await.err().ok_or("not a reviewer's")?;
    assert_eq!(denied.code(), Code::PermissionDenied);
    let by_hand = ChangeAssignmentProposalRequest {
        name: drafted.name,
        add: vec![AssignmentPair { case: second.into(), reviewer: people.eva.0.clone() }],
        ..Default::default()
    };
    let changed = office.reviews.clone().change_assignment_proposal(by_hand).await?.into_inner().proposal;
    assert!(awaited(&people.ana.1).await?.is_empty() && awaited(&people.eva.1).await?.is_empty());
    Ok(changed.ok_or("no proposal")?)
}

/// One is taken back by hand; another one leaves. Nobody takes more than they said.
async fn who_leaves_is_replaced(people: &People) -> Result<(), Failure> {
    let office = &people.office;
    let hers = awaited(&people.eva.1).await?.remove(0);
    office.reviews.clone().withdraw_assignment(WithdrawAssignmentRequest { name: hers, ..Default::default() }).await?;
    assert!(awaited(&people.eva.1).await?.is_empty());
    let request = ReplaceReviewersRequest {
        parent: "countries/do".into(),
        edition: EDITION.into(),
        leaving: vec![people.beto.0.clone()],
        ..Default::default()
    };
    let replaced = office.reviews.clone().replace_reviewers(request).await?.into_inner().proposal;
    let replaced = replaced.ok_or("no proposal")?;
    let theirs = awaited(&people.beto.1).await?.len();
    assert_eq!((usize::try_from(replaced.withdrawn)?, replaced.added), (theirs, 0), "Ana is on both, Eva takes none");
    assert!(replaced.unmet.iter().all(|unmet| !unmet.words.is_empty() && unmet.lacking > 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_is_replaced_on_embedded_parts() -> Result<(), Failure> {
    late::who_is_late_is_replaced_and_as_few_others_as_possible_are_moved(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_is_replaced_on_real_servers() -> Result<(), Failure> {
    late::who_is_late_is_replaced_and_as_few_others_as_possible_are_moved(&Network::real("late").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_edition_is_assigned_together_on_embedded_parts() -> Result<(), Failure> {
    whole(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_edition_is_assigned_together_on_real_servers() -> Result<(), Failure> {
    whole(&Network::real("assigning").await?).await
}
