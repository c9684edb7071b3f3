//! Who reviews a whole edition is computed, changed by hand, released together, and repaired.

use proto::reviews::v1::assignment::State as message_state;

use super::*;
use crate::assignment::{
    bid, profile,
    proposal::{self, Answer},
    withdraw,
};

/// A case that passed the screening, without reviewers.
pub(super) async fn admitted(scope: &mut Scope, registration: &str, domain: &str) -> String {
    let submitted = RegistrationSubmitted { applicant_domain: domain.into(), ..submitted(registration) };
    case::on_registration_submitted::react(scope, submitted).await.expect("a case");
    let filter = format!("registration = \"{registration}\"");
    let list = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let name = case::list::list(scope, list).await.expect("a list").cases.remove(0).name;
    let passed = passed(scope, &name).await;
    case::screen::screen(scope, passed).await.expect("screened");
    name
}

fn of_edition() -> ComputeAssignmentsRequest {
    ComputeAssignmentsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() }
}

async fn compute(scope: &mut Scope) -> AssignmentProposal {
    computed(scope, Answer::default()).await
}

async fn computed(scope: &mut Scope, found: Answer) -> AssignmentProposal {
    proposal::compute::compute(scope, of_edition(), found).await.expect("computed").proposal.expect("a proposal")
}

pub(super) async fn pairs(scope: &mut Scope, of: &AssignmentProposal) -> Vec<ProposedAssignment> {
    let mut list = ListProposedAssignmentsRequest { parent: of.name.clone(), page_size: 2, ..Default::default() };
    let mut all = Vec::new();
    loop {
        let page = proposal::list_pairs::list(scope, list.clone()).await.expect("a page");
        all.extend(page.assignments);
        if page.next_page_token.is_empty() {
            return all;
        }
        list.page_token = page.next_page_token;
    }
}

pub(super) async fn release_all(scope: &mut Scope, of: &AssignmentProposal) -> ReleaseAssignmentProposalResponse {
    let request = ReleaseAssignmentProposalRequest { name: of.name.clone(), ..Default::default() };
    proposal::release::release(scope, request).await.expect("released")
}

pub(super) async fn change(
    scope: &mut Scope,
    of: &AssignmentProposal,
    remove: Vec<AssignmentPair>,
    add: Vec<AssignmentPair>,
) -> Result<AssignmentProposal, platform::Error> {
    let request = ChangeAssignmentProposalRequest { name: of.name.clone(), remove, add, ..Default::default() };
    Ok(proposal::change::change(scope, request).await?.proposal.expect("a proposal"))
}

/// The reviewer takes no review.
async fn takes_none(scope: &mut Scope, reviewer: String) {
    let profile = ReviewerProfile { edition: EDITION.into(), capacity: Some(0), ..Default::default() };
    let request = SetReviewerProfileRequest { name: reviewer, profile: Some(profile), ..Default::default() };
    profile::set::set(scope, request).await.expect("a profile");
}

async fn reviewer(scope: &Scope, subject: &str) -> String {
    let all = member::rows::reviewers(scope).await.expect("reviewers");
    let found = all.into_iter().find(|row| row.subject == subject).expect("a reviewer");
    member::rows::name(&found.country, found.id)
}

#[tokio::test]
async fn a_whole_edition_is_assigned_by_one_release_and_nobody_with_a_conflict() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let tied = admitted(&mut scope, "countries/do/registrations/1", "mail.tied.example").await;
    let free = admitted(&mut scope, "countries/do/registrations/2", "taller.example").await;
    let drafted = compute(&mut scope).await;
    assert_eq!((drafted.added, drafted.lacking, drafted.unmet.len()), (4, 0, 0));
    assert_eq!(drafted.cost, drafted.parts.iter().map(|part| part.cost).sum::<i64>());
    let rows = pairs(&mut scope, &drafted).await;
    assert_eq!(drafted.cost, rows.iter().map(|row| row.cost).sum::<i64>());
    assert!(rows.iter().all(|row| row.parts.iter().all(|part| part.cost > 0 && !part.words.is_empty())));
    let carla = reviewer(&scope, "carla").await;
    assert!(rows.iter().all(|row| row.case != tied || row.reviewer != carla), "carla is tied");
    assert!(rows.iter().any(|row| row.case == free && row.reviewer == carla), "whoever has no review comes first");
    let list = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    let before = assignment::list::list(&mut scope, list.clone()).await.expect("a list").assignments;
    assert!(before.is_empty(), "a draft assigns nothing");

    let done = release_all(&mut scope, &drafted).await;
    assert_eq!((done.made, done.withdrawn, done.left_out.len()), (4, 0, 0));
    assert_eq!(done.proposal.expect("a proposal").state(), assignment_proposal::State::Released);
    assert_eq!(assignment::list::list(&mut scope, list).await.expect("a list").assignments.len(), 4);
    let again = ReleaseAssignmentProposalRequest { name: drafted.name.clone(), ..Default::default() };
    let again = proposal::release::release(&mut scope, again).await.expect_err("it is released");
    assert_eq!(again.reason(), Reason::StateNotAllowed);
    assert_eq!(compute(&mut scope).await.added, 0, "nothing lacks");
    scope.commit().await.expect("a commit");
    assert_eq!(ground.events("assignment.made").await.len(), 4);
}

