//! Files of registrations, in a folder and in a bucket: sent in pieces and taken up again, held against what was promised,
//! reached by those who may, given away by links that end, and gone when nobody needs them.

pub mod asking;
mod collecting;
mod documents;
mod joining;
mod keeping;
mod limiting;
mod linking;
mod reaching;
mod refusing;
mod replacing;
pub mod sending;
mod several;
mod unnamed;

use std::path::PathBuf;

use proto::registrations::v1::file::State;
use sending::{begin, cut, download, pdf, promise, read, resumed, send};
use tests::{
    network::Network,
    platform::{self, Failure},
    refusal::{of, refusal},
    servers::{Bucket, files_below},
};
use tonic::Code;

/// A network and where its files lie.
pub struct World {
    pub network: Network,
    folder: PathBuf,
    _bucket: Option<Bucket>,
}

impl World {
    /// On SQLite, with files in a folder.
    pub async fn on_a_folder(settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let network = Network::embedded_with(settings).await?;
        let folder = network.ground.config()?.data_folder.join("files");
        asking::open(&network).await?;
        Ok(Self { network, folder, _bucket: None })
    }

    /// On PostgreSQL and RabbitMQ, with files in a bucket.
    pub async fn on_a_bucket(name: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let bucket = Bucket::start().await?;
        let settings = [settings, &bucket.settings()].concat();
        let network = Network::real_with(name, &settings).await?;
        asking::open(&network).await?;
        Ok(Self { network, folder: bucket.folder(), _bucket: Some(bucket) })
    }

    /// What lies in the store of files of a country.
    pub fn kept(&self, country: &str) -> Vec<PathBuf> {
        files_below(&self.folder.join("registrations").join(country))
    }

    /// A draft of `applicant:do` for an edition that asks for files; its name.
    pub async fn own_draft(&self, title: &str) -> Result<String, Failure> {
        let mut applicant = self.network.caller("applicant:do", "applicant", "do", "en")?;
        sending::create(&mut applicant.registrations, asking::entry(title)).await
    }
}

/// Far more than is in memory at once.
const LARGE: usize = 30 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_off_is_taken_up_again_and_comes_back_as_it_was() -> Result<(), Failure> {
    a_cut_file_is_resumed(&World::on_a_folder(&[]).await?).await?;
    a_cut_file_is_resumed(&World::on_a_bucket("files_cut", &[]).await?).await
}

async fn a_cut_file_is_resumed(world: &World) -> Result<(), Failure> {
    let parent = world.own_draft("Con archivo").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let bytes = pdf(LARGE);
    let begun = begin(&applicant, promise(&parent, &bytes)).await?;
    assert_eq!((begun.state(), begun.received, begun.content_type.as_str()), (State::Uploading, 0, ""));
    cut(&applicant, &begun.name, &bytes[..LARGE / 2]).await?;
    let kept = read(&applicant, &begun.name).await?;
    assert!(kept.received > 0 && kept.received <= i64::try_from(LARGE / 2)?, "{}", kept.received);

    let gap = send(&applicant, &begun.name, &bytes, LARGE - 1).await;
    let said = gap.as_ref().err().map(|status| status.message().to_owned()).unwrap_or_default();
    assert_eq!(refusal(gap), of(Code::Aborted, "FILE_OFFSET_WRONG"));
    assert!(said.contains("is at offset "), "{said}");

    let whole = resumed(&applicant, &begun.name, &bytes).await?;
    assert_eq!((whole.state(), whole.received), (State::Ready, i64::try_from(LARGE)?));
    assert_eq!(whole.content_type, "application/pdf");
    let (found, told) = download(&applicant, &begun.name, 0).await?;
    assert!(found == bytes, "other bytes came back");
    assert_eq!(told, whole);
    let (rest, _) = download(&applicant, &begun.name, LARGE - 1000).await?;
    assert!(rest == bytes[LARGE - 1000..], "the end is another");
    assert_eq!(world.kept("do").len(), 1, "pieces are left: {:?}", world.kept("do"));
    // Whoever did not hear that it is whole sends it again, and no harm is done.
    assert_eq!(send(&applicant, &begun.name, &bytes[..1000], 0).await?, whole);
    Ok(())
}

/// As much as a file may have by default.
const LARGEST: usize = 100 * 1024 * 1024;
/// What a process may hold more for it, in KiB.
const MORE: u64 = 64 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_file_comes_and_goes_in_flat_memory() -> Result<(), Failure> {
    let world = World::on_a_folder(&[]).await?;
    let parent = world.own_draft("Con video").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let small = pdf(1024 * 1024);
    let warm = begin(&applicant, promise(&parent, &small)).await?;
    send(&applicant, &warm.name, &small, 0).await?;
    let before = most_held(&world)?;
    let bytes = pdf(LARGEST);
    let begun = begin(&applicant, promise(&parent, &bytes)).await?;
    assert_eq!(send(&applicant, &begun.name, &bytes, 0).await?.state(), State::Ready);
    let (found, _) = download(&applicant, &begun.name, 0).await?;
    assert!(found == bytes, "other bytes came back");
    let more = most_held(&world)?.saturating_sub(before);
    assert!(more < MORE, "{more} KiB more were held");
    Ok(())
}

/// The most memory that the process had at once, in KiB.
fn most_held(world: &World) -> Result<u64, Failure> {
    let process = world.network.serving.first().and_then(|serving| serving.process.id()).ok_or("no process")?;
    platform::most_held(process)
}
