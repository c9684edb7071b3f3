//! Joining the pieces of a file into one, which is read while it is written: what it is shows before anybody finds it.

use std::pin::pin;

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
/// So much of the beginning as tells what a file is.
const BEGINNING: usize = 8 * 1024;

/// What the pieces are together.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The first bytes.
    pub beginning: Vec<u8>,
}

impl Files {
    /// Joins pieces under one key, if `fits` says so of what they are together; otherwise nothing is there.
    pub async fn join<Fitting>(
        &self,
        pieces: &[Key],
        into: &Key,
        fits: impl FnOnce(&Joined) -> Result<Fitting> + Send,
    ) -> Result<Fitting> {
        let upload = self.store().put_multipart(&into.0).await.map_err(failed)?;
        let mut writing = WriteMultipart::new_with_chunk_size(upload, PART);
        let copied = self.copy(pieces, &mut writing).await;
        match copied.and_then(|joined| fits(&joined)) {
            Ok(fitting) => writing.finish().await.map(|_| fitting).map_err(failed),
            Err(refusal) => {
                // Parts of an upload that is neither finished nor ended cost room where nothing lists them.
                if let Err(problem) = writing.abort().await {
                    tracing::warn!(%problem, "parts of a file that came to nothing may be left in the bucket");
                }
                Err(refusal)
            }
        }
    }

    async fn copy(&self, pieces: &[Key], writing: &mut WriteMultipart) -> Result<Joined> {
        let (mut hasher, mut size, mut beginning) = (Sha256::new(), 0, Vec::new());
        for piece in pieces {
            let mut bytes = pin!(self.read(piece, 0).await?);
            while let Some(bytes) = bytes.next().await {
                let bytes = bytes?;
                hasher.update(&bytes);
                size += i64::try_from(bytes.len()).map_err(Error::internal)?;
                let wanted = BEGINNING.saturating_sub(beginning.len()).min(bytes.len());
                beginning.extend_from_slice(bytes.get(..wanted).unwrap_or_default());
                writing.wait_for_capacity(AT_ONCE).await.map_err(failed)?;
                writing.put(bytes);
            }
        }
        Ok(Joined { size, sha256: hexadecimal(&hasher.finalize()), beginning })
    }
}
