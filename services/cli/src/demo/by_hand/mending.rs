//! An institution asks an applicant to mend something before it validates the entry.

use prost_types::FieldMask;
use proto::{
    registrations::v1::{AnswerClarificationRequest, Registration, UpdateRegistrationRequest, registration::State},
    reviews::v1::{Case, CompleteValidationRequest, ValidationOutcome, case, checklist_answer::Verdict, clarification},
};

use super::{EDITION, entries::STORY};
use crate::{
    demo::{
        cast::{Cast, tell, until},
        network::Partner,
        registering::cases,
        validating::{answer, found, validator},
    },
    problem::Problem,
};

/// What the applicant says once the institution asked for figures.
pub const EVIDENCED: &str = "Cuatro panaderías del barrio juntaron sus repartos: de 90 panes al día pasaron a 240, según sus libros \
                             de encargos, que la institución vio.";

/// The institution that validates asks for evidence, and the applicant gives it; 0 where that was done before.
pub async fn mend(cast: &Cast, partners: &[Partner]) -> Result<usize, Problem> {
    let before = STORY.expect(cast).await?;
    if before.description == EVIDENCED {
        return Ok(0);
    }
    let of = case_of(cast, &before).await?;
    if of.state() != case::State::Decided {
        return Ok(0);
    }
    if of.clarification() != clarification::State::Asked {
        let (institution, mut client, form) = validator(cast, STORY.country, &of, partners).await?;
        let claims = form.checklist.iter().find(|line| line.id == "claims").or(form.checklist.first());
        let request = CompleteValidationRequest {
            outcome: ValidationOutcome::Mend.into(),
            answers: claims.iter().map(|line| answer(&line.id, Verdict::No)).collect(),
            fields: vec!["description".into()],
            question: "¿Cuánto más venden hoy que antes, y dónde consta?".into(),
            ..found(&of, &institution)
        };
        let asked = client.reviews.complete_validation(request).await;
        asked.map_err(|status| Problem::call("asking to mend", &status))?;
    }
    until("what is to be mended", || async {
        let entry = STORY.expect(cast).await?;
        Ok((entry.state() == State::Accepted && entry.clarification.is_some()).then_some(()))
    })
    .await?;
    give(cast, before.clone()).await?;
    until("the case with what was mended", || async {
        Ok((case_of(cast, &before).await?.clarification() == clarification::State::Answered).then_some(()))
    })
    .await?;
    tell("entries mended for their validation", 1);
    Ok(1)
}

/// The applicant mends and answers.
async fn give(cast: &Cast, entry: Registration) -> Result<(), Problem> {
    let mut applicant = STORY.applicant(cast)?.registrations;
    let description = EVIDENCED.to_owned();
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name: entry.name.clone(), description, ..Registration::default() }),
        update_mask: Some(FieldMask { paths: vec!["description".into()] }),
        ..Default::default()
    };
    applicant.update_registration(request).await.map_err(|status| Problem::call("mending", &status))?;
    let request = AnswerClarificationRequest { name: entry.name, ..Default::default() };
    let answered = applicant.answer_clarification(request).await;
    answered.map(drop).map_err(|status| Problem::call("answering the institution", &status))
}

async fn case_of(cast: &Cast, entry: &Registration) -> Result<Case, Problem> {
    let found = cases(cast, STORY.country, EDITION).await?.into_iter().find(|case| case.registration == entry.name);
    found.ok_or_else(|| Problem::Said(format!("there is no case of {}", entry.name)))
}
