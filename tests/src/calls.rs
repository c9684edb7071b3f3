//! What people do, with good defaults: what a test says of a call is what the test is about.

use std::collections::HashMap;

use futures::stream;
use platform::clients::Caller;
use prost_reflect::prost_types::Timestamp;
use proto::{
    partners::v1::{AdmitCountryRequest, Country},
    registrations::v1::{
        Applicant, Calendar, Category, CreateEditionRequest, CreateRegistrationRequest, Criterion, Edition,
        ImportRegistrationsRequest, ImportRegistrationsResponse, ImportSettings, Registration, Stage,
        SubmitRegistrationRequest, Track, import_registrations_request::Content,
    },
    reviews::v1::{
        Case, ChecklistAnswer, CompleteValidationRequest, GetCaseRequest, ScreenCaseRequest, ScreeningOutcome,
        ScreeningReason, ValidationAnswer, ValidationOutcome, checklist_answer::Verdict,
    },
};
use tonic::Status;

use crate::platform::Failure;

/// The edition that everything here enters. Not the first, which is long over: that one is the demo's.
pub const EDITION: &str = "editions/2021";

/// The countries of the first edition.
pub const COUNTRIES: [&str; 9] = ["ar", "bo", "bz", "co", "cr", "do", "gt", "mx", "ni"];

/// The first edition's file: 99 rows, of which 91 can be registered.
pub const FIRST_EDITION: &[u8] = include_bytes!("../../services/cli/sample/first-edition.csv");

fn words(text: &str) -> HashMap<String, String> {
    HashMap::from([("es".to_owned(), text.to_owned()), ("en".to_owned(), text.to_owned())])
}

/// Admits countries to the network.
pub async fn admit(region: &mut Caller, countries: &[&str]) -> Result<(), Failure> {
    for code in countries {
        let country = Country {
            display_names: words(code),
            languages: vec!["es".into(), "en".into()],
            default_language: "es".into(),
            time_zone: "America/Santo_Domingo".into(),
            office_email: format!("oficina@{code}.example.org"),
            ..Default::default()
        };
        let request = AdmitCountryRequest { country_id: (*code).into(), country: Some(country), ..Default::default() };
        region.partners.admit_country(request).await?;
    }
    Ok(())
}

/// Opens the edition to countries, for longer than any test runs.
pub async fn open_edition(region: &mut Caller, countries: &[&str]) -> Result<(), Failure> {
    let titles = [
        ("occupational-health-and-safety", "Salud y seguridad ocupacional"),
        ("agile-means-of-payment", "Medios de pago ágiles"),
        ("logistics-and-distribution-chains", "Logística y cadenas de distribución"),
    ];
    let moment = |seconds: i64| Some(Timestamp { seconds, nanos: 0 });
    let edition = Edition {
        title: words("Segunda edición"),
        question: words("¿Qué soluciones ya funcionan?"),
        categories: titles.map(|(id, title)| Category { id: id.into(), titles: words(title) }).to_vec(),
        tracks: vec![Track::Solution.into(), Track::Story.into()],
        // From the first of July 2020 to the first of January 2100.
        calendar: Some(Calendar { opens: moment(1_593_561_600), closes: moment(4_102_444_800) }),
        criteria: vec![Criterion { id: "in-use".into(), titles: words("En uso"), weight: 1.0, max_score: 5 }],
        countries: countries.iter().map(|code| format!("countries/{code}")).collect(),
        reviews_per_case: 2,
        accept_bar: 0.6,
        ..Default::default()
    };
    let edition_id = EDITION.trim_start_matches("editions/").to_owned();
    let request = CreateEditionRequest { edition_id, edition: Some(edition), ..Default::default() };
    region.registrations.create_edition(request).await?;
    Ok(())
}

/// A registration with all that a submission needs.
pub fn registration(title: &str) -> Registration {
    Registration {
        edition: EDITION.into(),
        track: Track::Solution.into(),
        category: "agile-means-of-payment".into(),
        applicant: Some(Applicant {
            organisation: "Taller Malecón".into(),
            contact_email: "contacto@taller.example.org".into(),
            ..Default::default()
        }),
        title: title.into(),
        description: "Cada cobro separa un porcentaje para reposición de inventario.".into(),
        stage: Stage::Implemented.into(),
        data_consent: true,
        ..Default::default()
    }
}

