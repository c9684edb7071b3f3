//! What a merge ends, and what goes on once it is undone.

use proto::registrations::v1::{RegistrationMerged, RegistrationUnmerged};

use super::*;

const REGISTRATION: &str = "countries/do/registrations/1";

fn merged(version: i64) -> RegistrationMerged {
    RegistrationMerged { name: REGISTRATION.into(), version, submission: 1, ..Default::default() }
}

fn unmerged(version: i64) -> RegistrationUnmerged {
    RegistrationUnmerged { name: REGISTRATION.into(), version, submission: 1, ..Default::default() }
}

async fn merge(scope: &mut Scope, version: i64) {
    case::on_registration_merged::react(scope, merged(version)).await.expect("taken");
}

async fn unmerge(scope: &mut Scope, version: i64) {
    case::on_registration_unmerged::react(scope, unmerged(version)).await.expect("taken");
}

async fn read(scope: &mut Scope, of: &Case) -> Case {
    let read = GetCaseRequest { name: of.name.clone() };
    case::get::get(scope, read).await.expect("the case").case.expect("a case")
}

/// How many reviews are awaited of the country's reviewers, each by itself.
async fn awaited(scope: &Scope) -> Vec<i32> {
    member::rows::reviewers(scope).await.expect("reviewers").iter().map(|reviewer| reviewer.awaited).collect()
}

/// The same case apart from its etag and the time of its last change.
fn the_same(one: &Case, other: &Case) -> bool {
    let plain = |case: &Case| Case { etag: String::new(), update_time: None, ..case.clone() };
    plain(one) == plain(other)
}

#[tokio::test]
async fn a_merge_waits_for_its_submission_closes_the_case_and_is_undone_to_where_it_stood() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let early = case::on_registration_merged::react(&mut scope, merged(3)).await.expect_err("unknown");
    let too_early = case::on_registration_unmerged::react(&mut scope, unmerged(4)).await.expect_err("unknown");
    assert!(early.is_late() && too_early.is_late());

    let (opened, made) = in_review(&mut scope, REGISTRATION).await;
    review(&mut scope, &made[0], 5).await.expect("a review");
    let (before, awaited_before) = (read(&mut scope, &opened).await, awaited(&scope).await);
    for _ in 0..2 {
        merge(&mut scope, 3).await;
    }
    assert_eq!(read(&mut scope, &opened).await.state(), case::State::Closed.message());
    assert!(awaited(&scope).await.iter().all(|awaited| *awaited == 0), "no review is awaited any more");
    let refused = review(&mut scope, &made[1], 5).await.expect_err("the case is closed");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);

    for _ in 0..2 {
        unmerge(&mut scope, 4).await;
    }
    assert!(the_same(&before, &read(&mut scope, &opened).await));
    assert_eq!(awaited(&scope).await, awaited_before);
    merge(&mut scope, 3).await;
    assert!(the_same(&before, &read(&mut scope, &opened).await), "old news");
    review(&mut scope, &made[1], 5).await.expect("the other review");
    assert_eq!(read(&mut scope, &opened).await.state(), case::State::Reviewed.message());
}

#[tokio::test]
async fn merges_and_what_undoes_them_end_the_same_in_any_order() {
    type News = (i64, bool);
    let news: [News; 3] = [(3, true), (4, false), (5, true)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let ground = Ground::open().await;
        let mut scope = ground.scope().await;
        let (opened, _) = in_review(&mut scope, REGISTRATION).await;
        let before = read(&mut scope, &opened).await;
        for (version, merges) in order.map(|place| news[place]) {
            if merges { merge(&mut scope, version).await } else { unmerge(&mut scope, version).await }
        }
        assert_eq!(read(&mut scope, &opened).await.state(), case::State::Closed.message(), "{order:?}");
        assert!(awaited(&scope).await.iter().all(|awaited| *awaited == 0), "{order:?}");
        unmerge(&mut scope, 6).await;
        assert!(the_same(&before, &read(&mut scope, &opened).await), "{order:?}");
    }
}

#[tokio::test]
async fn a_prepared_decision_is_not_released_while_its_registration_is_merged_and_stands_again_afterwards() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let prepared = decision_prepared(&mut scope, REGISTRATION).await;
    let before = read(&mut scope, &prepared).await;
    merge(&mut scope, 3).await;
    assert_eq!(release(&mut scope).await.released, 0);
    unmerge(&mut scope, 4).await;
    assert!(the_same(&before, &read(&mut scope, &prepared).await));
    assert_eq!(release(&mut scope).await.accepted, 1);
}

#[tokio::test]
async fn what_is_withdrawn_after_a_merge_was_undone_stays_closed_in_whatever_order_it_is_told() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let prepared = decision_prepared(&mut scope, REGISTRATION).await;
    merge(&mut scope, 3).await;
    let withdrawn = RegistrationWithdrawn { name: REGISTRATION.into(), version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, withdrawn).await.expect("closed");
    unmerge(&mut scope, 4).await;
    assert_eq!(read(&mut scope, &prepared).await.state(), case::State::Closed.message());
    assert_eq!(decisions(&mut scope, "state = VOID").await, [REGISTRATION]);
    assert!(awaited(&scope).await.iter().all(|awaited| *awaited == 0));
}

#[tokio::test]
async fn the_end_of_a_validation_that_came_while_it_was_merged_is_told_once_that_is_undone() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let case = accepted(&mut scope, REGISTRATION).await;
    let validation = validate(&mut scope, &case, ValidationOutcome::Passed).await.expect("validated");
    merge(&mut scope, 3).await;
    ends_in(&mut scope, &validation, Duration::ZERO).await;
    let refused = validate(&mut scope, &case, ValidationOutcome::Passed).await.expect_err("merged");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
    scope.commit().await.expect("a commit");
    for _ in 0..2 {
        validation::expire::round(&ground.ground()).await.expect("a look");
    }
    assert_eq!(ground.events("validation.expired").await, [""; 0]);

    let mut scope = ground.scope().await;
    unmerge(&mut scope, 4).await;
    scope.commit().await.expect("a commit");
    for _ in 0..2 {
        validation::expire::round(&ground.ground()).await.expect("a look");
    }
    assert_eq!(ground.events("validation.expired").await, [validation.name]);
    let mut scope = ground.scope().await;
    validate(&mut scope, &case, ValidationOutcome::Passed).await.expect("renewed");
}

#[tokio::test]
async fn an_answer_that_comes_behind_the_merge_counts_and_nothing_more_is_asked() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    case::on_registration_submitted::react(&mut scope, submitted(REGISTRATION)).await.expect("a case");
    let list = ListCasesRequest { parent: "countries/do".into(), ..Default::default() };
    let opened = case::list::list(&mut scope, list).await.expect("a list").cases.remove(0);
    let asked = ask(&mut scope, &opened).await;
    merge(&mut scope, 5).await;
    let ended = read(&mut scope, &opened).await.clarification();
    assert_eq!(ended, clarification::State::Ended.message());
    clarification::on_registration_clarified::react(&mut scope, answer_to(&asked)).await.expect("taken");
    unmerge(&mut scope, 6).await;
    let again = read(&mut scope, &opened).await;
    assert_eq!((again.state(), again.title.as_str()), (case::State::Open.message(), "A new lathe"));
    assert_eq!(again.clarification(), clarification::State::Answered.message());
}
