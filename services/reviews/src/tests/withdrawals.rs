//! What a withdrawal ends, and what it leaves.

use super::*;

#[tokio::test]
async fn a_withdrawal_waits_for_its_submission_and_then_closes_the_case() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    let withdrawn = RegistrationWithdrawn { name: registration.into(), version: 3, submission: 1 };
    let early = case::on_registration_withdrawn::react(&mut scope, withdrawn.clone()).await.expect_err("unknown");
    assert!(early.is_late());

    let (opened, made) = in_review(&mut scope, registration).await;
    case::on_registration_withdrawn::react(&mut scope, withdrawn.clone()).await.expect("closed");
    case::on_registration_withdrawn::react(&mut scope, withdrawn).await.expect("closed already");
    let read = GetCaseRequest { name: opened.name };
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!(closed.state(), case::State::Closed.message());
    let refused = review(&mut scope, &made[0], 5).await.expect_err("the case is closed");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
    let reviewers = member::rows::reviewers(&scope).await.expect("reviewers");
    assert!(reviewers.iter().all(|reviewer| reviewer.awaited == 0), "no review is awaited any more");
}

#[tokio::test]
async fn a_prepared_decision_is_void_once_its_registration_is_withdrawn() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registrations = ["countries/do/registrations/1", "countries/do/registrations/2"];
    let [withdrawn, _] =
        [decision_prepared(&mut scope, registrations[0]).await, decision_prepared(&mut scope, registrations[1]).await];
    let event = RegistrationWithdrawn { name: registrations[0].into(), version: 3, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("closed");

    let read = GetCaseRequest { name: withdrawn.name };
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!((closed.decision.as_str(), closed.outcome()), ("", Outcome::Unspecified));
    assert_eq!(decisions(&mut scope, "state = PREPARED").await, [registrations[1]]);
    assert_eq!(decisions(&mut scope, "state = VOID").await, [registrations[0]]);

    assert_eq!(release(&mut scope).await.released, 1);
    assert_eq!(decisions(&mut scope, "state = RELEASED").await, [registrations[1]]);
    assert_eq!(decisions(&mut scope, "state = VOID").await, [registrations[0]]);
}

#[tokio::test]
async fn a_released_decision_stands_though_its_registration_is_withdrawn() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    accepted(&mut scope, registration).await;
    let event = RegistrationWithdrawn { name: registration.into(), version: 3, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("closed");
    assert_eq!(decisions(&mut scope, "state = RELEASED").await, [registration]);
}

#[tokio::test]
async fn what_is_submitted_again_has_a_case_of_its_own_and_the_one_before_stays_closed() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    let (first, _) = in_review(&mut scope, registration).await;
    let again = RegistrationSubmitted { version: 5, submission: 2, ..submitted(registration) };
    let early = case::on_registration_submitted::react(&mut scope, again.clone()).await.expect_err("one is open");
    assert!(early.is_late(), "its withdrawal is on its way");
    let withdrawn = RegistrationWithdrawn { name: registration.into(), version: 3, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, withdrawn.clone()).await.expect("closed");
    for _ in 0..2 {
        case::on_registration_submitted::react(&mut scope, again.clone()).await.expect("a case of its own");
    }
    // Old news, told once more, changes neither.
    case::on_registration_submitted::react(&mut scope, submitted(registration)).await.expect("known");
    case::on_registration_withdrawn::react(&mut scope, withdrawn).await.expect("known");
    let filter = format!("registration = \"{registration}\"");
    let list = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let cases = case::list::list(&mut scope, list).await.expect("a list").cases;
    let [second, closed] = cases.as_slice() else { panic!("two cases, not {}", cases.len()) };
    assert_eq!((&closed.name, closed.state()), (&first.name, case::State::Closed.message()));
    assert_eq!((second.state(), second.reviews_in), (case::State::Open.message(), 0));
}

#[tokio::test]
async fn an_answer_comes_to_the_case_that_was_asked_about_though_another_one_is_older() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    in_review(&mut scope, registration).await;
    let withdrawn = RegistrationWithdrawn { name: registration.into(), version: 3, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, withdrawn).await.expect("closed");
    let again = RegistrationSubmitted { version: 5, submission: 2, ..submitted(registration) };
    case::on_registration_submitted::react(&mut scope, again).await.expect("a case of its own");
    let list = ListCasesRequest { parent: "countries/do".into(), ..Default::default() };
    let second = case::list::list(&mut scope, list).await.expect("a list").cases.remove(0);
    let asked = ask(&mut scope, &second).await;
    clarification::on_registration_clarified::react(&mut scope, answer_to(&asked)).await.expect("taken");
    let read = GetCaseRequest { name: second.name };
    let answered = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!((answered.state(), answered.title.as_str()), (case::State::Open.message(), "A new lathe"));
}
