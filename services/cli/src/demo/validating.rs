//! What was accepted is validated by a partner institution, and published where the applicant consented.

use platform::clients::Caller;
use proto::{
    platform::v1::Role,
    registrations::v1::{PublishRegistrationRequest, registration},
    reviews::v1::{
        Case, CompleteValidationRequest, GetValidationFormRequest, GetValidationFormResponse,
        Outcome as DecisionOutcome, ValidationAnswer, ValidationOutcome, case, checklist_answer::Verdict,
    },
};
use tonic::Code;

use super::{
    cast::{COUNTRIES, Cast, tell, until},
    network::Partner,
    outcome::Outcome,
    registering::{cases, registrations},
};
use crate::problem::Problem;

/// A validating institution of each country checks what was accepted there.
pub async fn validate(cast: &Cast, edition: &str, partners: &[Partner], outcome: &mut Outcome) -> Result<(), Problem> {
    let mut validated = 0;
    for (country, ..) in COUNTRIES {
        let accepted =
            |case: &Case| case.state() == case::State::Decided && case.outcome() == DecisionOutcome::Accepted;
        for case in cases(cast, country, edition).await?.into_iter().filter(accepted) {
            let (institution, mut client, form) = validator(cast, country, &case, partners).await?;
            let request = CompleteValidationRequest {
                outcome: ValidationOutcome::Passed.into(),
                answers: form.checklist.iter().map(|line| answer(&line.id, Verdict::Yes)).collect(),
                ..found(&case, &institution)
            };
            let answer = client.reviews.complete_validation(request).await;
            answer.map_err(|status| Problem::call(format!("validating {}", case.name), &status))?;
            validated += 1;
            outcome.changes += 1;
        }
    }
    tell("accepted entries validated by evidence", validated);
    Ok(())
}

/// Whoever may check the evidence of a case: the institution, its representative, and what there is to check. Those with a tie
/// to its applicant do not.
pub async fn validator(
    cast: &Cast,
    country: &str,
    case: &Case,
    partners: &[Partner],
) -> Result<(String, Caller, GetValidationFormResponse), Problem> {
    let works_here = |partner: &&Partner| partner.validates() && partner.countries.iter().any(|code| code == country);
    for partner in partners.iter().filter(works_here) {
        let mut caller = cast.person(&partner.representative(), Role::PartnerRepresentative, country)?;
        match caller.reviews.get_validation_form(GetValidationFormRequest { name: case.name.clone() }).await {
            Ok(form) if form.get_ref().brief.is_some() => {
                return Ok((format!("institutions/{}", partner.id), caller, form.into_inner()));
            }
            Ok(_) => {}
            Err(tied) if tied.code() == Code::NotFound => {}
            Err(status) => return Err(Problem::call("reading what there is to check", &status)),
        }
    }
    Err(Problem::Said(format!("no institution may validate in {country}; add one to the table")))
}

/// What an institution found, but for the outcome.
pub fn found(case: &Case, institution: &str) -> CompleteValidationRequest {
    CompleteValidationRequest { name: case.name.clone(), institution: institution.to_owned(), ..Default::default() }
}

/// What was found to one line of the checklist.
pub fn answer(item: &str, verdict: Verdict) -> ValidationAnswer {
    let (item, verdict) = (item.to_owned(), verdict.into());
    let words = "Así lo encontramos en la visita.".to_owned();
    ValidationAnswer { item, verdict, words, evidence: "Visita al taller y entrevista con quienes lo usan.".into() }
}

/// The offices publish what is validated and may be published.
pub async fn publish(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let mut published = 0;
    for (country, ..) in COUNTRIES {
        // Decisions and validations reach the registrations by events.
        let found = until("the decisions and validations at the registrations", || async {
            let found = registrations(cast, country, edition).await?;
            let decided = found.iter().all(|registration| {
                use registration::State;
                matches!(registration.state(), State::Validated | State::Declined | State::Published | State::Merged)
            });
            Ok(decided.then_some(found))
        })
        .await?;
        let mut office = cast.office(country)?.registrations;
        for registration in found {
            if registration.state() == registration::State::Published {
                published += 1;
            }
            if registration.state() != registration::State::Validated || !registration.publication_consent {
                continue;
            }
            let request = PublishRegistrationRequest { name: registration.name.clone(), ..Default::default() };
            let answer = office.publish_registration(request).await;
            answer.map_err(|status| Problem::call(format!("publishing {}", registration.name), &status))?;
            published += 1;
            outcome.changes += 1;
        }
    }
    tell("validated entries published", published);
    Ok(())
}
