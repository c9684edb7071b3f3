//! The archive of a country: a manifest, and a file for each service (`deploy/countries.md`).

use std::{fs::File, io::Read, path::Path};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use platform::country::part::FORMAT;
use proto::platform::v1::CountryPart;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// The first entry of the archive.
const MANIFEST: &str = "manifest.json";
/// No manifest of ours is longer.
const LONGEST_MANIFEST: u64 = 64 * 1024;

/// What the archive holds.
#[derive(Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: i32,
    /// The country, `do`.
    pub country: String,
    /// The files, in the order in which they come.
    pub parts: Vec<Part>,
}

/// One file.
#[derive(Serialize, Deserialize)]
pub struct Part {
    /// Its name in the archive, `reviews.jsonl`.
    pub file: String,
    /// The service.
    pub service: String,
    /// The moment it shows, in milliseconds since 1970.
    pub time_ms: i64,
    /// Rows in it.
    pub rows: i64,
    /// Bytes of it.
    pub size: i64,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// The public key of the installation it comes from.
    pub installation: String,
    /// Ed25519 over what stands here, in hexadecimal digits.
    pub signature: String,
}

impl Part {
    /// From what a service says of its part.
    pub fn of(part: &CountryPart) -> Self {
        let time = part.time.unwrap_or_default();
        Self {
            file: format!("{}.jsonl", part.service),
            service: part.service.clone(),
            time_ms: time.seconds * 1000 + i64::from(time.nanos) / 1_000_000,
            rows: part.rows,
            size: part.size,
            sha256: part.sha256.clone(),
            installation: part.installation.clone(),
            signature: part.signature.clone(),
        }
    }

    /// What a service is told of its part.
    pub fn message(&self, manifest: &Manifest) -> CountryPart {
        let nanos = i32::try_from(self.time_ms.rem_euclid(1000) * 1_000_000).unwrap_or_default();
        CountryPart {
            format: manifest.format,
            service: self.service.clone(),
            country: format!("countries/{}", manifest.country),
            time: Some(prost_types::Timestamp { seconds: self.time_ms.div_euclid(1000), nanos }),
            rows: self.rows,
            size: self.size,
            sha256: self.sha256.clone(),
            installation: self.installation.clone(),
            signature: self.signature.clone(),
        }
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Problem + '_ {
    move |problem| Problem::File { path: path.display().to_string(), problem: problem.to_string() }
}

/// Writes an archive of these files, where nothing is yet.
pub fn write(to: &Path, country: &str, files: Vec<(CountryPart, File)>) -> Result<(), Problem> {
    let failed = failed(to);
    let parts = files.iter().map(|(part, _)| Part::of(part)).collect();
    let manifest = Manifest { format: FORMAT, country: country.to_owned(), parts };
    let mut manifest_text = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from).map_err(&failed)?;
    manifest_text.push(b'\n');
    let archive = File::create_new(to).map_err(&failed)?;
    let mut archive = tar::Builder::new(GzEncoder::new(archive, Compression::default()));
    let size = u64::try_from(manifest_text.len()).unwrap_or_default();
    archive.append_data(&mut header(size), MANIFEST, manifest_text.as_slice()).map_err(&failed)?;
    for (part, file) in files {
        let size = u64::try_from(part.size).unwrap_or_default();
        archive.append_data(&mut header(size), format!("{}.jsonl", part.service), file).map_err(&failed)?;
    }
    let file = archive.into_inner().and_then(GzEncoder::finish).map_err(&failed)?;
    file.sync_all().map_err(&failed)
}

/// For the eyes of its owner alone.
fn header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header
}

/// The manifest of an archive, and its files, each in a file of its own. Whether they are what it says is for the caller
/// to check.
pub fn read(from: &Path) -> Result<(Manifest, Vec<File>), Problem> {
    let failed = failed(from);
    let said = |what: &str| Problem::Said(format!("{}: {what}", from.display()));
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(from).map_err(&failed)?));
    let mut entries = archive.entries().map_err(&failed)?;
    let first = entries.next().ok_or_else(|| said("it is empty"))?.map_err(&failed)?;
    if first.path().map_err(&failed)?.as_ref() != Path::new(MANIFEST) {
        return Err(said("it does not begin with a manifest"));
    }
    let mut text = Vec::new();
    first.take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(&failed)?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| said("its manifest cannot be read"))?;
    let mut files = Vec::new();
    for part in &manifest.parts {
        let entry = entries.next().ok_or_else(|| said(&format!("{} is missing", part.file)))?.map_err(&failed)?;
        if entry.path().map_err(&failed)?.as_ref() != Path::new(&part.file) {
            return Err(said(&format!("{} is missing", part.file)));
        }
        // No longer than it says, however much there is.
        let mut entry = entry.take(u64::try_from(part.size).unwrap_or_default() + 1);
        let mut file = tempfile::tempfile().map_err(&failed)?;
        std::io::copy(&mut entry, &mut file).map_err(&failed)?;
        files.push(file);
    }
    match entries.next() {
        Some(_) => Err(said("it holds more than its manifest says")),
        None => Ok((manifest, files)),
    }
}
