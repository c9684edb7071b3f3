//! `UploadChunks`

use platform::{Error, Result, Store, access::Permit, error::Text, files::Joined, rpc};
use proto::{
    platform::v1::Reason,
    registrations::v1::{FilePurpose, UploadChunksRequest, UploadChunksResponse, file::State},
};
use tonic::{Request, Response, Status, Streaming};

use super::{
    kind,
    limits::{self, Limits},
    may_change, offset_wrong,
    rows::{Entity, Model, expect, locked, to_message},
};
use crate::registration::rows as registrations;

/// Bytes that are in memory until they are kept together.
const PIECE: usize = 4 * 1024 * 1024;
/// Pieces of any size that are kept of a file: each is an object of its own, and a change that the audit log shows with all that
/// came before it.
const ANY: usize = 64;
/// Bytes that are worth a piece of their own once there are so many.
const WORTH: usize = 256 * 1024;

/// Takes bytes in order, keeps what came whatever ends the stream, and joins the whole when nothing is missing.
pub async fn upload(
    store: &Store,
    request: Request<Streaming<UploadChunksRequest>>,
) -> std::result::Result<Response<UploadChunksResponse>, Status> {
    let (permit, mut stream) = rpc::open(request)?;
    let language = permit.language;
    let refused = |error: Error| error.into_status(language);
    let first = stream.message().await?.unwrap_or_default();
    rpc::checked(&permit, &first).map_err(refused)?;
    let mut upload = Upload::begin(store, permit, &first.name).await.map_err(refused)?;
    let mut next = Ok(Some(first));
    while let Ok(Some(message)) = next {
        upload.take(message).await.map_err(refused)?;
        next = stream.message().await;
    }
    // Whoever was cut off does not send again what is here.
    upload.keep().await.map_err(refused)?;
    next?;
    upload.end().await.map(Response::new).map_err(refused)
}

/// A file while its bytes come.
struct Upload<'a> {
    store: &'a Store,
    permit: Permit,
    name: String,
    file: Model,
    /// What has come and is not kept yet.
    waiting: Vec<u8>,
}

impl<'a> Upload<'a> {
    async fn begin(store: &'a Store, permit: Permit, name: &str) -> Result<Self> {
        let scope = store.read(&permit, "name", name).await?;
        let file = expect(&scope, name).await?;
        scope.commit().await?;
        Ok(Self { store, permit, name: name.to_owned(), file, waiting: Vec::new() })
    }

    /// The offset of the next byte that is missing.
    fn position(&self) -> i64 {
        self.file.received + i64::try_from(self.waiting.len()).unwrap_or(i64::MAX)
    }

    async fn take(&mut self, message: UploadChunksRequest) -> Result<()> {
        rpc::valid(&message)?;
        if message.data.is_empty() || self.file.state() == State::Ready {
            return Ok(());
        }
        let position = self.position();
        if message.offset < 0 || message.offset > position {
            self.keep().await?;
            // What was too little to keep is missing again.
            return Err(offset_wrong(self.position()));
        }
        let known = usize::try_from(position - message.offset).map_err(Error::internal)?;
        let Some(new) = message.data.get(known..) else { return Ok(()) };
        self.waiting.extend_from_slice(new);
        if self.position() > self.file.size {
            self.waiting.clear();
            return Err(too_long(self.file.size));
        }
        if self.waiting.len() >= PIECE { self.keep().await } else { Ok(()) }
    }

    /// Writes what waits, first the bytes and then that they are there.
    async fn keep(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if !is_worth_keeping(self.file.pieces.0.len(), self.waiting.len(), self.position() == self.file.size) {
            // It is sent again: what has been received does not count it.
            self.waiting.clear();
            return Ok(());
        }
        let piece = uuid::Uuid::new_v4().to_string();
        let came = i64::try_from(self.waiting.len()).map_err(Error::internal)?;
        let key = self.file.piece_key(self.store.files(), &piece);
        self.store.files().put(&key, std::mem::take(&mut self.waiting).into()).await?;
        let kept = self.keep_row(piece, came).await;
        if kept.is_err() {
            // Nobody knows of it; should this fail too, it goes with the other pieces.
            let _ = self.store.files().remove(&key).await;
        }
        self.file = kept?;
        Ok(())
    }

    async fn keep_row(&self, piece: String, came: i64) -> Result<Model> {
        let mut scope = self.store.write(&self.permit, "name", &self.name).await?;
        let (registration, before) = locked(&scope, &self.name).await?;
        may_change(before.purpose(), &before.question, &registration)?;
        if before.received != self.file.received || before.state() != State::Uploading {
            // Somebody else sends the same file.
            return Err(offset_wrong(before.received));
        }
        let mut after = before.changed();
        after.received += came;
        after.pieces.0.push(piece);
        scope.update::<Entity>(&before, after.clone()).await?;
        scope.commit().await?;
        Ok(after)
    }