#[tokio::test]
async fn a_draft_is_changed_by_hand_but_for_conflicts() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let tied = admitted(&mut scope, "countries/do/registrations/1", "mail.tied.example").await;
    let drafted = compute(&mut scope).await;
    let (carla, ana) = (reviewer(&scope, "carla").await, reviewer(&scope, "ana").await);
    let pair = |reviewer: &str| AssignmentPair { case: tied.clone(), reviewer: reviewer.into() };
    let refused = change(&mut scope, &drafted, vec![], vec![pair(&carla)]).await.expect_err("carla is tied");
    assert_eq!(refused.reason(), Reason::ReviewerConflicted);
    let twice = change(&mut scope, &drafted, vec![], vec![pair(&ana)]).await.expect_err("ana is in it");
    assert_eq!(twice.reason(), Reason::InvalidField);
    let without = change(&mut scope, &drafted, vec![pair(&ana)], vec![]).await.expect("taken out");
    assert_eq!((without.added, without.lacking), (1, 1));
    assert_eq!(without.unmet[0].reason(), unmet_wish::Reason::TakenOff);
    let whole = change(&mut scope, &without, vec![], vec![pair(&ana)]).await.expect("put in");
    assert_eq!((whole.added, whole.lacking), (2, 0));
    assert!(pairs(&mut scope, &whole).await.iter().any(|row| row.reviewer == ana && row.by_hand));
}

#[tokio::test]
async fn it_is_told_why_a_place_stays_empty() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let tied = admitted(&mut scope, "countries/do/registrations/1", "mail.tied.example").await;
    let ana = reviewer(&scope, "ana").await;
    takes_none(&mut scope, ana).await;
    let drafted = compute(&mut scope).await;
    assert_eq!((drafted.added, drafted.lacking), (1, 1));
    let [unmet] = drafted.unmet.as_slice() else { panic!("one wish: {:?}", drafted.unmet) };
    assert_eq!((unmet.case.as_str(), unmet.conflicted, unmet.full), (tied.as_str(), 1, 1));
    assert_eq!(unmet.reason(), unmet_wish::Reason::ReviewersFull);
}

#[tokio::test]
async fn conflicts_of_the_moment_of_the_release_count() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    admitted(&mut scope, "countries/do/registrations/2", "taller.example").await;
    let ana = reviewer(&scope, "ana").await;
    takes_none(&mut scope, ana).await;
    let drafted = compute(&mut scope).await;
    let named = InstitutionAdded {
        name: "institutions/tied".into(),
        version: 2,
        display_name: "Tied".into(),
        domains: vec!["taller.example".into()],
        ..Default::default()
    };
    scope.commit().await.expect("a commit");
    let mut network = ground.store.work("test", Place::Network).await.expect("a scope");
    institution::on_institution_added::react(&mut network, named).await.expect("an institution");
    network.commit().await.expect("a commit");
    let mut scope = ground.scope().await;
    let carla = reviewer(&scope, "carla").await;
    let done = release_all(&mut scope, &drafted).await;
    assert_eq!((done.made, done.left_out.len()), (1, 1));
    assert_eq!(done.left_out[0].reviewer, carla);
}

#[tokio::test]
async fn what_changed_while_it_was_computed_is_computed_anew() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    admitted(&mut scope, "countries/do/registrations/2", "taller.example").await;
    scope.commit().await.expect("a commit");
    let find = || async { proposal::compute::find(ground.scope().await, of_edition()).await.expect("found") };
    let (first, second) = (find().await, find().await);
    let mut scope = ground.scope().await;
    let kept = computed(&mut scope, first).await;
    let rows = pairs(&mut scope, &kept).await;
    assert_eq!((kept.added, kept.lacking, rows.len()), (2, 0, 2));
    takes_none(&mut scope, rows[0].reviewer.clone()).await;
    let anew = computed(&mut scope, second).await;
    let others = pairs(&mut scope, &anew).await;
    assert_eq!((anew.added, anew.lacking), (2, 0));
    assert!(others.iter().all(|pair| pair.reviewer != rows[0].reviewer), "they take none by now");
}

