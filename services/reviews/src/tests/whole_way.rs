//! The way of a registration from its submission to its validation, and the lists on it.

use super::*;

#[tokio::test]
async fn a_registration_goes_from_submission_to_validation() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (opened, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    assert_eq!(made.len(), 2, "the tied reviewer is left out");

    let more = AssignReviewersRequest { name: opened.name.clone(), count: 1, ..Default::default() };
    let refused = assignment::assign::assign(&mut scope, more).await.expect_err("only the tied one is left");
    assert_eq!(refused.reason(), Reason::ReviewersTooFew);

    let prepare = PrepareDecisionRequest { name: opened.name.clone(), ..Default::default() };
    let early = decision::prepare::prepare(&mut scope, prepare.clone()).await.expect_err("no review is in");
    assert_eq!(early.reason(), Reason::ReviewsMissing);
    let first = review(&mut scope, &made[0], 5).await.expect("a review");
    assert_eq!(first.brief.expect("a brief").criteria.len(), 2);
    review(&mut scope, &made[0], 1).await.expect("in time it may be changed");
    review(&mut scope, &made[0], 5).await.expect("as often as they like");
    review(&mut scope, &made[1], 0).await.expect("another review");

    let read = GetCaseRequest { name: opened.name.clone() };
    let reviewed = case::get::get(&mut scope, read.clone()).await.expect("the case").case.expect("a case");
    assert_eq!(reviewed.state(), case::State::Reviewed.message());
    assert!((reviewed.score.expect("a score") - 0.625).abs() < 1e-9);

    let prepared = decision::prepare::prepare(&mut scope, prepare).await.expect("prepared").decision.expect("one");
    assert_eq!(prepared.outcome(), Outcome::Accepted);
    let validate = CompleteValidationRequest {
        checklist_answers: vec!["yes".into()],
        ..checked(&opened, ValidationOutcome::Passed)
    };
    let early = validation::complete::complete(&mut scope, validate.clone()).await.expect_err("not released");
    assert_eq!(early.reason(), Reason::StateNotAllowed);
    let released = release(&mut scope).await;
    assert_eq!((released.released, released.accepted), (1, 1));
    assert_eq!(release(&mut scope).await.released, 0, "nothing is left");

    let other = CompleteValidationRequest { institution: "institutions/other".into(), ..validate.clone() };
    assert!(validation::complete::complete(&mut scope, other).await.is_err());
    let found = validation::complete::complete(&mut scope, validate.clone()).await.expect("validated").validation;
    let found = found.expect("a validation");
    assert_eq!((found.checklist_answers, found.answers), (vec!["yes".to_owned()], validate.answers));
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!(closed.state(), case::State::Closed.message());
    scope.commit().await.expect("a commit");

    let mut scope = ground.store.work("test", Place::AcrossCountries).await.expect("a scope");
    let all = ListValidationsRequest { parent: "countries/-".into(), ..Default::default() };
    assert_eq!(validation::list::list(&mut scope, all).await.expect("a list").validations.len(), 1);
    let all = ListDecisionsRequest {
        parent: "countries/-".into(),
        filter: "state = RELEASED AND outcome = ACCEPTED".into(),
        ..Default::default()
    };
    assert_eq!(decision::list::list(&mut scope, all).await.expect("a list").decisions.len(), 1);
}

#[tokio::test]
async fn pages_of_assignments_are_whole_and_loads_stay_even() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    for number in 1..=3 {
        in_review(&mut scope, &format!("countries/do/registrations/{number}")).await;
    }
    let reviewers = member::rows::reviewers(&scope).await.expect("reviewers");
    let mut loads: Vec<i32> = reviewers.iter().map(|reviewer| reviewer.awaited).collect();
    loads.sort_unstable();
    assert_eq!(loads, [0, 3, 3]);

    let mut names = Vec::new();
    let mut list = ListAssignmentsRequest {
        parent: "countries/do/cases/-".into(),
        page_size: 4,
        filter: "state = ASSIGNED".into(),
        ..Default::default()
    };
    loop {
        let page = assignment::list::list(&mut scope, list.clone()).await.expect("a page");
        names.extend(page.assignments.into_iter().map(|assignment| assignment.name));
        if page.next_page_token.is_empty() {
            break;
        }
        list.page_token = page.next_page_token;
    }
    assert_eq!(names.len(), 6);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 6);
}
