//! What is collected, and what stays.

use std::{
    fs::File,
    time::{Duration, SystemTime},
};

use proto::{
    partners::v1::{ConfirmCountryErasureRequest, EraseCountryRequest},
    registrations::v1::{
        BeginUploadRequest, CollectFilesRequest, DeleteFileRequest, ErasePersonRequest, ListErasureRequestsRequest,
        RequestErasureRequest, file::State,
    },
};
use sea_orm::ConnectionTrait;
use tests::{
    data::number,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    World,
    asking::{answer, entry},
    sending::{begin, download, pdf, promise, read, send, upload},
};

const SOON: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "1")];

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_needs_is_collected_and_the_rest_stays() -> Result<(), Failure> {
    for world in [World::on_a_folder(&SOON).await?, World::on_a_bucket("files_collected", &SOON).await?] {
        let bytes = pdf(6_000_000);
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let parent = world.own_draft("Que queda").await?;
        let named = BeginUploadRequest { display_name: "respuesta.pdf".into(), ..promise(&parent, &bytes) };
        let stays = upload(&applicant, named, &bytes).await?;
        answer(&applicant, &parent, &[("balance", &stays.name)]).await?;
        let under_way = begin(&applicant, promise(&parent, &bytes)).await?;
        send(&applicant, &under_way.name, &bytes[..2_000_000], 0).await?;
        let removed = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
        let mut rests = promise(&parent, &bytes);
        rests.display_name = "abandonado.pdf".into();
        let abandoned = begin(&applicant, rests).await?;
        send(&applicant, &abandoned.name, &bytes[..2_000_000], 0).await?;
        let goes = world.own_draft("Que se va").await?;
        let orphan = upload(&applicant, promise(&goes, &bytes), &bytes).await?;
        of_no_file(&world)?;

        let delete = DeleteFileRequest { name: removed.name.clone(), ..DeleteFileRequest::default() };
        applicant.registrations.clone().delete_file(delete).await?;
        let session = world.network.data.connect("registrations").await?;
        for statement in [
            "UPDATE files SET update_time = '2020-01-01 00:00:00+00:00' WHERE display_name = 'abandonado.pdf'",
            "UPDATE files SET update_time = '2020-01-01 00:00:00+00:00' WHERE display_name = 'respuesta.pdf'",
            "DELETE FROM registrations WHERE title = 'Que se va'",
        ] {
            assert_eq!(session.execute_unprepared(statement).await?.rows_affected(), 1, "{statement}");
        }
        until("two files are left", || async {
            let rows = number(&session, "SELECT count(*) AS found FROM files").await?;
            Ok((rows == 2 && world.kept("do").len() == 2).then_some(()))
        })
        .await
        .map_err(|failure| format!("{failure}: {:?}", world.kept("do")))?;
        session.close().await?;
        let not_there = of_missing();
        for gone in [&removed, &abandoned, &orphan] {
            assert_eq!(refusal(read(&applicant, &gone.name).await), not_there, "{}", gone.display_name);
        }
        assert!(download(&applicant, &stays.name, 0).await?.0 == bytes);
        assert_eq!(send(&applicant, &under_way.name, &bytes, 2_000_000).await?.state(), State::Ready, "it goes on");
    }
    Ok(())
}

fn of_missing() -> Option<(Code, String)> {
    of(Code::NotFound, "RESOURCE_NOT_FOUND")
}

