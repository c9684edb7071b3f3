//! `countries export` and `countries import`: a country taken to another installation, on the other backend.

use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use platform::{access::tokens::TrialIssuer, clients::Clients};
use proto::{
    partners::v1::{ApiKey, CreateApiKeyRequest},
    platform::v1::Role,
    registrations::v1::ListRegistrationsRequest,
};
use tests::{
    network::Network,
    patience::until,
    platform::{Failure, Ground, SERVICES, Serving},
};

use super::erasing::settle;

/// The files of an archive by name.
type Files = BTreeMap<String, Vec<u8>>;

fn unpacked(archive: &Path) -> Result<Files, Failure> {
    let mut archive = tar::Archive::new(GzDecoder::new(std::fs::File::open(archive)?));
    let mut files = Files::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.insert(entry.path()?.display().to_string(), bytes);
    }
    Ok(files)
}

/// An archive like this one, with its files changed. The manifest comes first, as the program writes it.
fn packed(folder: &Path, original: &Path, change: impl Fn(&str, &mut Vec<u8>)) -> Result<PathBuf, Failure> {
    let mut source = tar::Archive::new(GzDecoder::new(std::fs::File::open(original)?));
    let to = folder.join("changed.tar.gz");
    let mut archive = tar::Builder::new(GzEncoder::new(std::fs::File::create(&to)?, Compression::fast()));
    for entry in source.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        change(&name, &mut bytes);
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, bytes.as_slice())?;
    }
    archive.into_inner()?.finish()?;
    Ok(to)
}

fn replace(bytes: &mut Vec<u8>, old: &str, new: &str) {
    *bytes = String::from_utf8_lossy(bytes).replace(old, new).into_bytes();
}

/// An installation without any country.
pub struct Elsewhere {
    ground: Ground,
    _serving: Serving,
}

impl Elsewhere {
    pub async fn on(mut ground: Ground) -> Result<Self, Failure> {
        let serving = ground.serve(&[]).await?;
        ground.find(&SERVICES, &serving);
        Ok(Self { ground, _serving: serving })
    }

    async fn import(&self, archive: &Path, key: &str) -> Result<String, Failure> {
        let archive = archive.display().to_string();
        self.ground.run(&["countries", "import", "--from", &archive, "--key", key]).await
    }
}

async fn export(ground: &Ground, to: &Path) -> Result<Files, Failure> {
    ground.run(&["countries", "export", "--country", "do", "--to", &to.display().to_string()]).await?;
    unpacked(to)
}

pub async fn a_country_moves_with_all_it_has(network: &Network, elsewhere: &Elsewhere) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let api_key = ApiKey {
        display_name: "observatory".into(),
        roles: vec![Role::OfficeStaff.into()],
        expire_time: Some(prost_types::Timestamp::from(
            std::time::SystemTime::now() + std::time::Duration::from_secs(3600),
        )),
        ..ApiKey::default()
    };
    let request = CreateApiKeyRequest { parent: "countries/do".into(), api_key: Some(api_key) };
    let issued = network.office("do")?.partners.create_api_key(request).await?.into_inner();
    settle(network).await?;
    let archive = folder.path().join("do.tar.gz");
    let first = export(&network.ground, &archive).await?;
    assert_eq!(first.len(), 5, "a manifest and four services");
    let text = |files: &Files, name: &str| String::from_utf8(files.get(name).cloned().unwrap_or_default());
    assert!(text(&first, "registrations.jsonl")?.contains("Ruta Quisqueya 2"));
    let digest = digest(&issued.secret)?;
    for secret in ["\"table\":\"api_keys\"", "Taller Tica", &BASE64_STANDARD.encode(&digest), &listed(&digest)] {
        let holder = first.keys().find(|name| text(&first, name).is_ok_and(|text| text.contains(secret)));
        assert_eq!(holder, None, "{secret}");
    }
    let key = network.ground.run(&["audit", "key"]).await?;
    let key = key.trim();
    what_was_tampered_with_is_refused(elsewhere, folder.path(), &archive, key).await?;

    elsewhere.import(&archive, key).await?;
    elsewhere.import(&archive, key).await?;
    let second = export(&elsewhere.ground, &folder.path().join("again.tar.gz")).await?;
    for (name, bytes) in first.iter().filter(|(name, _)| *name != "manifest.json") {
        let again = second.get(name).ok_or("a file is missing")?;
        let differs = lines(bytes).zip(lines(again)).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{name}");
        assert_eq!(bytes.len(), again.len(), "{name}");
    }
    let verified = until("the chain of what came", || async {
        let verified = elsewhere.ground.run(&["audit", "verify", "--country", "do"]).await?;
        Ok(verified.contains("registrations do: ").then_some(verified))
    })
    .await?;
    assert!(!verified.contains("WRONG") && !verified.contains(" do: 0 entries, 1"), "{verified}");
    its_members_go_on_there(elsewhere).await?;

    // Where the country is, nothing is brought over it.
    let from = archive.display().to_string();
    let back = network.ground.run(&["countries", "import", "--from", &from, "--key", key]).await;
    let refused = back.err().ok_or("it was brought over a country that is there")?.to_string();
    assert!(refused.contains("has something of the country already"), "{refused}");
    Ok(())
}

/// What the platform keeps of a key's secret.
fn digest(key: &str) -> Result<Vec<u8>, Failure> {
    let secret = key.splitn(3, '_').nth(2).ok_or("no key")?;
    Ok(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes()).as_ref().to_vec())
}

/// Bytes as a list in JSON.
fn listed(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = String> {
    bytes.split(|byte| *byte == b'\n').map(|line| String::from_utf8_lossy(line).into_owned())
}

async fn what_was_tampered_with_is_refused(
    elsewhere: &Elsewhere,
    folder: &Path,
    archive: &Path,
    key: &str,
) -> Result<(), Failure> {
    let refusal = async |archive: &Path, key: &str| {
        let refused = elsewhere.import(archive, key).await.err().ok_or("it was taken")?;
        Ok::<_, Failure>(refused.to_string())
    };
    let other_key = "0".repeat(64);
    let said = refusal(archive, &other_key).await?;
    assert!(said.contains("is not signed by the given key"), "{said}");
    let changed = packed(folder, archive, |name, bytes| {
        if name == "partners.jsonl" {
            replace(bytes, "marta@do.example.org", "malva@do.example.org");
        }
    })?;
    let said = refusal(&changed, key).await?;
    assert!(said.contains("partners.jsonl: its bytes are not those that were signed"), "{said}");
    let changed = packed(folder, archive, |name, bytes| {
        if name == "manifest.json" {
            replace(bytes, "\"country\": \"do\"", "\"country\": \"cr\"");
        }
    })?;
    let said = refusal(&changed, key).await?;
    assert!(said.contains("what the manifest says of it was changed"), "{said}");
    Ok(())
}

async fn its_members_go_on_there(elsewhere: &Elsewhere) -> Result<(), Failure> {
    let config = elsewhere.ground.config()?;
    let token = TrialIssuer::from_config(&config)?.token("marta:do", &[])?;
    let marta = Clients::from_config(&config, config.server.listen)?.caller(&token, "en")?;
    let found = until("her roles", || async {
        let list = ListRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
        // Before that she is somebody without one, who has nothing there.
        let found = marta.registrations.clone().list_registrations(list).await.ok();
        Ok(found.filter(|found| !found.get_ref().registrations.is_empty()))
    })
    .await?;
    assert_eq!(found.into_inner().registrations.len(), 3);
    Ok(())
}
