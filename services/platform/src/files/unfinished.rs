//! What a process leaves that is ended while it writes into a folder: a file beside the one that it was to become. No listing
//! has it. In a bucket a rule of the bucket ends such uploads.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use time::OffsetDateTime;
use tokio::task;

use super::{Files, Key};
use crate::error::{Error, Result};

/// Bytes that never became a file, or may still.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// When they were written last.
    pub time: OffsetDateTime,
    /// How many there are.
    pub size: u64,
    path: PathBuf,
}

impl Files {
    /// What lies unfinished under a key.
    pub async fn unfinished(&self, under: &Key) -> Result<Vec<Unfinished>> {
        let Some(folder) = &self.place.folder else { return Ok(Vec::new()) };
        let folder = folder.join(under.0.as_ref());
        let found = task::spawn_blocking(move || {
            let mut found = Vec::new();
            search(&folder, &mut found).map(|()| found)
        });
        found.await.map_err(Error::internal)?.map_err(Error::unavailable)
    }
}

impl Unfinished {
    /// Removes it, if it is still there.
    pub async fn remove(&self) -> Result<()> {
        or_gone(tokio::fs::remove_file(&self.path).await).map(drop).map_err(Error::unavailable)
    }
}

/// Files come and go meanwhile.
fn or_gone<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn search(folder: &Path, found: &mut Vec<Unfinished>) -> io::Result<()> {
    let Some(entries) = or_gone(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let Some(metadata) = or_gone(entry.metadata())? else { continue };
        if metadata.is_dir() {
            search(&entry.path(), found)?;
            continue;
        }
        if is_unfinished(&entry.file_name().to_string_lossy()) {
            let time = OffsetDateTime::from(metadata.modified()?);
            found.push(Unfinished { time, size: metadata.len(), path: entry.path() });
        }
    }
    Ok(())
}

/// The store writes beside `name` into `name#1`, or the next number that is free.
fn is_unfinished(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_store_itself_hides_is_unfinished() {
        for name in ["0197f5c2#1", "a#12", "#3"] {
            assert!(is_unfinished(name), "{name}");
        }
        for name in ["0197f5c2", "a#", "a#1b", "1", "a#1.pdf"] {
            assert!(!is_unfinished(name), "{name}");
        }
    }
}
