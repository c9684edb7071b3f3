//! What was accepted is validated by a partner institution, and published where the applicant consented.

use proto::{
    platform::v1::Role,
    registrations::v1::{PublishRegistrationRequest, registration},
    reviews::v1::{
        Case, CompleteValidationRequest, ListValidationsRequest, Outcome as DecisionOutcome, ValidationOutcome, case,
    },
};

use super::{
    cast::{COUNTRIES, Cast, tell, until},
    network::Partner,
    outcome::Outcome,
    registering::{cases, registrations},
};
use crate::problem::Problem;

const CHECKLIST: [&str; 4] =
    ["exists and in use: yes", "claims evidenced: yes", "affordable: yes", "transferable: yes"];

/// A validating institution of each country checks what was accepted there.
pub async fn validate(cast: &Cast, edition: &str, partners: &[Partner], outcome: &mut Outcome) -> Result<(), Problem> {
    let mut validated = 0;
    for (country, ..) in COUNTRIES {
        let works_here =
            |partner: &&Partner| partner.validates() && partner.countries.iter().any(|code| code == country);
        let accepted =
            |case: &Case| case.state() == case::State::Decided && case.outcome() == DecisionOutcome::Accepted;
        let waiting: Vec<Case> = cases(cast, country, edition).await?.into_iter().filter(accepted).collect();
        if waiting.is_empty() {
            continue;
        }
        let Some(partner) = partners.iter().find(works_here) else {
            return Err(Problem::Said(format!("no institution validates in {country}; add one to the table")));
        };
        let mut client = cast.person(&partner.representative(), Role::PartnerRepresentative, country)?.reviews;
        let request =
            ListValidationsRequest { parent: format!("countries/{country}"), page_size: 1000, ..Default::default() };
        let there = client.list_validations(request).await;
        let there = there.map_err(|status| Problem::call("listing validations", &status))?.into_inner().validations;
        for case in waiting {
            validated += 1;
            if there.iter().any(|validation| validation.case == case.name) {
                continue;
            }
            let request = CompleteValidationRequest {
                name: case.name.clone(),
                institution: format!("institutions/{}", partner.id),
                outcome: ValidationOutcome::Passed.into(),
                checklist_answers: CHECKLIST.map(str::to_owned).to_vec(),
                ..Default::default()
            };
            let answer = client.complete_validation(request).await;
            answer.map_err(|status| Problem::call(format!("validating {}", case.name), &status))?;
            outcome.changes += 1;
        }
    }
    tell("accepted entries validated", validated);
    Ok(())
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
