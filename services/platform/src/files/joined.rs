//! Joining the pieces of a file into one, which is read while it is written: what it is shows before anybody finds it.

use std::{ops::Range, pin::pin};

use futures::StreamExt;
use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use super::{Files, Key, failed};
use crate::{
    audit::chain::hexadecimal,
    error::{Error, Result},
};

/// Bytes that are sent on at once; a bucket takes no smaller parts but the last.
const PART: usize = 8 * 1024 * 1024;
/// Parts that are on their way at once.
const AT_ONCE: usize = 1;
/// So much of the beginning as tells what most files are.
const BEGINNING: usize = 8 * 1024;

/// What the pieces are together.
#[derive(Clone)]
pub struct Joined {
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The first bytes.
    pub beginning: Vec<u8>,
    files: Files,
    /// Where each piece lies, and at which byte of the whole it begins.
    pieces: Vec<(Key, u64)>,
}

/// The whole under its own key, where nobody finds it before it is kept.
pub struct Joining(WriteMultipart);

impl Files {
    /// Joins pieces under one key. Whoever does not keep what comes of it discards it.
    pub async fn join(&self, pieces: Vec<Key>, into: &Key) -> Result<(Joined, Joining)> {
        let upload = self.store().put_multipart(&into.0).await.map_err(failed)?;
        let mut writing = WriteMultipart::new_with_chunk_size(upload, PART);
        match self.copy(pieces, &mut writing).await {
            Ok(joined) => Ok((joined, Joining(writing))),
            Err(failure) => {
                Joining(writing).discard().await;
                Err(failure)
            }
        }
    }

    async fn copy(&self, pieces: Vec<Key>, writing: &mut WriteMultipart) -> Result<Joined> {
        let mut hasher = Sha256::new();
        let mut joined = Joined {
            size: 0,
            sha256: String::new(),
            beginning: Vec::new(),
            files: self.clone(),
            pieces: Vec::with_capacity(pieces.len()),
        };
        for piece in pieces {
            let from = joined.size;
            let mut bytes = pin!(self.read(&piece, 0).await?);
            while let Some(bytes) = bytes.next().await {
                let bytes = bytes?;
                hasher.update(&bytes);
                joined.size += u64::try_from(bytes.len()).map_err(Error::internal)?;
                let wanted = BEGINNING.saturating_sub(joined.beginning.len()).min(bytes.len());
                joined.beginning.extend_from_slice(bytes.get(..wanted).unwrap_or_default());
                writing.wait_for_capacity(AT_ONCE).await.map_err(failed)?;
                writing.put(bytes);
            }
            joined.pieces.push((piece, from));
        }
        joined.sha256 = hexadecimal(&hasher.finalize());
        Ok(joined)
    }
}

impl Joined {
    /// Some bytes of the whole, as far as it has them: they are in memory, so they should be few.
    pub async fn bytes(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let mut found = Vec::new();
        for (place, (key, from)) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(place + 1).map_or(self.size, |(_, next)| *next);
            let (first, last) = (range.start.max(*from), range.end.min(end));
            if first < last {
                let bytes = self.files.store().get_range(&key.0, first - from..last - from).await.map_err(failed)?;
                found.extend_from_slice(&bytes);
            }
        }
        Ok(found)
    }
}

impl Joining {
    /// From here on it is there.
    pub async fn keep(self) -> Result<()> {
        self.0.finish().await.map(drop).map_err(failed)
    }

    /// Leaves nothing of it.
    pub async fn discard(self) {
        // Parts of an upload that is neither finished nor ended cost room where nothing lists them.
        if let Err(problem) = self.0.abort().await {
            tracing::warn!(%problem, "parts of a file that came to nothing may be left in the bucket");
        }
    }
}
