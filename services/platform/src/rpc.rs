//! From a gRPC request to a use case and back: one way for all rpcs.
//!
//! The message is checked against the rules of the contract, a scope is opened in the place that its resource name
//! says, a repeated request gets its first answer, and what the use case changed is committed with its answer.

use std::{future::Future, pin::Pin};

use futures::{Stream, stream};
use prost::Message;
use proto::Rpc;
use sha2::{Digest, Sha256};
use tokio::{fs::File, io::AsyncReadExt, sync::mpsc};
use tonic::{Request, Response, Status};
use tracing::Instrument;

use crate::{
    access::Permit,
    error::{Error, Language, Result},
    names::Place,
    store::{Scope, Store},
    validate,
};

/// Messages that wait for a slow reader.
const WAITING: usize = 4;

/// Bytes of a file in one message.
const PIECE: usize = 64 * 1024;

/// The messages of an answer in a stream.
pub type Pieces<T> = Pin<Box<dyn Stream<Item = std::result::Result<T, Status>> + Send>>;

/// A use case: an async function from a scope and a request to the response.
pub trait UseCase<'a, R: Rpc>: Send {
    /// What it runs as.
    type Running: Future<Output = Result<R::Response>> + Send + 'a;
    /// Runs it.
    fn run(self, scope: &'a mut Scope, request: R) -> Self::Running;
}

