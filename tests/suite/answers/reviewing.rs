//! What reviewers and their office read of the answers.

use platform::clients::Caller;
use prost_types::FieldMask;
use proto::{
    partners::v1::{CreateMemberRequest, Member},
    platform::v1::Role,
    registrations::v1::{
        Answer, AnswerClarificationRequest, Registration, RequestErasureRequest, UpdateRegistrationRequest,
        answer::Value,
    },
    reviews::v1::{
        AssignReviewersRequest, Case, CaseAnswer, DeclareConflictRequest, GetAssignmentRequest, GetCaseRequest,
        ListAssignmentsRequest, ListCasesRequest, RequestClarificationRequest,
    },
};
use tests::{calls, network::Network, patience::until, platform::Failure};
use tonic::Code;

use super::asking::{answered, answers, asking, both};
use crate::forms::making::{definition_of, questions, revise, submit};

/// Hands an entry in; its case.
async fn case_of(network: &Network, registration: Registration) -> Result<(Registration, String), Failure> {
    let mut office = network.office("do")?;
    let draft = network.draft("do", registration).await?;
    let submitted = submit(&mut office, &draft.name).await?;
    let filter = format!("registration = \"{}\"", draft.name);
    let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let case = until("its case", || async {
        let found = office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
        assert!(found.iter().all(|case| case.answers.is_empty()), "lists have no answers");
        Ok(found.into_iter().next().map(|case| case.name))
    })
    .await?;
    Ok((submitted, case))
}

async fn read_case(office: &Caller, name: &str) -> Result<Case, Failure> {
    let request = GetCaseRequest { name: name.into() };
    Ok(office.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?)
}

/// Label and words of answers.
fn told(answers: &[CaseAnswer]) -> Vec<(&str, &str)> {
    answers.iter().map(|answer| (answer.label.as_str(), answer.words.as_str())).collect()
}

/// Puts a reviewer of this subject on a case; the assignment.
async fn assigned(network: &Network, case: &str, subject: &str) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: "Eva".into(),
        email: "eva@example.org".into(),
        roles: vec![Role::Reviewer.into()],
        ..Member::default()
    };
    let office = network.office("do")?;
    let parent = "countries/do".to_owned();
    let request = CreateMemberRequest { parent, member: Some(member), ..Default::default() };
    office.partners.clone().create_member(request).await?;
    calls::pass(&office, case).await?;
    let request = AssignReviewersRequest { name: case.into(), count: 1, ..Default::default() };
    until("the reviewer is known", || async {
        match office.reviews.clone().assign_reviewers(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(answer?.into_inner().assignments.into_iter().next().map(|made| made.name)),
        }
    })
    .await
}

pub async fn a_reviewer_reads_the_answers_under_the_questions_as_they_were_asked(
    network: &Network,
) -> Result<(), Failure> {
    let edition = asking(network, "reviewed").await?;
    let (submitted, case) = case_of(network, answered(&edition, "Rutas leídas")).await?;
    assert_eq!(submitted.answers, answers());
    // What is asked from now on is nothing to what was answered before.
    let mut definition = definition_of(network, &edition).await?;
    let asked = questions(&mut definition)?;
    asked.retain(|question| question.id != "since");
    asked.iter_mut().filter(|asked| asked.id == "price").for_each(|asked| asked.label = both("¿Precio?", "Price?"));
    revise(network, &edition, definition).await?;

    let english = [
        ("What do you work with?", "A truck; A phone"),
        ("What does it cost?", "-2.125 USD"),
        ("Since when?", "2020-08-31"),
    ];
    let read = read_case(&network.office("do")?, &case).await?;
    assert_eq!(told(&read.answers), english, "neither what is personal nor what was agreed to");
    let given: Vec<_> = read.answers.iter().filter_map(|answer| answer.answer.clone()).collect();
    assert_eq!(given, answers()[..3]);

    let assignment = assigned(network, &case, "idp|eva").await?;
    let reviewer = network.caller("idp|eva", "reviewer", "do", "es")?;
    // Before that they are shown what it takes to declare.
    let none = DeclareConflictRequest { name: assignment.clone(), ..Default::default() };
    reviewer.reviews.clone().declare_conflict(none).await?;
    let request = GetAssignmentRequest { name: assignment };
    let read = reviewer.reviews.clone().get_assignment(request).await?.into_inner().assignment.unwrap_or_default();
    let spanish = [
        ("¿Con qué trabaja?", "Un camión; Un teléfono"),
        ("¿Cuánto cuesta?", "-2.125 USD"),
        ("¿Desde cuándo?", "2020-08-31"),
    ];
    assert_eq!(told(&read.brief.unwrap_or_default().answers), spanish);
    let request = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    let listed = reviewer.reviews.clone().list_assignments(request).await?.into_inner().assignments;
    assert!(!listed.is_empty() && listed.iter().flat_map(|one| &one.brief).all(|brief| brief.answers.is_empty()));
    Ok(())
}

pub async fn a_mended_answer_is_the_one_that_is_read(network: &Network) -> Result<(), Failure> {
    let edition = asking(network, "mended-answers").await?;
    let (submitted, case) = case_of(network, answered(&edition, "Rutas por aclarar")).await?;
    let office = network.office("do")?;
    let request = RequestClarificationRequest {
        name: case.clone(),
        fields: vec!["answers".into()],
        question: "¿De verdad cuesta menos que nada?".into(),
        ..Default::default()
    };
    office.reviews.clone().request_clarification(request).await?;
    let price = Answer { question: "price".into(), value: Some(Value::Number(2.0)) };
    let mended = Registration { name: submitted.name.clone(), answers: vec![price], ..Default::default() };
    // All of them, and not this one alone.
    let update_mask = Some(FieldMask { paths: vec!["answers".into()] });
    let update = UpdateRegistrationRequest { registration: Some(mended), update_mask, ..Default::default() };
    until("the field is open", || async {
        match office.registrations.clone().update_registration(update.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await?;
    let request = AnswerClarificationRequest { name: submitted.name, ..Default::default() };
    office.registrations.clone().answer_clarification(request).await?;
    until("the case has the new answers", || async {
        let read = read_case(&office, &case).await?;
        Ok((told(&read.answers) == [("What does it cost?", "2 USD")]).then_some(()))
    })
    .await
}

pub async fn what_is_blocked_is_read_by_no_reviewer(network: &Network) -> Result<(), Failure> {
    let edition = asking(network, "blocked-answers").await?;
    let (submitted, case) = case_of(network, answered(&edition, "Rutas de alguien")).await?;
    let office = network.office("do")?;
    assert_eq!(read_case(&office, &case).await?.answers.len(), 3);
    let parent = "countries/do".to_owned();
    let request = RequestErasureRequest { parent, person: submitted.name, ..Default::default() };
    office.registrations.clone().request_erasure(request).await?;
    until("the case is blocked", || async {
        let read = read_case(&office, &case).await?;
        // Both at once, or the words of somebody would be read without their name.
        assert_eq!(read.title.is_empty(), read.answers.is_empty());
        Ok(read.answers.is_empty().then_some(()))
    })
    .await
}