    /// The file as it stands now; ready, if its last byte has come and it is what was promised.
    async fn end(mut self) -> Result<UploadChunksResponse> {
        if self.file.state() == State::Uploading && self.file.received == self.file.size {
            self.file = self.joined().await?;
        }
        Ok(UploadChunksResponse { file: Some(to_message(self.file)) })
    }

    /// The file once it is joined. Somebody else may join it at the same moment, as whoever sends the end once more, and remove
    /// its pieces meanwhile: what became of it then is the answer to both.
    async fn joined(&self) -> Result<Model> {
        match self.join().await {
            Err(failure) if !is_final(&failure) => {
                let scope = self.store.read(&self.permit, "name", &self.name).await?;
                let file = expect(&scope, &self.name).await?;
                scope.commit().await?;
                if file.is_whole() { Ok(file) } else { Err(failure) }
            }
            joined => joined,
        }
    }

    async fn join(&self) -> Result<Model> {
        let (files, file) = (self.store.files(), &self.file);
        let limits = self.limits().await?;
        let pieces = file.pieces.0.iter().map(|piece| file.piece_key(files, piece)).collect();
        let (joined, joining) = files.join(pieces, &file.key(files)).await?;
        match fits(file, &limits, &joined).await {
            Ok(kind) => {
                joining.keep().await?;
                let ready = self.finish(|before| ready(before, kind)).await?;
                if let Err(problem) = files.remove_all(&file.pieces_key(files)).await {
                    tracing::warn!(%problem, "pieces of a whole file are removed later");
                }
                Ok(ready)
            }
            Err(refusal) => {
                joining.discard().await;
                if is_final(&refusal) {
                    self.finish(Model::removed).await.map(drop).or_else(unless_gone)?;
                }
                Err(refusal)
            }
        }
    }

    /// What its question takes.
    async fn limits(&self) -> Result<Limits> {
        if self.file.purpose() != FilePurpose::Answer {
            return Ok(Limits::default());
        }
        let scope = self.store.read(&self.permit, "name", &self.name).await?;
        let registration = registrations::expect(&scope, &self.file.parent()).await?;
        let limits = limits::of_question(&scope, &registration, &self.file.question).await?;
        scope.commit().await?;
        Ok(limits)
    }

    /// Writes what became of the file, unless somebody else did already.
    async fn finish(&self, end: impl FnOnce(&Model) -> Model) -> Result<Model> {
        let mut scope = self.store.write(&self.permit, "name", &self.name).await?;
        let (registration, before) = locked(&scope, &self.name).await?;
        if before.state() != State::Uploading {
            return Ok(before);
        }
        may_change(before.purpose(), &before.question, &registration)?;
        let after = end(&before);
        scope.update::<Entity>(&before, after.clone()).await?;
        scope.commit().await?;
        Ok(after)
    }
}

/// Whether bytes are kept beside so many pieces. Without an end to small ones, one file could be sent byte by byte.
fn is_worth_keeping(pieces: usize, bytes: usize, is_the_end: bool) -> bool {
    pieces < ANY || bytes >= WORTH || is_the_end
}

/// Whoever refused it at the same moment removed it, too.
fn unless_gone(problem: Error) -> Result<()> {
    if problem.reason() == Reason::ResourceNotFound { Ok(()) } else { Err(problem) }
}

/// The media type of a file that is what was promised and may be what it is.
async fn fits(file: &Model, limits: &Limits, joined: &Joined) -> Result<&'static str> {
    if u64::try_from(file.size).ok() != Some(joined.size) || joined.sha256 != file.sha256 {
        let text = Text::told(
            "the bytes that came are not those that were promised: their SHA-256 is another; begin the upload anew",
            "los bytes que llegaron no son los prometidos: su SHA-256 es otro; comience la carga de nuevo",
            "os bytes que chegaram não são os prometidos: o SHA-256 é outro; comece o envio de novo",
        );
        return Err(Error::refused(Reason::FileChecksumWrong, text));
    }
    let kind = kind::of(joined, file.purpose()).await?;
    limits.takes(kind).map(|()| kind)
}

fn ready(before: &Model, kind: &str) -> Model {
    let state = platform::choice::name(State::Ready.as_str_name(), "STATE_");
    Model { state, content_type: kind.into(), pieces: super::rows::Pieces::default(), ..before.changed() }
}

/// Whether sending the same bytes again comes to the same.
fn is_final(refusal: &Error) -> bool {
    matches!(refusal.reason(), Reason::FileChecksumWrong | Reason::FileTypeNotAllowed)
}

fn too_long(size: i64) -> Error {
    let text = Text::told(
        format!("more bytes came than the {size} that were promised"),
        format!("llegaron más bytes que los {size} prometidos"),
        format!("chegaram mais bytes do que os {size} prometidos"),
    );
    Error::refused(Reason::FileTooLarge, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pieces_are_kept_until_there_are_many() {
        assert!(is_worth_keeping(0, 1, false) && is_worth_keeping(ANY - 1, 1, false));
        assert!(!is_worth_keeping(ANY, WORTH - 1, false));
        assert!(is_worth_keeping(ANY, WORTH, false) && is_worth_keeping(ANY, 1, true));
    }
}
