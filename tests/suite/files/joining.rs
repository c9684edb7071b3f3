//! The end of an upload: told twice at once, and cut off half way.

use std::{
    fs::File,
    time::{Duration, SystemTime},
};

use futures::future::try_join_all;
use proto::registrations::v1::file::State;
use tests::{patience::until, platform::Failure};

use super::{
    World,
    sending::{begin, download, pdf, promise, read, send_until_cut, upload},
};

const RARELY: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "86400")];
/// Clients that did not hear that their file is whole, and ask once more: fewer than one caller may send at once.
const AT_ONCE: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_an_upload_twice_at_once_hears_the_same_each_time() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_joined", &[]).await?] {
        let parent = world.own_draft("Enviada dos veces").await?;
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let bytes = pdf(24 * 1024 * 1024);
        let begun = begin(&applicant, promise(&parent, &bytes)).await?;
        // All bytes are there, and nobody said that this is the end.
        send_until_cut(&applicant, &begun.name, &bytes, bytes.len()).await?;
        let ends = (0..AT_ONCE).map(|_| super::sending::send(&applicant, &begun.name, &bytes, bytes.len()));
        let told = try_join_all(ends).await?;
        let whole = read(&applicant, &begun.name).await?;
        assert_eq!(whole.state(), State::Ready);
        for file in told {
            assert_eq!((file.state(), &file.content_type), (State::Ready, &whole.content_type));
        }
        assert!(download(&applicant, &begun.name, 0).await?.0 == bytes, "other bytes came back");
        until("nothing else is left", || async { Ok((world.kept("do").len() == 1).then_some(())) }).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_process_left_half_written_is_swept_once_it_is_old() -> Result<(), Failure> {
    let world = World::on_a_folder(&RARELY).await?;
    let parent = world.own_draft("A medias").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let file = upload(&applicant, promise(&parent, &pdf(1_000)), &pdf(1_000)).await?;
    super::asking::answer(&applicant, &parent, &[("balance", &file.name)]).await?;
    let whole = world.kept("do").pop().ok_or("no file")?;
    let beside =
        |number: u8| whole.with_file_name(format!("{}#{number}", file.name.rsplit('/').next().unwrap_or_default()));
    for number in [1, 2] {
        std::fs::write(beside(number), "of nobody")?;
    }
    let old = SystemTime::now().checked_sub(Duration::from_secs(48 * 3600)).ok_or("no such time")?;
    File::options().write(true).open(beside(1))?.set_modified(old)?;

    let run = async |arguments: &[&str]| -> Result<String, Failure> {
        Ok(world.network.ground.run(&[&["files", "collect"], arguments].concat()).await?.trim().to_owned())
    };
    let would = "do: 0 files (0 bytes) and 1 stray pieces (9 bytes) would go";
    assert_eq!(run(&["--dry-run"]).await?, would);
    assert!(beside(1).exists(), "nothing goes when it is only asked");
    assert_eq!(run(&[]).await?, would.replace("would go", "went"));
    assert!(!beside(1).exists() && beside(2).exists(), "what is young may still become a file");
    assert!(download(&applicant, &file.name, 0).await?.0 == pdf(1_000));
    Ok(())
}