/// The request for a draft of [`registration`].
pub fn draft(country: &str, title: &str) -> CreateRegistrationRequest {
    CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(registration(title)),
        ..Default::default()
    }
}

/// Begins a registration; its name.
pub async fn create(caller: &mut Caller, country: &str, title: &str) -> Result<String, Status> {
    let answer = caller.registrations.create_registration(draft(country, title)).await?.into_inner();
    Ok(answer.registration.unwrap_or_default().name)
}

/// Begins a registration and hands it in; its name.
pub async fn submit(caller: &mut Caller, country: &str, title: &str) -> Result<String, Status> {
    let name = create(caller, country, title).await?;
    let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
    caller.registrations.submit_registration(request).await?;
    Ok(name)
}

/// What keeps a case out, as one person proposes it: every line of its checklist answered, and the first with NO.
pub fn kept_out(case: &Case, reason: &str) -> ScreenCaseRequest {
    ScreenCaseRequest {
        outcome: ScreeningOutcome::Ineligible.into(),
        reason: reason.into(),
        reason_code: ScreeningReason::NotAnEnterprise.into(),
        ..answered(case, Verdict::No)
    }
}

/// What lets a case pass: YES to every line of its checklist.
pub fn passed(case: &Case) -> ScreenCaseRequest {
    ScreenCaseRequest { outcome: ScreeningOutcome::Passed.into(), ..answered(case, Verdict::Yes) }
}

fn answered(case: &Case, first: Verdict) -> ScreenCaseRequest {
    let answers = case.checklist.iter().enumerate().map(|(place, item)| ChecklistAnswer {
        item: item.id.clone(),
        verdict: if place == 0 { first } else { Verdict::Yes }.into(),
    });
    ScreenCaseRequest { name: case.name.clone(), answers: answers.collect(), ..Default::default() }
}

/// Reads a case and lets it pass; the case as it stands then.
pub async fn pass(by: &Caller, case: &str) -> Result<Case, Status> {
    let mut reviews = by.reviews.clone();
    let read = reviews.get_case(GetCaseRequest { name: case.into() }).await?.into_inner().case.unwrap_or_default();
    Ok(reviews.screen_case(passed(&read)).await?.into_inner().case.unwrap_or_default())
}

/// What an institution finds to each line of the checklist that every edition begins with; what does not pass has a NO to the
/// first.
pub fn validation(case: &str, institution: &str, outcome: ValidationOutcome) -> CompleteValidationRequest {
    let lines = ["in-use", "claims", "category", "affordable", "transferable", "lawful", "consent"];
    let holds = |place| place > 0 || outcome == ValidationOutcome::Passed;
    let answer = |(place, item): (usize, &str)| ValidationAnswer {
        item: item.into(),
        verdict: if holds(place) { Verdict::Yes } else { Verdict::No }.into(),
        words: "Así se vio".into(),
        evidence: "Una visita al taller".into(),
    };
    CompleteValidationRequest {
        name: case.into(),
        institution: institution.into(),
        outcome: outcome.into(),
        answers: lines.into_iter().enumerate().map(answer).collect(),
        ..Default::default()
    }
}

/// The messages of an import: the settings, then the file in pieces.
pub fn import_messages(country: &str, file: &[u8]) -> Vec<ImportRegistrationsRequest> {
    let settings = ImportSettings {
        parent: format!("countries/{country}"),
        edition: EDITION.into(),
        file_name: "first-edition.csv".into(),
        ..ImportSettings::default()
    };
    let pieces = file.chunks(16 * 1024).map(|piece| Content::Chunk(piece.to_vec()));
    let contents = std::iter::once(Content::Settings(settings)).chain(pieces);
    contents.map(|content| ImportRegistrationsRequest { content: Some(content) }).collect()
}

/// Imports the rows of a country from a file.
pub async fn import(office: &mut Caller, country: &str, file: &[u8]) -> Result<ImportRegistrationsResponse, Status> {
    let messages = stream::iter(import_messages(country, file));
    Ok(office.registrations.import_registrations(messages).await?.into_inner())
}