impl<'a, R, F, Running> UseCase<'a, R> for F
where
    R: Rpc,
    F: FnOnce(&'a mut Scope, R) -> Running + Send,
    Running: Future<Output = Result<R::Response>> + Send + 'a,
{
    type Running = Running;

    fn run(self, scope: &'a mut Scope, request: R) -> Running {
        self(scope, request)
    }
}

/// Answers an rpc that changes something.
pub async fn write<R, U>(
    store: &Store,
    request: Request<R>,
    use_case: U,
) -> std::result::Result<Response<R::Response>, Status>
where
    R: Rpc,
    U: for<'a> UseCase<'a, R>,
{
    change(store, request, use_case, Changes::Place).await
}

/// Answers an rpc that changes a country as such: its row is the network's, and those who run the country may change it.
pub async fn manage<R, U>(
    store: &Store,
    request: Request<R>,
    use_case: U,
) -> std::result::Result<Response<R::Response>, Status>
where
    R: Rpc,
    U: for<'a> UseCase<'a, R>,
{
    change(store, request, use_case, Changes::Country).await
}

/// A use case that writes what was found out before: an async function from a scope, a request and the finding.
pub trait WritesFound<'a, R: Rpc, Found>: Send {
    /// What it runs as.
    type Running: Future<Output = Result<R::Response>> + Send + 'a;
    /// Runs it.
    fn run(self, scope: &'a mut Scope, request: R, found: Found) -> Self::Running;
}

impl<'a, R, Found, F, Running> WritesFound<'a, R, Found> for F
where
    R: Rpc,
    F: FnOnce(&'a mut Scope, R, Found) -> Running + Send,
    Running: Future<Output = Result<R::Response>> + Send + 'a,
{
    type Running = Running;

    fn run(self, scope: &'a mut Scope, request: R, found: Found) -> Running {
        self(scope, request, found)
    }
}

/// A finding on its way to be written.
struct Finding<U, Found> {
    writes: U,
    found: Found,
}

impl<'a, R, U, Found> UseCase<'a, R> for Finding<U, Found>
where
    R: Rpc,
    U: WritesFound<'a, R, Found>,
    Found: Send,
{
    type Running = U::Running;

    fn run(self, scope: &'a mut Scope, request: R) -> U::Running {
        self.writes.run(scope, request, self.found)
    }
}

/// Answers an rpc whose change takes long to find out. `find` reads in a scope of one moment, which it ends before the long
/// work: nobody who writes waits for that. `writes` gets what was found, and sees to it that it is still so.
pub async fn find_and_write<R, Found, Finds, U>(
    store: &Store,
    request: Request<R>,
    find: impl FnOnce(Scope, R) -> Finds,
    writes: U,
) -> std::result::Result<Response<R::Response>, Status>
where
    R: Rpc + Clone,
    Found: Send,
    Finds: Future<Output = Result<Found>>,
    U: for<'a> WritesFound<'a, R, Found>,
{
    let (permit, request) = open(request)?;
    let language = permit.language;
    let answer = async {
        checked(&permit, &request)?;
        let scope = store.read_moment(&permit, R::RESOURCE, request.resource()).await?;
        let found = find(scope, request.clone()).await?;
        let scope = store.write(&permit, R::RESOURCE, request.resource()).await?;
        written(store, scope, request, Finding { writes, found }).await
    };
    let answer: Result<R::Response> = answer.await;
    answer.map(Response::new).map_err(|error| error.into_status(language))
}

/// What an rpc changes.
enum Changes {
    /// What is in the place that it names.
    Place,
    /// The country itself that it names.
    Country,
}

async fn change<R, U>(
    store: &Store,
    request: Request<R>,
    use_case: U,
    changes: Changes,
) -> std::result::Result<Response<R::Response>, Status>
where
    R: Rpc,
    U: for<'a> UseCase<'a, R>,
{
    let (permit, request) = open(request)?;
    let language = permit.language;
    let answer = async {
        checked(&permit, &request)?;
        let scope = match changes {
            Changes::Place => store.write(&permit, R::RESOURCE, request.resource()).await?,
            Changes::Country => store.manage(&permit, R::RESOURCE, request.resource()).await?,
        };
        written(store, scope, request, use_case).await
    };
    let answer: Result<R::Response> = answer.await;
    answer.map(Response::new).map_err(|error| error.into_status(language))
}

async fn written<R, U>(store: &Store, mut scope: Scope, request: R, use_case: U) -> Result<R::Response>
where
    R: Rpc,
    U: for<'a> UseCase<'a, R>,
{
    let request_id = request.request_id().to_owned();
    if request_id.is_empty() {
        let answer = use_case.run(&mut scope, request).await?;
        scope.commit().await?;
        return Ok(answer);
    }
    let digest: [u8; 32] = Sha256::digest(request.encode_to_vec()).into();
    if let Some(first) = scope.first_answer(&request_id, digest).await? {
        let answer = R::Response::decode(first.as_slice()).map_err(Error::internal)?;
        // Nothing is changed this time: what is left is that somebody reads it. In a transaction of its own, for which
        // SQLite has no room beside this one.
        let entry = scope.entry_of_read::<R>(request.resource(), &answer);
        drop(scope);
        if let Some(entry) = entry {
            store.write_read(entry).await?;
        }
        return Ok(answer);
    }
    let answer = use_case.run(&mut scope, request).await?;
    scope.keep_answer(digest, answer.encode_to_vec()).await?;
    scope.commit().await?;
    Ok(answer)
}

/// Answers an rpc that only reads.
pub async fn read<R, U>(
    store: &Store,
    request: Request<R>,
    use_case: U,
) -> std::result::Result<Response<R::Response>, Status>
where
    R: Rpc,
    U: for<'a> UseCase<'a, R>,
{
    let (permit, request) = open(request)?;
    let language = permit.language;
    let answer = async {
        checked(&permit, &request)?;
        let mut scope = store.read(&permit, R::RESOURCE, request.resource()).await?;
        let resource = request.resource().to_owned();
        let answer = use_case.run(&mut scope, request).await?;
        let entry = scope.entry_of_read::<R>(&resource, &answer);
        scope.commit().await?;
        // Behind the transaction that read, which must not write; before the answer, which must not go untold.
        if let Some(entry) = entry {
            store.write_read(entry).await?;
        }
        Ok(answer)
    };
    let answer: Result<R::Response> = answer.await;
    answer.map(Response::new).map_err(|error| error.into_status(language))
}

/// Answers with what `make` sends, and, where that fails, with its error as the last. Nobody is left to send to once the
/// caller does not listen any more.
pub fn pieces<T, Making>(
    language: Language,
    make: impl FnOnce(mpsc::Sender<Result<T>>) -> Making,
) -> Response<Pieces<T>>
where
    T: Send + 'static,
    Making: Future<Output = Result<()>> + Send + 'static,
{
    let (to, pieces) = mpsc::channel(WAITING);
    let making = make(to.clone());
    let made = async move {
        if let Err(problem) = making.await {
            let _ = to.send(Err(problem)).await;
        }
    };
    tokio::spawn(made.in_current_span());
    let pieces = stream::unfold(pieces, move |mut pieces| async move {
        let piece: Result<T> = pieces.recv().await?;
        Some((piece.map_err(|error| error.into_status(language)), pieces))
    });
    Response::new(Box::pin(pieces))
}

/// Sends a file, from where it stands to its end, in the messages that `piece` makes of its bytes. False when nobody listens
/// any more.
pub async fn send_file<T>(
    file: &mut File,
    to: &mpsc::Sender<Result<T>>,
    mut piece: impl FnMut(Vec<u8>) -> Result<T>,
) -> Result<bool> {
    loop {
        let mut bytes = Vec::with_capacity(PIECE);
        let taken = (&mut *file).take(PIECE as u64).read_to_end(&mut bytes).await.map_err(Error::internal)?;
        if taken == 0 {
            return Ok(true);
        }
        if to.send(Ok(piece(bytes)?)).await.is_err() {
            return Ok(false);
        }
    }
}

/// Whether the caller reaches the place that the request names, and then whether it keeps the rules of the contract. Reach
/// is asked before anything else is looked at: whoever does not reach a place gets the same answer to every request about
/// it. Of a stream of requests, the first message names the place.
pub fn checked<R: Rpc>(permit: &Permit, request: &R) -> Result<()> {
    let place = Place::of(R::RESOURCE, request.resource())?;
    permit.admit(&place, request.resource())?;
    valid(request)
}

/// Whether a message keeps the rules of the contract: one that follows in a stream, and names no place.
pub fn valid<R: Rpc>(request: &R) -> Result<()> {
    validate::message(request)
}

/// The permit that the gate put beside a request, and the message.
pub fn open<T>(request: Request<T>) -> std::result::Result<(Permit, T), Status> {
    let (_, extensions, message) = request.into_parts();
    match extensions.get::<Permit>() {
        Some(permit) => Ok((permit.clone().with_address_of(&extensions), message)),
        None => Err(Error::internal("a call reached its handler without a permit").into_status(Language::English)),
    }
}
