//! Questions that are answered by files, and what becomes of the answers.

use platform::clients::Caller;
use proto::{
    registrations::v1::{
        Answer, GetRegistrationRequest, Registration, UpdateRegistrationRequest, answer::Value, question::Kind,
        registration::State,
    },
    reviews::v1::{ListCasesRequest, RequestClarificationRequest},
};
use tests::{
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
};
use tonic::{Code, Status};

use crate::forms::making::{definition_of, open_with, question, questions};

/// The edition that asks for files.
const ASKING: &str = "editions/files";
/// The questions of it that take one.
pub const QUESTIONS: [&str; 3] = ["balance", "prices", "team"];

/// Opens an edition that asks for files, and needs none.
pub async fn open(network: &Network) -> Result<(), Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    for id in QUESTIONS {
        let mut asked = question(id);
        (asked.kind, asked.required) = (Kind::File.into(), false);
        questions(&mut definition)?.push(asked);
    }
    open_with(network, "files", Some(definition)).await?;
    Ok(())
}

/// A registration for it that can be submitted.
pub fn entry(title: &str) -> Registration {
    Registration { edition: ASKING.into(), ..registration(title) }
}

/// Answers questions by files, and no others any more.
pub async fn answer(caller: &Caller, draft: &str, files: &[(&str, &str)]) -> Result<(), Status> {
    let answer = |(question, file): &(&str, &str)| Answer {
        question: (*question).into(),
        value: Some(Value::File((*file).into())),
    };
    let answers = files.iter().map(answer).collect();
    let registration = Registration { name: draft.into(), answers, ..Registration::default() };
    let mask = prost_types::FieldMask { paths: vec!["answers".into()] };
    let request = UpdateRegistrationRequest {
        registration: Some(registration),
        update_mask: Some(mask),
        ..UpdateRegistrationRequest::default()
    };
    caller.registrations.clone().update_registration(request).await.map(drop)
}

/// Has the office open these fields of what was handed in, as soon as its case waits for a screening.
pub async fn ask(network: &Network, registration: &str, fields: &[&str]) -> Result<(), Failure> {
    let office = network.office("do")?;
    let filter = format!("registration = \"{registration}\"");
    let list = ListCasesRequest { parent: "countries/do".into(), filter, ..ListCasesRequest::default() };
    until("the office may ask", || async {
        let cases = office.reviews.clone().list_cases(list.clone()).await?.into_inner().cases;
        let Some(case) = cases.into_iter().next() else { return Ok(None) };
        let request = RequestClarificationRequest {
            name: case.name,
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            question: "¿Puede corregirlo?".into(),
            ..RequestClarificationRequest::default()
        };
        match office.reviews.clone().request_clarification(request).await {
            Err(status) if status.code() == Code::FailedPrecondition => Ok(None),
            asked => asked.map(Some).map_err(Failure::from),
        }
    })
    .await?;
    let request = GetRegistrationRequest { name: registration.into() };
    until("something waits to be mended", || async {
        let read = office.registrations.clone().get_registration(request.clone()).await?.into_inner();
        let state = read.registration.unwrap_or_default().state();
        Ok((state == State::Clarification).then_some(()))
    })
    .await
}