/// Bytes that belong to no file: old ones, as a process leaves them that is killed between its steps.
fn of_no_file(world: &World) -> Result<(), Failure> {
    let folder = world.folder.join("registrations/do/files");
    let path = folder.join(uuid::Uuid::now_v7().to_string());
    std::fs::write(&path, "of nobody")?;
    let old = SystemTime::now().checked_sub(Duration::from_secs(48 * 3600)).ok_or("no such time")?;
    File::options().write(true).open(&path)?.set_modified(old)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_and_an_erased_country_leave_no_bytes() -> Result<(), Failure> {
    for world in [World::on_a_folder(&SOON).await?, World::on_a_bucket("files_erased", &SOON).await?] {
        let network = &world.network;
        let bytes = pdf(100_000);
        let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
        let parent = world.own_draft("De alguien").await?;
        upload(&applicant, promise(&parent, &bytes), &bytes).await?;
        let mut office = network.office("do")?;
        let of_office = network.draft("do", entry("De la oficina")).await?.name;
        let other = upload(&office, promise(&of_office, &bytes), &bytes).await?;
        let of_neighbour = network.draft("cr", entry("De al lado")).await?.name;
        upload(&network.office("cr")?, promise(&of_neighbour, &bytes), &bytes).await?;
        assert_eq!((world.kept("do").len(), world.kept("cr").len()), (2, 1));

        let ask = RequestErasureRequest { parent: "countries/do".into(), person: parent, ..Default::default() };
        office.registrations.request_erasure(ask).await?;
        let list = ListErasureRequestsRequest { parent: "countries/do".into(), ..Default::default() };
        let asked = office.registrations.list_erasure_requests(list).await?.into_inner().erasure_requests;
        let name = asked.first().ok_or("no request")?.name.clone();
        office.registrations.erase_person(ErasePersonRequest { name, ..Default::default() }).await?;
        until("their bytes are gone", || async { Ok((world.kept("do").len() == 1).then_some(())) }).await?;
        assert!(download(&office, &other.name, 0).await?.0 == bytes, "what is of others stays");

        let name = String::from("countries/do");
        office.partners.erase_country(EraseCountryRequest { name: name.clone(), ..Default::default() }).await?;
        let confirm = ConfirmCountryErasureRequest { name, ..Default::default() };
        network.region()?.partners.confirm_country_erasure(confirm).await?;
        until("its bytes are gone", || async { Ok(world.kept("do").is_empty().then_some(())) }).await?;
        assert_eq!(world.kept("cr").len(), 1, "what is of other countries stays");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_says_what_would_be_collected_and_collects_it_at_once() -> Result<(), Failure> {
    // The service itself has done its round, and does none until long after.
    let rarely = [("ACELERACION__FILES__COLLECT_SECONDS", "86400")];
    for world in [World::on_a_folder(&rarely).await?, World::on_a_bucket("files_command", &rarely).await?] {
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let parent = world.own_draft("Que queda").await?;
        let stays = upload(&applicant, promise(&parent, &pdf(1_000)), &pdf(1_000)).await?;
        answer(&applicant, &parent, &[("balance", &stays.name)]).await?;
        let mut rests = promise(&parent, &pdf(6_000_000));
        rests.display_name = "abandonado.pdf".into();
        let abandoned = begin(&applicant, rests).await?;
        send(&applicant, &abandoned.name, &pdf(6_000_000)[..5_000_000], 0).await?;
        let session = world.network.data.connect("registrations").await?;
        let statement =
            "UPDATE files SET update_time = '2020-01-01 00:00:00+00:00' WHERE display_name = 'abandonado.pdf'";
        assert_eq!(session.execute_unprepared(statement).await?.rows_affected(), 1);
        session.close().await?;
        of_no_file(&world)?;

        let run = async |arguments: &[&str]| -> Result<String, Failure> {
            let all = [&["files", "collect"], arguments].concat();
            Ok(world.network.ground.run(&all).await?.trim().to_owned())
        };
        let before = world.kept("do").len();
        let would = "do: 1 files (5000000 bytes) and 1 stray pieces (9 bytes) would go";
        for _ in 0..2 {
            assert_eq!(run(&["--dry-run"]).await?, would, "nothing goes when it is only asked");
        }
        assert_eq!(world.kept("do").len(), before);
        assert_eq!(run(&["--country", "cr"]).await?, "there is nothing to collect");
        assert_eq!(run(&["--country", "do"]).await?, would.replace("would go", "went"));
        assert_eq!(world.kept("do").len(), 1);
        assert!(download(&applicant, &stays.name, 0).await?.0 == pdf(1_000));
        assert_eq!(refusal(read(&applicant, &abandoned.name).await), of_missing());
        assert_eq!(run(&["--dry-run"]).await?, "there is nothing to collect");
        let office = world.network.office("do")?;
        let refused = office.registrations.clone().collect_files(CollectFilesRequest::default()).await;
        assert_eq!(refusal(refused), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    }
    Ok(())
}
