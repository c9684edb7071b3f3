//! Changes of one registration that arrive at the same moment: none is lost, and none happens twice.

use futures::future::try_join_all;
use proto::{
    registrations::v1::SubmitRegistrationRequest,
    reviews::v1::{CaseScreened, DecisionReleased, Outcome, ScreeningOutcome, ValidationCompleted, ValidationOutcome},
};
use tests::{
    bus::{Bus, Message},
    calls,
    people::People,
    platform::{Failure, Ground, Serving},
    rest::come_to_rest,
    tables::{number, rows},
};
use tonic::Code;

const REGISTRATIONS: usize = 40;

/// A process of the registrations service, with drafts to be handed in.
async fn drafts(name: &str) -> Result<(Ground, Serving, Vec<String>), Failure> {
    let mut ground = Ground::real(name).await?;
    let serving = ground.serve(&["registrations"]).await?;
    ground.find(&["registrations"], &serving);
    let people = People::of(&ground)?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    let mut office = people.office("do")?;
    let mut drafts = Vec::new();
    for draft in 0..REGISTRATIONS {
        drafts.push(calls::create(&mut office, "do", &format!("Solución {draft}")).await?);
    }
    Ok((ground, serving, drafts))
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_one_registration_that_arrive_at_once_all_have_their_effect() -> Result<(), Failure> {
    let (ground, serving, drafts) = drafts("side_by_side_facts").await?;
    let mut office = People::of(&ground)?.office("do")?.registrations;
    let mut facts = Vec::new();
    for name in &drafts {
        let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
        office.submit_registration(request).await?;
        facts.extend(decided_and_validated(name));
    }
    let bus = Bus::of(&ground).await?;
    bus.publish(&facts).await?;
    come_to_rest(&ground, &bus, serving, &["registrations"]).await?;
    let states = "SELECT state, count(*) FROM registrations GROUP BY state";
    let found = rows(&ground.database("registrations").await?, states).await?;
    assert_eq!(found, [format!(r#"{{"state":"VALIDATED","count":{REGISTRATIONS}}}"#)]);
    Ok(())
}

/// What the reviews service tells of a case at its end, close together.
fn decided_and_validated(registration: &str) -> [Message; 3] {
    let name = registration.replace("registrations", "cases");
    let registration = registration.to_owned();
    let screened = CaseScreened {
        name: name.clone(),
        version: 2,
        registration: registration.clone(),
        outcome: ScreeningOutcome::Passed.into(),
        ..Default::default()
    };
    let decided = DecisionReleased {
        name: name.clone(),
        version: 2,
        registration: registration.clone(),
        outcome: Outcome::Accepted.into(),
        ..Default::default()
    };
    let validated = ValidationCompleted {
        name,
        version: 1,
        registration,
        outcome: ValidationOutcome::Passed.into(),
        ..Default::default()
    };
    [Message::of(&decided, "do"), Message::of(&screened, "do"), Message::of(&validated, "do")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_two_people_submit_at_once_is_submitted_once() -> Result<(), Failure> {
    let (ground, _serving, drafts) = drafts("side_by_side_calls").await?;
    let offices = [People::of(&ground)?.office("do")?.registrations, People::of(&ground)?.office("do")?.registrations];
    for name in &drafts {
        let both = offices.clone().into_iter().map(|mut office| async move {
            let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
            match office.submit_registration(request).await {
                Ok(_) => Ok(true),
                Err(status) if status.code() == Code::FailedPrecondition => Ok(false),
                Err(status) => Err(status),
            }
        });
        let submitted = try_join_all(both).await?;
        assert_eq!(submitted.iter().filter(|submitted| **submitted).count(), 1, "{name}");
    }
    let told = "SELECT count(*) FROM outbox WHERE name = 'registration.submitted'";
    let told = number(&ground.database("registrations").await?, told).await?;
    assert_eq!(usize::try_from(told)?, REGISTRATIONS);
    Ok(())
}
