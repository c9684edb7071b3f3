//! What whoever borrows a queue screens by, though the registrations themselves stay closed to them; and what is told of who
//! did what for whom.

use platform::clients::Caller;
use prost_types::FieldMask;
use proto::{
    platform::v1::Role,
    registrations::v1::{
        Answer, Applicant, BeginUploadRequest, Definition, Duplicate, GetFileLinkRequest, GetFileRequest,
        ListDuplicatesRequest, NamedFile, Particulars, Registration, UpdateRegistrationRequest, answer::Value,
        question::Kind, registration::State,
    },
    reviews::v1::{
        Actor, Case, ConfirmScreeningRequest, GetCaseRequest, RequestClarificationRequest, case,
        confirm_screening_request::Verdict,
    },
};
use tests::{
    calls::kept_out,
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    Entry,
    clarification::answer,
    lending::{comes_to_read, end, loan, open},
    settled,
};
use crate::{
    files::sending::{create, pdf, promise, upload},
    forms::making::{definition_of, open_with, question, questions},
};

const REASON: &str = "Ya está registrado.";

/// An edition that asks for a file, and for one that is about a person.
async fn asking_for_files(network: &Network) -> Result<String, Failure> {
    let mut definition: Definition = definition_of(network, EDITION).await?;
    for (id, personal) in [("balance", false), ("identity", true)] {
        let mut file = question(id);
        (file.kind, file.personal, file.required) = (Kind::File.into(), personal, false);
        questions(&mut definition)?.push(file);
    }
    open_with(network, "filed", Some(definition)).await
}

/// An entry of that edition with everything that an office checks by.
async fn entered(network: &Network, edition: &str, title: &str) -> Result<Entry, Failure> {
    let mut applicant = network.caller("ana", "applicant", "do", "en")?;
    let plain = registration(title);
    let by = Applicant {
        sector: "Carpintería".into(),
        city: "Samaná".into(),
        website: "https://taller.example.org".into(),
        ..plain.applicant.clone().unwrap_or_default()
    };
    let full = Registration { edition: edition.into(), applicant: Some(by), sdgs: vec![8, 9], ..plain };
    let draft = create(&mut applicant.registrations, full).await?;
    let mut answers = Vec::new();
    for id in ["balance", "identity"] {
        let bytes = pdf(1_000);
        let begin = BeginUploadRequest {
            question: id.into(),
            display_name: format!("{id} de 2020.pdf"),
            ..promise(&draft, &bytes)
        };
        let file = upload(&applicant, begin, &bytes).await?;
        answers.push(Answer { question: id.into(), value: Some(Value::File(file.name)) });
    }
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name: draft.clone(), answers, ..Registration::default() }),
        update_mask: Some(FieldMask { paths: vec!["answers".into()] }),
        ..UpdateRegistrationRequest::default()
    };
    applicant.registrations.update_registration(request).await?;
    Entry::of(network, applicant, draft).await
}

async fn case_of(by: &Caller, entry: &Entry) -> Result<Case, Failure> {
    let request = GetCaseRequest { name: entry.case.clone() };
    Ok(by.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?)
}

async fn duplicates(by: &Caller, parent: &str) -> Result<Vec<Duplicate>, Status> {
    let request = ListDuplicatesRequest { parent: parent.into(), ..ListDuplicatesRequest::default() };
    Ok(by.registrations.clone().list_duplicates(request).await?.into_inner().duplicates)
}

