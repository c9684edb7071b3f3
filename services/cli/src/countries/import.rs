//! `countries import`

use std::{
    fs::File,
    io::{Read, Seek},
    path::Path,
};

use platform::{
    clients::{Authorized, Caller},
    country::part::{self, FORMAT},
};
use proto::platform::v1::{
    CountryPart, ImportCountryRequest, country_service_client::CountryServiceClient, import_country_request::Content,
};
use sha2::{Digest, Sha256};
use tokio_stream::wrappers::ReceiverStream;

use super::{
    archive::{self, Manifest},
    failed,
};
use crate::problem::Problem;

/// Bytes of one message.
const CHUNK: usize = 64 * 1024;
/// Whoever may belong to a country is known last, when everything else is there.
const LAST: &str = "partners";

/// Checks an archive, and brings its parts into the services.
pub async fn import(caller: Caller, from: &Path, keys: &[String]) -> Result<(), Problem> {
    let (manifest, files) = archive::read(from)?;
    let mut parts = checked(&manifest, files, keys, caller.countries.iter().map(|(name, _)| *name))?;
    parts.sort_by_key(|(part, _)| part.service == LAST);
    eprintln!("{}: signed, and complete", from.display());
    for (part, file) in parts {
        let client = caller.countries.iter().find(|(name, _)| *name == part.service);
        let Some((service, client)) = client else { continue };
        let rows = part.rows;
        let was_there = send(client.clone(), part, file).await?;
        eprintln!("{service}: {rows} rows{}", if was_there { ", brought before" } else { "" });
    }
    println!("countries/{}", manifest.country);
    Ok(())
}

/// The parts with their files, if each is what a known installation signed, and none is missing.
fn checked<'a>(
    manifest: &Manifest,
    files: Vec<File>,
    keys: &[String],
    services: impl Iterator<Item = &'a str>,
) -> Result<Vec<(CountryPart, File)>, Problem> {
    if manifest.format != FORMAT {
        return Err(Problem::Said(format!("archives of form {} are not read by this build", manifest.format)));
    }
    let mut parts = Vec::new();
    for (listed, mut file) in manifest.parts.iter().zip(files) {
        let said = |what: &str| Problem::Said(format!("{}: {what}", listed.file));
        let part = listed.message(manifest);
        if !keys.iter().any(|key| part::is_signed_by(&part, key)) {
            return Err(said("it is not signed by the given key, or what the manifest says of it was changed"));
        }
        let (size, sha256) = digest(&mut file).map_err(|problem| said(&problem.to_string()))?;
        if (size, sha256.as_str()) != (part.size, part.sha256.as_str()) {
            return Err(said("its bytes are not those that were signed"));
        }
        parts.push((part, file));
    }
    for service in services {
        if parts.iter().filter(|(part, _)| part.service == service).count() != 1 {
            return Err(Problem::Said(format!("the archive has no one part of {service}")));
        }
    }
    Ok(parts)
}

/// The length and the SHA-256 of a file, which then stands at its beginning again.
fn digest(file: &mut File) -> std::io::Result<(i64, String)> {
    file.rewind()?;
    let mut hasher = Sha256::new();
    let size = std::io::copy(file, &mut hasher)?;
    file.rewind()?;
    let digits = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((i64::try_from(size).unwrap_or(i64::MAX), digits))
}

/// Sends a part to its service; whether it had been brought before.
async fn send(
    mut client: CountryServiceClient<Authorized>,
    part: CountryPart,
    mut file: File,
) -> Result<bool, Problem> {
    let (to, pieces) = tokio::sync::mpsc::channel(4);
    let message = |content| ImportCountryRequest { content: Some(content) };
    let reading = tokio::task::spawn_blocking(move || {
        if to.blocking_send(message(Content::Part(part))).is_err() {
            return Ok(());
        }
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            // What a service does not listen to any more it has refused, and says why.
            if file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)? == 0
                || to.blocking_send(message(Content::Chunk(chunk))).is_err()
            {
                return Ok(());
            }
        }
    });
    let answer = client.import_country(ReceiverStream::new(pieces)).await.map_err(failed)?.into_inner();
    let read: std::io::Result<()> = reading.await.map_err(|problem| Problem::Said(problem.to_string()))?;
    read.map_err(|problem| Problem::Said(problem.to_string()))?;
    Ok(answer.was_there)
}
