//! When a validation may be made again.

use proto::registrations::v1::RegistrationMerged;

use super::*;

#[tokio::test]
async fn a_validation_is_renewed_when_it_is_about_to_expire_and_not_before() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let validated = accepted(&mut scope, "countries/do/registrations/1").await;
    let first = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("validated");
    assert!(first.expire_time.is_some());
    let early = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("it stands for long");
    assert_eq!(early.reason(), Reason::StateNotAllowed);

    ends_in(&mut scope, &first, Duration::days(60)).await;
    let failed = validate(&mut scope, &validated, ValidationOutcome::Failed).await.expect("checked again");
    assert_eq!(failed.expire_time, None);
    let second = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("renewed");
    assert!(second.expire_time.expect("an end").seconds >= first.expire_time.expect("an end").seconds);
    let again = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("it stands for long");
    assert_eq!(again.reason(), Reason::StateNotAllowed);

    let list = ListValidationsRequest { parent: "countries/do".into(), ..Default::default() };
    let kept = validation::list::list(&mut scope, list).await.expect("a list").validations;
    let kept: Vec<String> = kept.into_iter().map(|validation| validation.name).collect();
    assert_eq!(kept, [second.name, failed.name, first.name]);
}

/// The ends that were told to others.
async fn told(ground: &Ground) -> Vec<String> {
    ground.events("validation.expired").await
}

#[tokio::test]
async fn the_end_of_a_validation_is_told_once_and_not_where_it_was_renewed() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let lapsed = accepted(&mut scope, "countries/do/registrations/1").await;
    let lapsed = validate(&mut scope, &lapsed, ValidationOutcome::Passed).await.expect("validated");
    let renewed = accepted(&mut scope, "countries/do/registrations/2").await;
    let before = validate(&mut scope, &renewed, ValidationOutcome::Passed).await.expect("validated");
    ends_in(&mut scope, &before, Duration::days(1)).await;
    validate(&mut scope, &renewed, ValidationOutcome::Passed).await.expect("renewed");
    let withdrawn = accepted(&mut scope, "countries/do/registrations/3").await;
    let of_withdrawn = validate(&mut scope, &withdrawn, ValidationOutcome::Passed).await.expect("validated");
    let event = RegistrationWithdrawn { name: withdrawn.registration, version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    scope.commit().await.expect("a commit");
    assert_eq!(validation::expire::round(&ground.ground()).await.expect("a look"), 0, "none has ended");

    let mut scope = ground.scope().await;
    for ended in [&lapsed, &before, &of_withdrawn] {
        ends_in(&mut scope, ended, Duration::ZERO).await;
    }
    scope.commit().await.expect("a commit");
    assert_eq!(validation::expire::round(&ground.ground()).await.expect("a look"), 3);
    assert_eq!(told(&ground).await, [lapsed.name]);
    assert_eq!(validation::expire::round(&ground.ground()).await.expect("another look"), 0, "each is told once");
}

