//! Sending and fetching files as a client does.

use platform::clients::{Authorized, Caller};
use proto::registrations::v1::{
    BeginUploadRequest, CreateRegistrationRequest, DownloadFileRequest, File, FilePurpose, GetFileLinkRequest,
    GetFileRequest, ListFilesRequest, Registration, UploadChunksRequest, download_file_response::Content,
    registrations_service_client::RegistrationsServiceClient,
};
use sha2::{Digest, Sha256};
use tests::{patience::until, platform::Failure};
use tokio_stream::StreamExt;
use tonic::Status;

/// Bytes of one message.
const CHUNK: usize = 512 * 1024;

type Client = RegistrationsServiceClient<Authorized>;

/// Something that begins as a PDF does, of so many bytes, none like the next.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = b"%PDF-1.7\n".to_vec();
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_be_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// A registration of whoever calls; its name.
pub async fn create(client: &mut Client, registration: Registration) -> Result<String, Failure> {
    let parent = "countries/do".into();
    let request = CreateRegistrationRequest { parent, registration: Some(registration), ..Default::default() };
    let answer = client.create_registration(request).await?.into_inner();
    Ok(answer.registration.ok_or("no registration")?.name)
}

/// These bytes, promised as an answer.
pub fn promise(parent: &str, bytes: &[u8]) -> BeginUploadRequest {
    BeginUploadRequest {
        parent: parent.into(),
        display_name: "Evidencia año 1.pdf".into(),
        size: i64::try_from(bytes.len()).unwrap_or_default(),
        sha256: format!("{:x}", Sha256::digest(bytes)),
        purpose: FilePurpose::Answer.into(),
        question: "balance".into(),
        ..BeginUploadRequest::default()
    }
}

/// Begins an upload.
pub async fn begin(caller: &Caller, promise: BeginUploadRequest) -> Result<File, Status> {
    let answer = caller.registrations.clone().begin_upload(promise).await?.into_inner();
    answer.file.ok_or_else(|| Status::internal("no file"))
}

fn messages(name: &str, bytes: &[u8], from: usize) -> Vec<UploadChunksRequest> {
    let first = UploadChunksRequest { name: name.into(), ..UploadChunksRequest::default() };
    let offsets = (from..bytes.len()).step_by(CHUNK);
    let pieces = offsets.map(|offset| UploadChunksRequest {
        name: String::new(),
        offset: i64::try_from(offset).unwrap_or_default(),
        data: bytes[offset..bytes.len().min(offset + CHUNK)].to_vec(),
    });
    std::iter::once(first).chain(pieces).collect()
}

/// Sends bytes from an offset on, to their end.
pub async fn send(caller: &Caller, name: &str, bytes: &[u8], from: usize) -> Result<File, Status> {
    let messages = tokio_stream::iter(messages(name, bytes, from));
    let answer = caller.registrations.clone().upload_chunks(messages).await?.into_inner();
    answer.file.ok_or_else(|| Status::internal("no file"))
}

/// Sends bytes and never ends, until some of them are kept; and then hangs up.
pub async fn cut(caller: &Caller, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    send_until_cut(caller, name, bytes, 1).await
}

/// Sends bytes and never says that this is all, and hangs up once so many of them are kept.
pub async fn send_until_cut(caller: &Caller, name: &str, bytes: &[u8], kept: usize) -> Result<(), Failure> {
    let endless = tokio_stream::iter(messages(name, bytes, 0)).chain(tokio_stream::pending());
    let mut client = caller.registrations.clone();
    let sending = tokio::spawn(async move { client.upload_chunks(endless).await.map(drop) });
    let least = i64::try_from(kept)?;
    until("it is kept", || async { Ok((read(caller, name).await?.received >= least).then_some(())) }).await?;
    sending.abort();
    Ok(())
}

/// Sends what is missing, as often as it takes: what was cut off may still be on its way.
pub async fn resumed(caller: &Caller, name: &str, bytes: &[u8]) -> Result<File, Failure> {
    until("the rest is taken", || async {
        let received = usize::try_from(read(caller, name).await?.received)?;
        // Some of it twice, as whoever is not sure does.
        match send(caller, name, bytes, received.saturating_sub(CHUNK)).await {
            Ok(file) => Ok(Some(file)),
            Err(status) if status.code() == tonic::Code::Aborted => Ok(None),
            Err(status) => Err(status.into()),
        }
    })
    .await
}

/// Begins an upload and sends all of it.
pub async fn upload(caller: &Caller, promise: BeginUploadRequest, bytes: &[u8]) -> Result<File, Status> {
    let begun = begin(caller, promise).await?;
    send(caller, &begun.name, bytes, 0).await
}

/// Reads about a file.
pub async fn read(caller: &Caller, name: &str) -> Result<File, Status> {
    let answer = caller.registrations.clone().get_file(GetFileRequest { name: name.into() }).await?.into_inner();
    answer.file.ok_or_else(|| Status::internal("no file"))
}

/// The names of the files of a registration.
pub async fn listed(caller: &Caller, parent: &str) -> Result<Vec<String>, Status> {
    let request = ListFilesRequest { parent: parent.into(), ..ListFilesRequest::default() };
    let answer = caller.registrations.clone().list_files(request).await?.into_inner();
    Ok(answer.files.into_iter().map(|file| file.name).collect())
}

/// The bytes of a file from an offset on, and what it is said to be.
pub async fn download(caller: &Caller, name: &str, from: usize) -> Result<(Vec<u8>, File), Status> {
    let request = DownloadFileRequest { name: name.into(), offset: i64::try_from(from).unwrap_or_default() };
    let mut pieces = caller.registrations.clone().download_file(request).await?.into_inner();
    let mut bytes = Vec::new();
    loop {
        match pieces.message().await?.and_then(|piece| piece.content) {
            Some(Content::Chunk(chunk)) => bytes.extend(chunk),
            Some(Content::File(file)) => return Ok((bytes, file)),
            None => return Err(Status::data_loss("it ended without saying what it is")),
        }
    }
}

/// The path of a link that is good for so many seconds.
pub async fn link(caller: &Caller, name: &str, seconds: i32) -> Result<String, Status> {
    let request = GetFileLinkRequest { name: name.into(), seconds };
    Ok(caller.registrations.clone().get_file_link(request).await?.into_inner().url)
}
