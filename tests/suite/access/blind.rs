//! Where a stage is blind, reviewers are told nowhere who applied: neither in a case they may bid on, nor in one they review,
//! nor in a form or a letter.

use std::collections::HashMap;

use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest},
    registrations::v1::{Applicant, CreateRegistrationRequest, Registration, SubmitRegistrationRequest},
    reviews::v1::AssignReviewersRequest,
};
use sea_orm::prelude::ChronoUtc;
use tests::{
    calls,
    network::{Network, registration},
    platform::Failure,
    reviewers::declare,
};

use super::{
    apart::{caller, says},
    contract::Rpc,
    differential::{answers, asked_for},
    hidden::settled_and_sealed,
    making::case,
};
use crate::reviewing::blind_edition;

/// What tells who applied.
const TELLING: [&str; 4] = ["quetzal", "jarabacoa", "555 0142", "tejedora"];

pub async fn a_blind_reviewer_is_told_nowhere_who_applied(
    network: &Network,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let edition = blind_edition(network, "seen-blind").await?;
    let registration = apply(network, &edition).await?;
    let case = case(network, "do", &registration).await?;
    let office = network.office("do")?;
    calls::pass(&office, &case).await?;
    let mut names = vec!["countries/do".to_owned(), "countries/do/cases/-".into(), registration.clone(), case.clone()];
    names.extend(members.values().cloned());
    tells_nothing(network, members, &names, &edition).await?;

    let request = AssignReviewersRequest { name: case.clone(), count: 2, ..Default::default() };
    let made = office.reviews.clone().assign_reviewers(request).await?.into_inner().assignments;
    names.extend(made.iter().map(|assignment| assignment.name.clone()));
    tells_nothing(network, members, &names, &edition).await?;
    for assignment in &made {
        let known = members.iter().find(|(_, name)| **name == assignment.reviewer);
        let (subject, _) = known.ok_or("somebody else was chosen")?;
        declare(&network.caller(subject, "reviewer", "do", "es")?, &assignment.name).await?;
    }
    let told = tells_nothing(network, members, &names, &edition).await?;
    assert!(told.iter().any(|answer| says(answer, "En […] lo usan tres")), "they read all else that was written");
    letters_tell_nothing(network, &registration).await
}

async fn apply(network: &Network, edition: &str) -> Result<String, Failure> {
    let applicant = network.caller("la tejedora", "applicant", "do", "en")?;
    let plain = registration("El telar de Zurcidora Quetzal");
    let organisation = Applicant {
        organisation: "Zurcidora Quetzal".into(),
        city: "Jarabacoa".into(),
        website: "https://quetzal.example".into(),
        contact_email: "tejedora@quetzal.example".into(),
        contact_phone: "+1 809 555 0142".into(),
        ..plain.applicant.clone().unwrap_or_default()
    };
    let registration = Registration {
        edition: edition.into(),
        summary: "Un telar de ZURCIDORA QUETZAL".into(),
        description: "En zurcidora quetzal lo usan tres. Está en quetzal.example".into(),
        applicant: Some(organisation),
        ..plain
    };
    let (parent, registration) = ("countries/do".to_owned(), Some(registration));
    let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
    let name = made.registration.ok_or("no registration")?.name;
    let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
    applicant.registrations.clone().submit_registration(request).await?;
    Ok(name)
}

/// Asks every rpc that reads, as each of the reviewers; the answers, none of which tells who applied.
async fn tells_nothing(
    network: &Network,
    members: &HashMap<&'static str, String>,
    names: &[String],
    edition: &str,
) -> Result<Vec<Vec<u8>>, Failure> {
    settled_and_sealed(network).await?;
    let callers = members.keys().map(|subject| caller(network, subject, "")).collect::<Result<Vec<_>, _>>()?;
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let besides = [("edition", edition.to_owned())];
    let questions = asked_for(&rpcs, &callers, &names, &besides);
    let told = answers(network, &questions, &ChronoUtc::now(), &[]).await?;
    for answer in &told {
        for telling in TELLING {
            assert!(!says(answer, telling), "{telling:?} is told: {}", String::from_utf8_lossy(answer));
        }
    }
    println!("blind: {} answers tell nothing of who applied", told.len());
    Ok(told)
}

/// Nor do the letters to the reviewers.
async fn letters_tell_nothing(network: &Network, registration: &str) -> Result<(), Failure> {
    let office = network.office("do")?;
    let filter = format!("registration = {registration}");
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let listed = office.notifications.clone().list_notifications(request).await?.into_inner().notifications;
    let letters: Vec<_> = listed.into_iter().filter(|letter| letter.template.starts_with("assignment-")).collect();
    assert!(!letters.is_empty(), "reviewers are written to");
    for letter in letters {
        let request = GetNotificationRequest { name: letter.name };
        let letter = office.notifications.clone().get_notification(request).await?.into_inner().notification;
        let letter = letter.ok_or("no letter")?;
        for telling in TELLING {
            assert!(!says(format!("{} {}", letter.subject, letter.body).as_bytes(), telling), "{}", letter.body);
        }
    }
    Ok(())
}
