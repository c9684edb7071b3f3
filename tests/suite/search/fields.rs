//! Registrations by their fields.

use proto::registrations::v1::{Answer, Chosen, OrganisationSize, Question, Registration, Stage, Track, answer::Value};
use tests::{
    network::{EDITION, Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{hits, listed, titles};
use crate::forms::making::{definition_of, question, questions, revise};

/// Three that differ in every field.
async fn made(network: &Network) -> Result<(), Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    let more = ["paid", "since", "shared"].map(|id| Question { required: false, ..question(id) });
    questions(&mut definition)?.extend(more);
    revise(network, EDITION, definition).await?;
    let one = Registration {
        answers: vec![
            given("evidence", Value::Text("Facturas de tres meses".into())),
            given("cost", Value::Number(90.5)),
            given("paid", Value::Chosen(Chosen { choices: vec!["cash".into(), "card".into()] })),
            given("since", Value::Date("2020-03-01".into())),
            given("shared", Value::Consent(true)),
        ],
        source_language: "es".into(),
        problem: "Los fletes cuestan más que la entrega".into(),
        sdgs: vec![8, 17],
        people_reached: Some(120),
        women_led: Some(true),
        ..with(registration("Uno"), "Santiago de los Caballeros", OrganisationSize::Micro)
    };
    let two = Registration {
        track: Track::Story.into(),
        answers: vec![given("cost", Value::Number(200.0)), given("shared", Value::Consent(false))],
        stage: Stage::Advanced.into(),
        sdgs: vec![1],
        jobs: Some(7),
        women_led: Some(false),
        ..with(registration("Dos"), "San Cristóbal", OrganisationSize::Small)
    };
    let three = with(registration("Tres 100%"), "Moca", OrganisationSize::Medium);
    for made in [one, two, three] {
        network.draft("do", made).await?;
    }
    Ok(())
}

fn given(question: &str, value: Value) -> Answer {
    Answer { question: question.into(), value: Some(value) }
}

fn with(mut made: Registration, city: &str, size: OrganisationSize) -> Registration {
    if let Some(applicant) = &mut made.applicant {
        applicant.city = city.into();
        applicant.size = size.into();
    }
    made
}

pub async fn each_field_is_asked_in_the_form_that_it_has(network: &Network) -> Result<(), Failure> {
    made(network).await?;
    let mut office = network.office("do")?;
    for (filter, expected) in [
        ("", "Dos, Tres 100%, Uno"),
        ("state = DRAFT", "Dos, Tres 100%, Uno"),
        ("state != DRAFT", ""),
        ("track = STORY OR applicant.size = MEDIUM", "Dos, Tres 100%"),
        ("track = SOLUTION applicant.size = MICRO", "Uno"),
        ("NOT (track = STORY OR applicant.size = MEDIUM)", "Uno"),
        ("applicant.city = \"San*\"", "Dos, Uno"),
        ("applicant.city = \"San *\"", "Dos"),
        ("applicant.city = san*", ""),
        ("title = \"Tres 100%\"", "Tres 100%"),
        ("title = \"T*\"", "Tres 100%"),
        ("title = \"T\\*\"", ""),
        ("summary:*", "Dos, Tres 100%, Uno"),
        ("problem:*", "Uno"),
        ("-problem = \"Los*\"", "Dos, Tres 100%"),
        ("description = \"\"", ""),
        ("late_reason:* OR state_reason:* OR merged_into:* OR applicant.website:*", ""),
        ("applicant.contact_email:* category:* applicant.organisation:* source_language:*", "Uno"),
        ("sdgs:8", "Uno"),
        ("sdgs:1", "Dos"),
        ("sdgs:7", ""),
        ("sdgs:*", "Dos, Uno"),
        ("-sdgs:8", "Dos, Tres 100%"),
        ("people_reached >= 120", "Uno"),
        ("people_reached > 120", ""),
        // What has no value is not the value.
        ("people_reached != 120", "Dos, Tres 100%"),
        ("NOT jobs:*", "Tres 100%, Uno"),
        ("women_led = true", "Uno"),
        ("women_led != true", "Dos, Tres 100%"),
        ("stage = ADVANCED", "Dos"),
        ("edition = editions/open AND country = countries/do", "Dos, Tres 100%, Uno"),
        ("create_time > 2020-01-01 create_time < 2100-01-01", "Dos, Tres 100%, Uno"),
        ("answers.evidence = \"Facturas*\"", "Uno"),
        ("answers.evidence = Facturas", ""),
        ("answers.cost < 100", "Uno"),
        ("answers.cost = 200", "Dos"),
        ("answers.cost != 200", "Tres 100%, Uno"),
        ("answers.cost:* answers.cost >= 90.5", "Dos, Uno"),
        ("NOT answers.cost:*", "Tres 100%"),
        ("answers.paid:card", "Uno"),
        ("answers.paid = ca*", "Uno"),
        ("answers.paid:transfer", ""),
        ("answers.since < 2020-06-30", "Uno"),
        ("answers.since > 2020-06-30", ""),
        // The Monday of a week, and the sixtieth day of a year.
        ("answers.since > 2020-W05-1 answers.since < 2020-W40-1", "Uno"),
        ("answers.since <= 2020-060", ""),
        ("answers.since > 2020-060", "Uno"),
        ("answers.shared = true", "Uno"),
        ("answers.shared = false", "Dos"),
        ("source_language = es", "Uno"),
        ("edition_version = 0 notice_version < 1", "Dos, Tres 100%, Uno"),
        ("late_until:* OR appeal_due_time:* OR clarification.due_time:*", ""),
        ("submit_time:*", ""),
        ("submit_time < 2100-01-01", ""),
        ("NOT submit_time < 2100-01-01", "Dos, Tres 100%, Uno"),
    ] {
        assert_eq!(listed(&mut office, filter).await?.join(", "), expected, "{filter}");
        let found = hits(&mut office, filter).await?;
        let mut found = titles(&found);
        found.sort_unstable();
        assert_eq!(found.join(", "), expected, "a search for {filter}");
    }
    for filter in [
        "title > x",
        "sdgs = 8",
        "nothing = 1",
        "(state = DRAFT",
        "title = x AND",
        "answers = 1",
        "answers.cost < cheap",
        "answers.Cost = 1",
        "answers.since < \"2026-01-31T00:00:00-04:00\"",
    ] {
        let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
        assert_eq!(refusal(listed(&mut office, filter).await), invalid, "{filter}");
        assert_eq!(refusal(hits(&mut office, filter).await), invalid, "a search for {filter}");
    }
    Ok(())
}
