//! Whoever may invite others to write along cannot have somebody's address filled with letters.

use std::time::Duration;

use platform::clients::Caller;
use proto::registrations::v1::{CreateRegistrationRequest, RemoveEditorRequest};
use sea_orm::ConnectionTrait;
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::asking::invite;

const BEA: &str = "bea@example.org";
const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_many_letters_sent_to_an_address_on_real_servers() -> Result<(), Failure> {
    few_letters_go(&Network::real("inviting").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_many_letters_sent_to_an_address_on_embedded_parts() -> Result<(), Failure> {
    let mut network = Network::embedded().await?;
    few_letters_go(&network).await?;
    for process in std::mem::take(&mut network.serving) {
        process.stop().await?;
    }
    let again = network.ground.serve(&[]).await?;
    until("what counts no more is gone", || async {
        let session = network.data.connect("registrations").await?;
        let left = tests::data::number(&session, "SELECT count(*) AS found FROM editor_letters").await?;
        session.close().await?;
        Ok((left == 0).then_some(()))
    })
    .await?;
    again.stop().await?;
    Ok(())
}

async fn few_letters_go(network: &Network) -> Result<(), Failure> {
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let mut drafts = Vec::new();
    for number in 0..3 {
        drafts.push(draft(&ana, &format!("Escrita entre varias {number}")).await?);
    }
    let [one, other, third] = drafts.as_slice() else { return Err("three drafts".into()) };
    // Sent again, taken back and sent anew, and about another registration.
    let editor = invite(&ana, one, BEA).await?.name;
    invite(&ana, one, "Bea@Example.org").await?;
    let taken_back = RemoveEditorRequest { name: editor, ..Default::default() };
    ana.registrations.clone().remove_editor(taken_back).await?;
    for registration in [one, other, third] {
        invite(&ana, registration, BEA).await?;
    }
    let [es, pt] = [network.caller("ana", "applicant", "do", "es")?, network.caller("ana", "applicant", "do", "pt")?];
    for (caller, begins) in [
        (&ana, "within a day at most 5 invitations go to one address, and 40 in all; send it after 20"),
        (&es, "en un día van como máximo 5 invitaciones a un mismo correo y 40 en total; envíela después de 20"),
        (&pt, "em um dia vão no máximo 5 convites ao mesmo e-mail e 40 no total; envie-o depois de 20"),
    ] {
        refused_for_a_day(invite(caller, other, "BEA@example.org").await, begins)?;
    }
    let beto = network.caller("beto", "applicant", "do", "en")?;
    invite(&beto, &draft(&beto, "La de Beto").await?, BEA).await?;

    let at_once = (0..8).map(|_| invite(&ana, one, "eva@example.org"));
    let sent = futures::future::join_all(at_once).await;
    assert_eq!(sent.iter().filter(|answer| answer.is_ok()).count(), 5, "each counts those before it");

    for number in 0..30 {
        invite(&ana, &drafts[number % 3], &format!("persona{number}@example.org")).await?;
    }
    refused_for_a_day(invite(&ana, third, "una.mas@example.org").await, "within a day at most 5")?;

    a_day_goes_by(network).await?;
    invite(&ana, one, BEA).await?;
    a_day_goes_by(network).await
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

/// It says when the next letter may go, in the language of whoever asks and for programs.
fn refused_for_a_day<T>(answer: Result<T, Status>, begins: &str) -> Result<(), Failure> {
    let status = answer.err().ok_or("it was sent")?;
    let details = status.get_error_details();
    let said = details.localized_message().map(|told| told.message.as_str()).unwrap_or_default();
    assert!(said.starts_with(begins) && said.ends_with(" UTC"), "{said}");
    let pause = details.retry_info().and_then(|info| info.retry_delay).unwrap_or_default();
    assert!(pause > DAY - Duration::from_secs(600) && pause <= DAY, "{pause:?}");
    assert_eq!(refusal(Err::<(), _>(status)), of(Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED"));
    Ok(())
}

async fn a_day_goes_by(network: &Network) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let yesterday = platform::moment::from_seconds(platform::moment::now().unix_timestamp() - 24 * 3600);
    let at = format!("{} {:02}:{:02}:00+00:00", yesterday.date(), yesterday.hour(), yesterday.minute());
    session.execute_unprepared(&format!("UPDATE editor_letters SET create_time = '{at}'")).await?;
    Ok(session.close().await?)
}
