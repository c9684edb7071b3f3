//! `ImportRegistrations`

use std::{fs::File, io::Read};

use platform::{Error, Result, Store};
use prost::Message;
use proto::registrations::v1::{ImportRegistrationsRequest, ImportRegistrationsResponse, RefusedRow};
use tokio::task::spawn_blocking;
use tonic::{Request, Response, Status, Streaming};

use super::{
    Hears, Outcome, count, taken,
    upload::{self, Upload},
};

/// What an answer has of refused rows, and of their file, in bytes: together less than the 4 MiB that clients take.
const MOST_ROWS: usize = 1024 * 1024;
const MOST_FILE: u64 = 2 * 1024 * 1024;

/// Takes a file of registrations and submits each row of the country. More refused rows than an answer holds are counted
/// there and told by the other rpc.
pub async fn import(
    store: &Store,
    request: Request<Streaming<ImportRegistrationsRequest>>,
) -> std::result::Result<Response<ImportRegistrationsResponse>, Status> {
    let upload = upload::received(store, request).await?;
    let language = upload.permit.language;
    answer(store, upload).await.map(Response::new).map_err(|error| error.into_status(language))
}

async fn answer(store: &Store, upload: Upload) -> Result<ImportRegistrationsResponse> {
    let mut kept = Kept::default();
    let Outcome { good, registered, refused, elsewhere, refused_file, unasked } =
        taken(store, upload, &mut kept).await?;
    let file = match refused_file {
        Some(file) if kept.all => spawn_blocking(move || whole(file)).await.map_err(Error::internal)??,
        _ => None,
    };
    let refused_left_out = refused > 0 && file.is_none();
    Ok(ImportRegistrationsResponse {
        rows: count(good + refused),
        registered: count(registered),
        already_registered: count(good - registered),
        refused_rows: kept.rows,
        refused_file: file.unwrap_or_default(),
        unasked,
        refused: count(refused),
        refused_left_out,
        other_countries: count(elsewhere),
    })
}

/// A file that is small enough for an answer.
fn whole(mut file: File) -> Result<Option<Vec<u8>>> {
    if file.metadata().map_err(Error::internal)?.len() > MOST_FILE {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(Error::internal)?;
    Ok(Some(bytes))
}

/// The first of the refused rows.
struct Kept {
    rows: Vec<RefusedRow>,
    bytes: usize,
    /// Whether these are all of them so far.
    all: bool,
}

impl Default for Kept {
    fn default() -> Self {
        Self { rows: Vec::new(), bytes: 0, all: true }
    }
}

impl Hears for Kept {
    async fn hear(&mut self, rows: Vec<RefusedRow>) -> Result<()> {
        for row in rows {
            self.bytes += row.encoded_len();
            self.all = self.all && self.bytes <= MOST_ROWS;
            if self.all {
                self.rows.push(row);
            }
        }
        Ok(())
    }

    /// Where the caller is gone, the answer is not waited for any more, and the call ends by that.
    fn is_gone(&self) -> bool {
        false
    }
}
