//! A question that takes several files is answered by all of them: they are handed in, told and kept together.

use platform::clients::Caller;
use proto::{
    registrations::v1::{
        Answer, BeginUploadRequest, CompareRegistrationVersionsRequest, ExportRegistrationsRequest, FileLimits, Files,
        Registration, UpdateRegistrationRequest, answer::Value, export_registrations_request::Format, question::Kind,
    },
    reviews::v1::GetCaseRequest,
};
use sea_orm::ConnectionTrait;
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    World,
    sending::{begin, create, download, pdf, promise, upload},
};
use crate::{
    access::making::case,
    export::reading::{asked, records},
    forms::making::{definition_of, entry, faults, open, open_with, question, questions, submit},
};

const AT: &str = "registration.answers.invoices";

/// An edition whose question `invoices` takes three files; its name.
async fn asking(network: &Network) -> Result<String, Failure> {
    let template = open(network, "several-template").await?;
    let mut definition = definition_of(network, &template).await?;
    let mut invoices = question("invoices");
    invoices.kind = Kind::File.into();
    invoices.files = Some(FileLimits { max_files: 3, ..FileLimits::default() });
    questions(&mut definition)?.push(invoices);
    open_with(network, "several", Some(definition)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_by_as_many_files_as_it_takes() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_several", &[]).await?] {
        let ana = world.network.caller("ana", "applicant", "do", "en")?;
        let edition = asking(&world.network).await?;
        let draft = create(&mut ana.registrations.clone(), entry(&edition, "Con facturas", Vec::new())).await?;
        let mut files = Vec::new();
        for name in ["enero.pdf", "febrero.pdf", "marzo.pdf"] {
            files.push(upload(&ana, of_invoices(&draft, name), &pdf(1_000)).await?.name);
        }
        let fourth = begin(&ana, of_invoices(&draft, "abril.pdf")).await;
        assert_eq!(refusal(fourth), of(Code::FailedPrecondition, "FILES_TOO_MANY"));
        what_does_not_fit_is_refused(&world, &ana, &draft, &files).await?;

        let gone = format!("{draft}/files/0197f5c2-0000-7000-8000-000000000000");
        answer(&ana, &draft, &[files[0].clone(), gone]).await?;
        let mut caller = world.network.caller("ana", "applicant", "do", "en")?;
        assert_eq!(faults(submit(&mut caller, &draft).await), [AT], "one of them is not there");
        answer(&ana, &draft, &files).await?;
        submit(&mut caller, &draft).await?;
        all_are_kept(&world, &ana, &files).await?;
        all_are_told(&world.network, &draft, &edition, &files).await?;
    }
    Ok(())
}

fn of_invoices(draft: &str, name: &str) -> BeginUploadRequest {
    let (question, display_name) = ("invoices".into(), name.into());
    BeginUploadRequest { question, display_name, ..promise(draft, &pdf(1_000)) }
}

async fn answer(caller: &Caller, draft: &str, names: &[String]) -> Result<(), Status> {
    let value = Some(Value::Files(Files { names: names.to_vec() }));
    let answers = vec![Answer { question: "invoices".into(), value }];
    let registration = Some(Registration { name: draft.into(), answers, ..Registration::default() });
    let request = UpdateRegistrationRequest { registration, ..UpdateRegistrationRequest::default() };
    caller.registrations.clone().update_registration(request).await.map(drop)
}

async fn what_does_not_fit_is_refused(
    world: &World,
    ana: &Caller,
    draft: &str,
    files: &[String],
) -> Result<(), Failure> {
    let elsewhere = create(&mut ana.registrations.clone(), entry("editions/several", "Otra", Vec::new())).await?;
    let other = upload(ana, of_invoices(&elsewhere, "ajena.pdf"), &pdf(1_000)).await?.name;
    let mut caller = world.network.caller("ana", "applicant", "do", "en")?;
    let twice = [files[0].clone(), files[0].clone()];
    let too_many = [files, &[format!("{draft}/files/0197f5c2-0000-7000-8000-000000000000")]].concat();
    for wrong in [&[files[0].clone(), other][..], &twice, &too_many] {
        answer(ana, draft, wrong).await?;
        assert_eq!(faults(submit(&mut caller, draft).await), [AT], "{wrong:?}");
    }
    assert_eq!(refusal(answer(ana, draft, &["x".into()]).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    Ok(())
}

/// However long ago they came.
async fn all_are_kept(world: &World, ana: &Caller, files: &[String]) -> Result<(), Failure> {
    let session = world.network.data.connect("registrations").await?;
    session.execute_unprepared("UPDATE files SET update_time = '2020-01-01 00:00:00+00:00'").await?;
    session.close().await?;
    world.network.ground.run(&["files", "collect"]).await?;
    for file in files {
        assert_eq!(download(ana, file, 0).await?.0.len(), 1_000, "{file}");
    }
    Ok(())
}

async fn all_are_told(network: &Network, name: &str, edition: &str, files: &[String]) -> Result<(), Failure> {
    let office = network.office("do")?;
    let request = GetCaseRequest { name: case(network, "do", name).await? };
    let case = office.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?;
    let called = case.particulars.unwrap_or_default().files;
    let called: Vec<&str> = called.iter().map(|file| file.display_name.as_str()).collect();
    assert_eq!(called, ["enero.pdf", "febrero.pdf", "marzo.pdf"]);

    let request = ExportRegistrationsRequest {
        parent: "countries/do".into(),
        format: Format::Csv.into(),
        edition: edition.into(),
        filter: "title = \"Con facturas\"".into(),
        ..Default::default()
    };
    let exported = records(&asked(&mut network.office("do")?, request).await?)?;
    let cell = exported.first().and_then(|record| record.get("answers.invoices"));
    assert_eq!(cell, Some(&files.join(";")));

    let request = CompareRegistrationVersionsRequest { name: name.into(), version: 1, ..Default::default() };
    let compared = office.registrations.clone().compare_registration_versions(request).await?.into_inner();
    let at = |path: &str| compared.differences.iter().find(|difference| difference.field == path);
    let invoices = at("answers.invoices").ok_or("it is no difference")?;
    assert_eq!(invoices.after, "enero.pdf; febrero.pdf; marzo.pdf");
    Ok(())
}
