//! Whole files that nothing names are collected once they are old, and whatever is named stays.

use platform::clients::Caller;
use proto::registrations::v1::{
    AlternativeText, BeginUploadRequest, FilePurpose, Picture, Publication, ReviveRegistrationRequest,
    WithdrawRegistrationRequest,
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
    asking::{answer, entry},
    sending::{download, pdf, promise, read, upload},
};
use crate::{
    catalogue::made::{publish, update, validated},
    forms::making::{definition_of, questions, revise, submit},
};

/// The service itself has done its round, and does none until long after.
const RARELY: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "86400")];
const YOUNG: &str = "joven.pdf";

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_that_nothing_names_goes_and_one_that_is_named_stays() -> Result<(), Failure> {
    for world in [World::on_a_folder(&RARELY).await?, World::on_a_bucket("files_unnamed", &RARELY).await?] {
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let (mut stay, mut go) = (Vec::new(), Vec::new());
        let draft = world.own_draft("Que se escribe").await?;
        stay.push(sent(&applicant, &draft, "respuesta.pdf").await?);
        answer(&applicant, &draft, &[("balance", &stay[0])]).await?;
        // Whoever was cut off before they saved comes back; and not to what they left, or are not asked any more.
        stay.push(sent(&applicant, &draft, "suelta.pdf").await?);
        let left = world.own_draft("Que nadie escribe").await?;
        go.push(sent(&applicant, &left, "olvidada.pdf").await?);
        go.push(sent_to(&applicant, &draft, "team", "sin pregunta.pdf").await?);
        asked_no_more(&world.network, "team").await?;
        let handed_in = world.own_draft("Que se envió").await?;
        go.push(sent(&applicant, &handed_in, "sobrante.pdf").await?);
        submit(&mut world.network.caller("applicant:do", "applicant", "do", "en")?, &handed_in).await?;
        stay.push(sent(&applicant, &draft, YOUNG).await?);
        stay.push(handed_in_once(&world, &applicant).await?);
        let (kept, left) = pictures(&world).await?;
        stay.extend(kept);
        go.push(left);

        let session = world.network.data.connect("registrations").await?;
        let old = "'2020-01-01 00:00:00+00:00'";
        for statement in [
            format!("UPDATE files SET update_time = {old} WHERE display_name <> '{YOUNG}'"),
            format!(
                "UPDATE publications SET publish_time = {old}, update_time = {old} WHERE title <> 'Recién publicada'"
            ),
            format!("UPDATE registrations SET update_time = {old} WHERE title = 'Que nadie escribe'"),
        ] {
            assert!(session.execute_unprepared(&statement).await?.rows_affected() > 0, "{statement}");
        }
        session.close().await?;
        let run = async |arguments: &[&str]| -> Result<String, Failure> {
            Ok(world.network.ground.run(&[&["files", "collect"], arguments].concat()).await?.trim().to_owned())
        };
        let would = "do: 4 files (4000 bytes) and 0 stray pieces (0 bytes) would go";
        assert_eq!(run(&["--dry-run"]).await?, would);
        assert_eq!(run(&[]).await?, would.replace("would go", "went"));
        assert_eq!(run(&["--dry-run"]).await?, "there is nothing to collect");
        let office = world.network.office("do")?;
        for file in &go {
            assert_eq!(refusal(read(&office, file).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
        }
        for file in &stay {
            assert_eq!(download(&office, file, 0).await?.0.len(), 1_000, "{file}");
        }
        assert_eq!(world.kept("do").len(), stay.len());
    }
    Ok(())
}

async fn sent(caller: &Caller, registration: &str, name: &str) -> Result<String, Status> {
    sent_to(caller, registration, "balance", name).await
}

async fn sent_to(caller: &Caller, registration: &str, question: &str, name: &str) -> Result<String, Status> {
    let (question, display_name) = (question.into(), name.into());
    let promised = BeginUploadRequest { question, display_name, ..promise(registration, &pdf(1_000)) };
    Ok(upload(caller, promised, &pdf(1_000)).await?.name)
}

/// Takes a question out of the form.
async fn asked_no_more(network: &Network, id: &str) -> Result<(), Failure> {
    let edition = entry("").edition;
    let mut definition = definition_of(network, &edition).await?;
    questions(&mut definition)?.retain(|question| question.id != id);
    revise(network, &edition, definition).await?;
    Ok(())
}

/// A file that one version names, and no answer of the draft any more.
async fn handed_in_once(world: &World, applicant: &Caller) -> Result<String, Failure> {
    let name = world.own_draft("Que se envía otra vez").await?;
    let file = sent(applicant, &name, "enviada.pdf").await?;
    answer(applicant, &name, &[("balance", &file)]).await?;
    submit(&mut world.network.caller("applicant:do", "applicant", "do", "en")?, &name).await?;
    let reason = String::from("se cambia");
    let withdraw = WithdrawRegistrationRequest { name: name.clone(), reason: reason.clone(), ..Default::default() };
    applicant.registrations.clone().withdraw_registration(withdraw).await?;
    let revive = ReviveRegistrationRequest { name: name.clone(), reason, ..Default::default() };
    applicant.registrations.clone().revive_registration(revive).await?;
    answer(applicant, &name, &[]).await?;
    Ok(file)
}

/// Pictures that stay: one that an entry shows, one whose entry was arranged just now, one that has no entry yet. And one that
/// its office left aside.
async fn pictures(world: &World) -> Result<([String; 3], String), Failure> {
    let office = world.network.office("do")?;
    let of = async |registration: &str| -> Result<String, Status> {
        let bytes = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[7; 984]].concat();
        let picture = BeginUploadRequest {
            purpose: FilePurpose::Picture.into(),
            question: String::new(),
            ..promise(registration, &bytes)
        };
        Ok(upload(&office, picture, &bytes).await?.name)
    };
    let made = validated(&world.network, "do", entry("Con imágenes")).await?.name;
    let (shown, left) = (of(&made).await?, of(&made).await?);
    let name = publish(&office, &made).await?.name;
    let texts = vec![AlternativeText { language: "es".into(), text: "Un horno".into() }];
    let picture = Picture { file: shown.clone(), alternative_texts: texts, ..Picture::default() };
    let chosen = Publication { name, pictures: vec![picture], ..Publication::default() };
    update(&office, chosen, &["pictures"]).await?;
    let fresh = validated(&world.network, "do", entry("Recién publicada")).await?.name;
    let of_fresh = of(&fresh).await?;
    publish(&office, &fresh).await?;
    let waiting = validated(&world.network, "do", entry("Por publicar")).await?.name;
    Ok(([shown, of_fresh, of(&waiting).await?], left))
}
