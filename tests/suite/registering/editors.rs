//! Somebody writes a registration along with its owner, who decides; nobody else sees that it is there.

use platform::clients::Caller;
use proto::registrations::v1::{
    ConsentKind, CreateRegistrationRequest, Editor, ErasePersonRequest, GiveConsentRequest, ListEditorsRequest,
    Registration, RemoveEditorRequest, RequestErasureRequest, UpdateRegistrationRequest, WithdrawConsentRequest,
    editor,
};
use sea_orm::ConnectionTrait;
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::{Code, Status};

use super::asking::{accept, code_in, get, invite, listed, submit, update, withdraw};

const BEA: &str = "bea@example.org";

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_writes_along_and_the_owner_alone_decides() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::real_with("editors", &[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let bea = network.caller("bea", "applicant", "do", "en")?;
    let name = draft(&ana, "La que se escribe entre dos").await?;
    let other = draft(&ana, "La que no").await?;
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");

    let invited = invite(&ana, &name, BEA).await?;
    assert_eq!((invited.state(), invited.role()), (editor::State::Invited, editor::Role::Editor));
    let first = code_in(&mail, BEA, 0).await?;
    invite(&ana, &name, "BEA@example.org").await?;
    let code = code_in(&mail, BEA, 1).await?;
    assert_eq!(refusal(get(&bea, &name).await), not_there, "she has not accepted");
    only_the_code_lets_in(&network, &name, &invited.name, &first).await?;

    let person = network.person("bea")?;
    assert_eq!(accept(&person, &invited.name, &code).await?.name, name);
    assert_eq!(refusal(accept(&person, &invited.name, &code).await), not_there, "a code works once");
    assert_eq!(refusal(invite(&ana, &name, BEA).await), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    let held = network.data.holding(&code).await?;
    assert!(!held.iter().any(|table| table == "registrations.registration_editors"), "{held:?}");

    assert_eq!(listed(&bea).await?, [name.as_str()], "what she edits, and nothing else of the owner");
    assert_eq!(refusal(get(&bea, &other).await), not_there);
    let change = Registration { summary: "Lo que escribió Bea".into(), ..Default::default() };
    assert_eq!(update(&bea, &name, change).await?.summary, "Lo que escribió Bea");
    assert_eq!(get(&ana, &name).await?.summary, "Lo que escribió Bea");
    leaves_to_the_owner(&bea, &name).await?;

    submit(&ana, &name).await?;
    assert!(get(&bea, &name).await.is_ok(), "she may read what became of it");
    remove(&ana, &invited.name).await?;
    assert_eq!(refusal(get(&bea, &name).await), not_there);
    assert!(listed(&bea).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_edits_may_leave_and_whoever_is_erased_is_gone() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::embedded_with(&[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let bea = network.caller("bea", "applicant", "do", "en")?;
    let (first, second) = (draft(&ana, "Una").await?, draft(&ana, "Otra").await?);
    let mut editors = Vec::new();
    for (letter, name) in [&first, &second].into_iter().enumerate() {
        let invited = invite(&ana, name, BEA).await?.name;
        accept(&network.person("bea")?, &invited, &code_in(&mail, BEA, letter).await?).await?;
        editors.push(invited);
    }
    remove(&bea, &editors[0]).await?;
    assert_eq!(listed(&bea).await?, [second.as_str()]);

    let request = RequestErasureRequest { parent: "countries/do".into(), ..Default::default() };
    let asked = network.person("bea")?.registrations.request_erasure(request).await?.into_inner();
    let asked = asked.erasure_request.ok_or("no request")?;
    let request = ErasePersonRequest { name: asked.name, ..Default::default() };
    network.office("do")?.registrations.erase_person(request).await?;
    until("her address is gone", || async {
        let left = editors_of(&ana, &second).await?;
        Ok(left.iter().all(|editor| editor.email.is_empty()).then_some(()))
    })
    .await?;
    assert!(listed(&bea).await?.is_empty());
    assert_eq!(get(&ana, &second).await?.title, "Otra", "what the owner wrote stays");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_has_so_many_editors_and_one_that_is_invited_anew_counts_again() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let name = draft(&ana, "La que se escribe entre muchas").await?;
    let address = |number: usize| format!("persona{number}@example.org");
    for number in 1..=20 {
        invite(&ana, &name, &address(number)).await?;
    }
    let too_many = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(invite(&ana, &name, &address(21)).await), too_many);
    invite(&ana, &name, &address(1)).await?;

    let session = network.data.connect("registrations").await?;
    let over = "UPDATE registration_editors SET invited_until = '2020-01-01 00:00:00+00:00' WHERE email = ";
    session.execute_unprepared(&format!("{over}'{}'", address(1))).await?;
    session.close().await?;
    invite(&ana, &name, &address(21)).await?;
    assert_eq!(refusal(invite(&ana, &name, &address(1)).await), too_many, "another one has the place");
    Ok(())
}

async fn draft(owner: &Caller, title: &str) -> Result<String, Failure> {
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration(title)),
        ..Default::default()
    };
    let made = owner.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.ok_or("no registration")?.name)
}

/// Whoever has another code, or asks for what is not there, gets one and the same answer.
async fn only_the_code_lets_in(network: &Network, name: &str, editor: &str, old: &str) -> Result<(), Failure> {
    let mallory = network.person("mallory")?;
    let nothing = "00000000-0000-7000-8000-000000000000";
    let nowhere = format!("countries/do/registrations/{nothing}/editors/{nothing}");
    let elsewhere = editor.replace("countries/do", "countries/cr");
    for (asked, code) in [
        (editor, "inv_guess"),
        (editor, ""),
        (editor, old),
        (nowhere.as_str(), old),
        (elsewhere.as_str(), old),
        (&format!("{name}/editors/{nothing}"), old),
    ] {
        let status = accept(&mallory, asked, code).await.err().ok_or("it was accepted")?;
        let said = status.message().replace(asked, "it");
        assert_eq!(
            (status.code(), said.as_str()),
            (Code::NotFound, "there is no it within your reach"),
            "{asked} {code}"
        );
    }
    Ok(())
}

async fn leaves_to_the_owner(bea: &Caller, name: &str) -> Result<(), Failure> {
    let owner = of(Code::PermissionDenied, "REGISTRATION_OWNER_NEEDED");
    assert_eq!(refusal(submit(bea, name).await), owner);
    assert_eq!(refusal(withdraw(bea, name).await), owner);
    assert_eq!(refusal(invite(bea, name, "eva@example.org").await), owner);
    assert_eq!(refusal(editors_of(bea, name).await), owner);
    let mut registrations = bea.registrations.clone();
    let kind = ConsentKind::Publication.into();
    let request = GiveConsentRequest { name: name.to_owned(), kind, ..Default::default() };
    assert_eq!(refusal(registrations.give_consent(request).await), owner);
    let request = WithdrawConsentRequest { name: name.to_owned(), kind, ..Default::default() };
    assert_eq!(refusal(registrations.withdraw_consent(request).await), owner);
    let registration = Registration { name: name.to_owned(), ..Default::default() };
    let mask = prost_types::FieldMask { paths: vec!["title".into(), "data_consent".into()] };
    let request =
        UpdateRegistrationRequest { registration: Some(registration), update_mask: Some(mask), ..Default::default() };
    assert_eq!(refusal(registrations.update_registration(request).await), owner, "a consent is taken back by it");
    Ok(())
}

async fn editors_of(caller: &Caller, name: &str) -> Result<Vec<Editor>, Status> {
    let request = ListEditorsRequest { parent: name.to_owned(), ..Default::default() };
    Ok(caller.registrations.clone().list_editors(request).await?.into_inner().editors)
}

async fn remove(caller: &Caller, name: &str) -> Result<(), Status> {
    let request = RemoveEditorRequest { name: name.to_owned(), ..Default::default() };
    caller.registrations.clone().remove_editor(request).await.map(drop)
}