pub async fn who_borrows_a_queue_reads_what_its_checklist_asks_for(network: &Network) -> Result<(), Failure> {
    let edition = asking_for_files(network).await?;
    let first = entered(network, &edition, "Ruta del norte").await?;
    let entry = entered(network, &edition, "Ruta del norte, otra vez").await?;
    let borrower = network.caller("tere", "office_staff", "cr", "en")?;
    let lender = network.office("do")?;
    let hidden = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(duplicates(&borrower, "countries/do").await), hidden);
    let opened = open(&lender, loan("countries/cr")).await?;
    comes_to_read(&borrower, &entry, None).await?;

    let told = case_of(&borrower, &entry).await?.particulars.ok_or("nothing is told")?;
    let full = registration("");
    let by = full.applicant.unwrap_or_default();
    let expected = Particulars {
        organisation_kind: by.organisation_kind,
        size: by.size,
        sector: "Carpintería".into(),
        city: "Samaná".into(),
        website: "https://taller.example.org".into(),
        stage: full.stage,
        sdgs: vec![8, 9],
        files: vec![NamedFile {
            question: "balance".into(),
            display_name: "balance de 2020.pdf".into(),
            file: file_of(&entry, "balance").await?,
        }],
    };
    assert_eq!(told, expected, "and nothing of the file that is about a person");

    let proposed = until("the pairs of that country", || async {
        match duplicates(&borrower, "countries/do").await {
            Ok(found) => Ok(Some(found)),
            Err(status) if refusal(Err::<(), _>(status.clone())) == hidden => Ok(None),
            Err(status) => Err(status.into()),
        }
    })
    .await?;
    let with_the_first = |pair: &Duplicate| pair.registration == entry.registration && pair.other == first.registration;
    assert!(proposed.iter().any(with_the_first), "{proposed:?}");
    assert_eq!(reads(&borrower, &entry, "balance").await?, None);
    assert_eq!(reads(&borrower, &entry, "identity").await?, hidden, "it is about a person");
    assert_eq!(refusal(duplicates(&borrower, "countries/-").await), hidden, "pairs across countries stay closed");
    each_action_shows_who_did_it_for_whom(&borrower, &lender, &entry).await?;
    entry.comes_to(State::Ineligible).await?;
    assert_eq!(reads(&borrower, &entry, "balance").await?, hidden, "its screening is over");
    settled::what_waits_for_its_screening_is_settled(&borrower, &lender, &first, &entry).await?;

    end(&lender, &opened).await?;
    comes_to_read(&borrower, &entry, hidden.clone()).await?;
    until("the end for duplicates too", || async {
        Ok((refusal(duplicates(&borrower, "countries/do").await) == hidden).then_some(()))
    })
    .await
}

/// The file by which a question of the entry was answered.
async fn file_of(entry: &Entry, question: &str) -> Result<String, Failure> {
    let answers = entry.read().await?.answers;
    let file = answers.into_iter().find(|answer| answer.question == question).and_then(|answer| answer.value);
    match file {
        Some(Value::File(name)) => Ok(name),
        _ => Err(format!("{question} is not answered by a file").into()),
    }
}

/// Why somebody reads neither of a file nor the file itself; nothing where they do.
async fn reads(by: &Caller, entry: &Entry, question: &str) -> Result<Option<(Code, String)>, Failure> {
    let (name, mut registrations) = (file_of(entry, question).await?, by.registrations.clone());
    let about = refusal(registrations.get_file(GetFileRequest { name: name.clone() }).await);
    let itself = refusal(registrations.get_file_link(GetFileLinkRequest { name, ..Default::default() }).await);
    assert_eq!(about, itself);
    Ok(itself)
}

/// On the case itself, for everybody who reads it.
async fn each_action_shows_who_did_it_for_whom(
    borrower: &Caller,
    lender: &Caller,
    entry: &Entry,
) -> Result<(), Failure> {
    let by_borrower = Actor {
        subject: "tere".into(),
        role: Role::OfficeStaff.into(),
        home: "countries/cr".into(),
        acted_for: "countries/do".into(),
    };
    let by_lender = Actor {
        subject: "office:do".into(),
        role: Role::OfficeAdmin.into(),
        home: "countries/do".into(),
        acted_for: "countries/do".into(),
    };
    let request = RequestClarificationRequest {
        name: entry.case.clone(),
        fields: vec!["summary".into()],
        question: "¿En qué se distingue?".into(),
        ..RequestClarificationRequest::default()
    };
    let asked = borrower.reviews.clone().request_clarification(request).await?.into_inner().case.ok_or("no case")?;
    assert_eq!(asked.clarifications[0].asked_by, Some(by_borrower.clone()));
    until("the applicant can answer", || async { Ok(answer(entry).await.is_ok().then_some(())) }).await?;
    let open = entry.case_comes_to(case::State::Open).await?;
    let out = kept_out(&open, REASON);
    let proposed = borrower.reviews.clone().screen_case(out).await?.into_inner().case.ok_or("no case")?;
    let record = &proposed.screenings[0];
    assert_eq!((record.proposed_by.clone(), record.confirmed_by.clone()), (Some(by_borrower.clone()), None));
    let confirm = ConfirmScreeningRequest {
        name: entry.case.clone(),
        verdict: Verdict::Confirmed.into(),
        ..ConfirmScreeningRequest::default()
    };
    lender.reviews.clone().confirm_screening(confirm).await?;
    let read = case_of(lender, entry).await?;
    let record = &read.screenings[0];
    assert_eq!((record.proposed_by.clone(), record.confirmed_by.clone()), (Some(by_borrower), Some(by_lender)));
    Ok(())
}
