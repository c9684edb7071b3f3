//! Files: bytes that people send, in a folder or in an S3 bucket.
//!
//! What always holds: a key begins with the service and the country, so that what a country has can be copied and removed
//! as one; a file is never held in memory, only a piece of it; and nothing of a file is under its own key before it was
//! found to be what was promised.

mod joined;
mod layer;
mod link;
mod place;
mod range;
mod unfinished;

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
pub use joined::{Joined, Joining};
pub(crate) use layer::LinkLayer;
pub use link::{Link, Linked, Opener, Wanted};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, path::Path};
pub use place::FilesProblem;
pub(crate) use place::Place;
use time::OffsetDateTime;
pub use unfinished::Unfinished;

use crate::{
    config::Config,
    error::{Error, Result},
    personal::Secret,
};

/// Where something lies in the store of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(Path);

/// What lies in the store, as a listing tells.
#[derive(Clone, Debug)]
pub struct Object {
    /// Where.
    pub key: Key,
    /// The parts of its key behind the one that was listed.
    pub parts: Vec<String>,
    /// When it was written last.
    pub time: OffsetDateTime,
    /// How many bytes it has.
    pub size: u64,
}

/// The files of one service.
#[derive(Clone)]
pub struct Files {
    service: &'static str,
    place: Place,
    pub(crate) secret: Secret,
    link_base: Arc<str>,
}

impl Files {
    pub(crate) fn new(service: &'static str, place: Place, secret: Secret, config: &Config) -> Self {
        let link_base = config.files.link_base.trim_end_matches('/').into();
        Self { service, place, secret, link_base }
    }

    /// The key of something of a country: `registrations/do/files/…`.
    pub fn key(&self, country: &str, parts: &[&str]) -> Key {
        Key(Path::from_iter([self.service, country].iter().chain(parts).copied()))
    }

    /// Writes one piece, whole.
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<()> {
        self.store().put(&key.0, bytes.into()).await.map(drop).map_err(failed)
    }

    /// The bytes of a file, from `offset` on.
    pub async fn read(&self, key: &Key, offset: u64) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        self.ranged(key, (offset > 0).then_some(GetRange::Offset(offset))).await
    }

    /// Some bytes of a file.
    pub(crate) async fn read_part(
        &self,
        key: &Key,
        part: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        self.ranged(key, Some(GetRange::Bounded(part))).await
    }

    async fn ranged(
        &self,
        key: &Key,
        range: Option<GetRange>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let found = self.store().get_opts(&key.0, GetOptions { range, ..GetOptions::default() }).await;
        Ok(found.map_err(failed)?.into_stream().map_err(failed))
    }

    /// Removes what lies there, if there is something.
    pub async fn remove(&self, key: &Key) -> Result<()> {
        match self.store().delete(&key.0).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            removed => removed.map_err(failed),
        }
    }

    /// Everything that lies under a key.
    pub fn list(&self, under: &Key) -> impl Stream<Item = Result<Object>> + Send + 'static {
        let (found, under) = (self.store().list(Some(&under.0)), under.0.clone());
        found.map_ok(move |meta| object(meta, &under)).map_err(failed)
    }

    /// Removes everything that lies under a key; how much it was.
    pub async fn remove_all(&self, under: &Key) -> Result<u64> {
        let mut found = std::pin::pin!(self.list(under));
        let mut removed = 0;
        while let Some(object) = found.next().await {
            self.remove(&object?.key).await?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Removes all that a country has here.
    pub(crate) async fn remove_country(&self, code: &str) -> Result<u64> {
        let all = self.key(code, &[]);
        for unfinished in self.unfinished(&all).await? {
            unfinished.remove().await?;
        }
        self.remove_all(&all).await
    }

    fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.place.store
    }
}

fn object(meta: object_store::ObjectMeta, under: &Path) -> Object {
    let behind = meta.location.prefix_match(under);
    let parts = behind.map(|parts| parts.map(|part| part.as_ref().to_owned()).collect()).unwrap_or_default();
    let time =
        OffsetDateTime::from_unix_timestamp(meta.last_modified.timestamp()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Object { key: Key(meta.location), parts, time, size: meta.size }
}

/// What the store of files did not do. It may go better in a moment, unless the object is not there at all.
fn failed(problem: object_store::Error) -> Error {
    match problem {
        object_store::Error::NotFound { .. } => Error::internal(problem),
        _ => Error::unavailable(problem),
    }
}
