//! What an institution asks to be mended before it finds whether the evidence holds.

use super::*;

/// The institution asks for the title.
fn to_mend(of: &Case) -> CompleteValidationRequest {
    CompleteValidationRequest {
        fields: vec!["title".into()],
        question: "¿Cómo se llama?".into(),
        ..checked(of, ValidationOutcome::Mend)
    }
}

async fn ask_to_mend(scope: &mut Scope, of: &Case) -> Validation {
    validation::complete::complete(scope, to_mend(of)).await.expect("asked").validation.expect("a validation")
}

async fn read(scope: &mut Scope, of: &Case) -> Case {
    let request = GetCaseRequest { name: of.name.clone() };
    case::get::get(scope, request).await.expect("the case").case.expect("a case")
}

async fn form(scope: &mut Scope, of: &Case) -> Result<GetValidationFormResponse, platform::Error> {
    validation::form::form(scope, GetValidationFormRequest { name: of.name.clone() }).await
}

#[tokio::test]
async fn the_applicant_mends_what_an_institution_asks_and_then_it_finds() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let of = accepted(&mut scope, "countries/do/registrations/1").await;
    let asked = ask_to_mend(&mut scope, &of).await;
    assert_eq!((asked.outcome(), asked.expire_time), (ValidationOutcome::Mend, None));
    let waiting = read(&mut scope, &of).await;
    assert_eq!(
        (waiting.state(), waiting.clarification()),
        (case::State::Decided.message(), clarification::State::Asked.message())
    );
    let question = waiting.clarifications.first().expect("what was asked");
    assert_eq!((question.name.as_str(), question.stage()), (asked.clarification.as_str(), clarification_stage()));
    assert_eq!(question.institution, "institutions/checking");
    for outcome in [ValidationOutcome::Passed, ValidationOutcome::Failed] {
        let early = validate(&mut scope, &of, outcome).await.expect_err("the applicant has time");
        assert_eq!(early.reason(), Reason::StateNotAllowed);
    }

    clarification::on_registration_clarified::react(&mut scope, answer_to(&waiting)).await.expect("answered");
    clarification::on_registration_clarified::react(&mut scope, answer_to(&waiting)).await.expect("answered before");
    let mended = read(&mut scope, &of).await;
    assert_eq!((mended.title.as_str(), mended.state()), ("A new lathe", case::State::Decided.message()));
    let form = form(&mut scope, &of).await.expect("a form");
    assert_eq!((form.checklist.len(), form.mending[0].answer.as_str()), (7, "Un torno"));
    assert_eq!(form.validations[0].name, asked.name);
    validate(&mut scope, &of, ValidationOutcome::Passed).await.expect("it holds now");
    assert_eq!(read(&mut scope, &of).await.state(), case::State::Closed.message());
    scope.commit().await.expect("a commit");
    assert_eq!(ground.events("validation.mended").await, [asked.clarification], "told once");
    assert_eq!(ground.events("validation.completed").await.len(), 1, "asking finds nothing");
}

fn clarification_stage() -> proto::reviews::v1::clarification::Stage {
    clarification::Stage::Validation.message()
}

#[tokio::test]
async fn who_does_not_mend_in_time_leaves_the_finding_to_the_institution() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let of = accepted(&mut scope, "countries/do/registrations/1").await;
    ask_to_mend(&mut scope, &of).await;
    let asked = clarification::rows::Column::Registration.eq(of.registration.as_str());
    let before =
        scope.one(scope.find::<clarification::rows::Entity>().filter(asked)).await.expect("rows").expect("one");
    let over = clarification::rows::Model { due_at: before.created_at, ..before.clone() };
    scope.update::<clarification::rows::Entity>(&before, over).await.expect("over");
    scope.commit().await.expect("a commit");
    assert_eq!(clarification::keep_time::round(&ground.ground()).await.expect("a look"), 1);

    let mut scope = ground.scope().await;
    let unanswered = read(&mut scope, &of).await;
    assert_eq!(
        (unanswered.state(), unanswered.clarification()),
        (case::State::Decided.message(), clarification::State::Unanswered.message())
    );
    ask_to_mend(&mut scope, &of).await;
    let event = RegistrationWithdrawn { name: of.registration.clone(), version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    assert_eq!(read(&mut scope, &of).await.clarification(), clarification::State::Ended.message());
}

#[tokio::test]
async fn what_is_renewed_may_be_mended_as_well_and_stays_where_it_is() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let of = accepted(&mut scope, "countries/do/registrations/1").await;
    let first = validate(&mut scope, &of, ValidationOutcome::Passed).await.expect("validated");
    let early = validation::complete::complete(&mut scope, to_mend(&of)).await.expect_err("it stands for long");
    assert_eq!(early.reason(), Reason::StateNotAllowed);
    ends_in(&mut scope, &first, Duration::days(10)).await;
    ask_to_mend(&mut scope, &of).await;
    let waiting = read(&mut scope, &of).await;
    assert_eq!(waiting.state(), case::State::Closed.message());
    clarification::on_registration_clarified::react(&mut scope, answer_to(&waiting)).await.expect("answered");
    validate(&mut scope, &of, ValidationOutcome::Passed).await.expect("renewed");
}

#[tokio::test]
async fn who_has_a_tie_to_the_applicant_sees_no_such_case() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let of = accepted(&mut scope, "countries/do/registrations/1").await;
    let before = case::rows::case(&scope, &of.name).await.expect("a case");
    let tied = case::rows::Model { applicant_domain: "mail.checking.example".into(), ..before.clone() };
    scope.update::<case::rows::Entity>(&before, tied).await.expect("tied");
    let refused = validate(&mut scope, &of, ValidationOutcome::Passed).await.expect_err("a tie");
    assert_eq!(refused.reason(), Reason::ResourceNotFound);
}

#[tokio::test]
async fn what_waits_for_a_validation_is_listed_until_it_is_found_to_hold() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    decision_prepared(&mut scope, "countries/do/registrations/1").await;
    let tasks = ListValidationTasksRequest { parent: "countries/do".into(), ..Default::default() };
    assert_eq!(validation::tasks::list(&mut scope, tasks.clone()).await.expect("a list").tasks, []);
    release(&mut scope).await;
    let listed = validation::tasks::list(&mut scope, tasks.clone()).await.expect("a list").tasks;
    let [task] = listed.as_slice() else { panic!("one task, not {}", listed.len()) };
    let of = Case { name: task.case.clone(), ..Default::default() };
    validate(&mut scope, &of, ValidationOutcome::Passed).await.expect("validated");
    assert_eq!(validation::tasks::list(&mut scope, tasks).await.expect("a list").tasks, []);
}