#[tokio::test]
async fn the_end_of_a_validation_is_reminded_of_twice_and_not_where_it_was_renewed_or_withdrawn() {
    let ground = Ground::open().await;
    let reminded = || ground.events("validation.reminded");
    let mut scope = ground.scope().await;
    let lasting = accepted(&mut scope, "countries/do/registrations/1").await;
    let lasting = validate(&mut scope, &lasting, ValidationOutcome::Passed).await.expect("validated");
    let renewed = accepted(&mut scope, "countries/do/registrations/2").await;
    let before = validate(&mut scope, &renewed, ValidationOutcome::Passed).await.expect("validated");
    ends_in(&mut scope, &before, Duration::days(1)).await;
    validate(&mut scope, &renewed, ValidationOutcome::Passed).await.expect("renewed");
    let withdrawn = accepted(&mut scope, "countries/do/registrations/3").await;
    let of_withdrawn = validate(&mut scope, &withdrawn, ValidationOutcome::Passed).await.expect("validated");
    ends_in(&mut scope, &of_withdrawn, Duration::days(1)).await;
    let event = RegistrationWithdrawn { name: withdrawn.registration, version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    scope.commit().await.expect("a commit");
    assert_eq!(validation::remind::round(&ground.ground()).await.expect("a look"), 2);
    assert_eq!(reminded().await, [""; 0], "one ends in a year, the others do not matter any more");

    for (days, told) in [(59, 1), (20, 1), (13, 2), (1, 2), (0, 2)] {
        let mut scope = ground.scope().await;
        ends_in(&mut scope, &lasting, Duration::days(days)).await;
        scope.commit().await.expect("a commit");
        validation::remind::round(&ground.ground()).await.expect("a look");
        validation::remind::round(&ground.ground()).await.expect("another look");
        assert_eq!(reminded().await, vec![lasting.name.clone(); told], "{days} days before its end");
    }
}

#[tokio::test]
async fn what_was_withdrawn_after_its_validation_is_not_validated_again() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    let validated = accepted(&mut scope, registration).await;
    let first = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("validated");
    ends_in(&mut scope, &first, Duration::ZERO).await;
    let event = RegistrationWithdrawn { name: registration.into(), version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    let refused = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("withdrawn");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
}

#[tokio::test]
async fn an_end_that_waits_for_blocked_data_does_not_hold_up_the_others() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let mut ended = Vec::new();
    for number in 1..=2 {
        let case = accepted(&mut scope, &format!("countries/do/registrations/{number}")).await;
        let validation = validate(&mut scope, &case, ValidationOutcome::Passed).await.expect("validated");
        ends_in(&mut scope, &validation, Duration::hours(-number)).await;
        ended.push((case, validation));
    }
    // The one that ended first is looked at first.
    set_blocked(&mut scope, &ended[1].0, true).await;
    scope.commit().await.expect("a commit");
    assert_eq!(validation::expire::round(&ground.ground()).await.expect("a look"), 1);
    assert_eq!(told(&ground).await, [ended[0].1.name.as_str()]);

    let mut scope = ground.scope().await;
    set_blocked(&mut scope, &ended[1].0, false).await;
    scope.commit().await.expect("a commit");
    assert_eq!(validation::expire::round(&ground.ground()).await.expect("another look"), 1);
    assert_eq!(told(&ground).await.len(), 2, "it is told once the data is free again");
}

#[tokio::test]
async fn reminders_that_are_on_hold_leave_room_for_those_of_others() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let mut held = Vec::new();
    for number in 1..=3 {
        let case = accepted(&mut scope, &format!("countries/do/registrations/{number}")).await;
        let validation = validate(&mut scope, &case, ValidationOutcome::Passed).await.expect("validated");
        // Those on hold end first, and would be looked at first.
        ends_in(&mut scope, &validation, Duration::days(number)).await;
        held.push((case, validation));
    }
    set_blocked(&mut scope, &held[0].0, true).await;
    let merged = RegistrationMerged {
        name: held[1].0.registration.clone(),
        version: 9,
        submission: 1,
        ..RegistrationMerged::default()
    };
    case::on_registration_merged::react(&mut scope, merged).await.expect("merged");
    let due = scope.all(validation::rows::to_remind(&scope, moment::now())).await.expect("rows");
    let due: Vec<String> = due.iter().map(|row| validation::rows::name(&row.country, row.id)).collect();
    assert_eq!(due, [held[2].1.name.as_str()]);
    scope.commit().await.expect("a commit");
    assert_eq!(validation::remind::round(&ground.ground()).await.expect("a look"), 1);

    let mut scope = ground.scope().await;
    set_blocked(&mut scope, &held[0].0, false).await;
    scope.commit().await.expect("a commit");
    assert_eq!(validation::remind::round(&ground.ground()).await.expect("another look"), 1, "its time has come");
}

async fn set_blocked(scope: &mut Scope, of: &Case, blocked: bool) {
    let before = case::rows::case(scope, &of.name).await.expect("a case");
    let after = case::rows::Model { blocked, ..before.clone() };
    scope.update::<case::rows::Entity>(&before, after).await.expect("changed");
}