#[tokio::test]
async fn who_leaves_is_replaced_and_the_others_stay() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let case = admitted(&mut scope, "countries/do/registrations/2", "taller.example").await;
    let drafted = compute(&mut scope).await;
    release_all(&mut scope, &drafted).await;
    let rows = pairs(&mut scope, &drafted).await;
    let (leaving, stays) = (rows[0].reviewer.clone(), rows[1].reviewer.clone());
    let request = ReplaceReviewersRequest {
        parent: "countries/do".into(),
        edition: EDITION.into(),
        leaving: vec![leaving.clone()],
        ..Default::default()
    };
    // All three reviewers are known: the one who is left takes the place.
    let replaced = proposal::replace::replace(&mut scope, request, Answer::default())
        .await
        .expect("computed")
        .proposal
        .expect("one");
    assert_eq!((replaced.added, replaced.withdrawn, replaced.lacking), (1, 1, 0));
    let done = release_all(&mut scope, &replaced).await;
    assert_eq!((done.made, done.withdrawn), (1, 1));
    let list = ListAssignmentsRequest { parent: case, ..Default::default() };
    let there = assignment::list::list(&mut scope, list).await.expect("a list").assignments;
    let awaited = there.iter().filter(|row| row.state() == message_state::Assigned);
    let awaited: Vec<&str> = awaited.map(|row| row.reviewer.as_str()).collect();
    assert_eq!(
        (awaited.len(), awaited.contains(&stays.as_str()), awaited.contains(&leaving.as_str())),
        (2, true, false)
    );
}

#[tokio::test]
async fn an_assignment_is_taken_back_once_and_its_reviewer_is_not_asked_again() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (_, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    let request = WithdrawAssignmentRequest { name: made[0].name.clone(), ..Default::default() };
    let back = withdraw::withdraw(&mut scope, request.clone()).await.expect("taken back").assignment.expect("one");
    assert_eq!(back.state(), message_state::Withdrawn);
    let again = withdraw::withdraw(&mut scope, request).await.expect_err("it is taken back");
    assert_eq!(again.reason(), Reason::StateNotAllowed);
    let refused = review(&mut scope, &made[0], 5).await.expect_err("no review is awaited");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
    let drafted = compute(&mut scope).await;
    assert_eq!((drafted.added, drafted.lacking), (0, 1), "one is tied, one is on it, one was taken back");
    assert_eq!(drafted.unmet[0].reason(), unmet_wish::Reason::AllConflicted);
}

#[tokio::test]
async fn reviewers_bid_on_what_no_conflict_hides_from_them() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let free = admitted(&mut scope, "countries/do/registrations/2", "taller.example").await;
    let added = MemberAdded {
        name: format!("countries/do/members/{}", Uuid::now_v7()),
        version: 1,
        // A worker's scope calls itself so.
        subject: "system".into(),
        roles: vec![Role::Reviewer as i32],
        institution: "institutions/tied".into(),
        ..Default::default()
    };
    member::on_member_added::react(&mut scope, added).await.expect("a member");
    let tied = admitted(&mut scope, "countries/do/registrations/1", "mail.tied.example").await;
    let list = ListBidCasesRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let cases = bid::list::list(&mut scope, list.clone()).await.expect("a list").cases;
    assert_eq!(cases.iter().map(|case| case.case.as_str()).collect::<Vec<_>>(), [free.as_str()]);
    let hidden = SetBidRequest { name: tied, bid: Bid::Eager.into(), ..Default::default() };
    assert_eq!(bid::set::set(&mut scope, hidden).await.expect_err("tied").reason(), Reason::ResourceNotFound);
    let eager = SetBidRequest { name: free.clone(), bid: Bid::Eager.into(), ..Default::default() };
    bid::set::set(&mut scope, eager).await.expect("a bid");
    assert_eq!(bid::list::list(&mut scope, list).await.expect("a list").cases[0].bid(), Bid::Eager);
    let drafted = compute(&mut scope).await;
    let me = reviewer(&scope, "system").await;
    let mine = pairs(&mut scope, &drafted).await.into_iter().find(|row| row.case == free && row.reviewer == me);
    let parts = mine.expect("what is wanted is given").parts;
    assert!(parts.iter().all(|part| part.kind() != cost_part::Kind::Bid), "{parts:?}");
}
