//! `ImportSpreadsheet`

use std::fs::File;

use platform::{
    Error, Result, Store,
    rpc::{self, Pieces},
};
use proto::registrations::v1::{
    ImportSpreadsheetRequest, ImportSpreadsheetResponse, ImportSummary, RefusedRow, RefusedRows,
    import_spreadsheet_response::Content,
};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tonic::{Request, Response, Status, Streaming};

use super::{Hears, Outcome, count, taken, upload};

type To = mpsc::Sender<Result<ImportSpreadsheetResponse>>;

/// Takes a file of registrations and submits each row of the country. Each refused row is told as it is come to, their file
/// behind the last of them, and what became of all in the end.
pub async fn import(
    store: &Store,
    request: Request<Streaming<ImportSpreadsheetRequest>>,
) -> std::result::Result<Response<Pieces<ImportSpreadsheetResponse>>, Status> {
    let upload = upload::received(store, request).await?;
    let (store, language) = (store.clone(), upload.permit.language);
    Ok(rpc::pieces(language, |to| async move {
        let permit = upload.permit.clone();
        let outcome = taken(&store, upload, &mut Telling(to.clone())).await?;
        permit.in_time()?;
        tell(outcome, &to).await
    }))
}

/// Whoever does not listen any more ends it: the rest would be registered, and nobody would know what was not.
struct Telling(To);

impl Hears for Telling {
    async fn hear(&mut self, rows: Vec<RefusedRow>) -> Result<()> {
        let sent = self.0.send(message(Content::RefusedRows(RefusedRows { rows }))).await;
        sent.map_err(|_| Error::internal("nobody hears of the refused rows"))
    }

    fn is_gone(&self) -> bool {
        self.0.is_closed()
    }
}

async fn tell(outcome: Outcome, to: &To) -> Result<()> {
    let Outcome { good, registered, refused, elsewhere, refused_file, unasked } = outcome;
    let Some((refused_size, refused_sha256)) = send(refused_file, to).await? else { return Ok(()) };
    let summary = ImportSummary {
        rows: count(good + refused),
        registered: count(registered),
        already_registered: count(good - registered),
        refused: count(refused),
        unasked,
        refused_size,
        refused_sha256,
        other_countries: count(elsewhere),
    };
    let _ = to.send(message(Content::Summary(summary))).await;
    Ok(())
}

/// The file of refused rows, if there is one; its size and its SHA-256. Nothing where nobody listens any more.
async fn send(file: Option<File>, to: &To) -> Result<Option<(i64, String)>> {
    let Some(file) = file else { return Ok(Some(Default::default())) };
    let (mut file, mut hasher, mut size) = (tokio::fs::File::from_std(file), Sha256::new(), 0);
    let sent = rpc::send_file(&mut file, to, |bytes| {
        hasher.update(&bytes);
        size += i64::try_from(bytes.len()).map_err(Error::internal)?;
        message(Content::RefusedChunk(bytes))
    });
    let all = sent.await?;
    Ok(all.then(|| (size, hex::encode(hasher.finalize()))))
}

fn message(content: Content) -> Result<ImportSpreadsheetResponse> {
    Ok(ImportSpreadsheetResponse { content: Some(content) })
}
