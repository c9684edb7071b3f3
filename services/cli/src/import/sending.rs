//! A file on its way to the registrations service, and what comes back of it.

use platform::clients::Caller;
use proto::registrations::v1::{
    ImportSettings, ImportSpreadsheetRequest, ImportSummary, RefusedRow, import_spreadsheet_request as request,
    import_spreadsheet_response as response,
};

use crate::problem::Problem;

/// How much of the file goes into one message.
const CHUNK: usize = 256 * 1024;

/// Whoever hears of what was refused.
pub trait Hears {
    /// The next rows.
    fn rows(&mut self, rows: Vec<RefusedRow>) -> Result<(), Problem>;

    /// The next bytes of the file of them.
    fn chunk(&mut self, chunk: &[u8]) -> Result<(), Problem>;
}

/// Keeps the rows alone.
impl Hears for Vec<RefusedRow> {
    fn rows(&mut self, rows: Vec<RefusedRow>) -> Result<(), Problem> {
        self.extend(rows);
        Ok(())
    }

    fn chunk(&mut self, _: &[u8]) -> Result<(), Problem> {
        Ok(())
    }
}

/// Sends a file, and hears the answer to its end.
pub async fn send(
    caller: &mut Caller,
    settings: ImportSettings,
    bytes: Vec<u8>,
    hears: &mut impl Hears,
) -> Result<ImportSummary, Problem> {
    let doing = format!("import of {} for {}", settings.file_name, settings.parent);
    let message = |content| ImportSpreadsheetRequest { content: Some(content) };
    let chunks = (0..bytes.len()).step_by(CHUNK).map(move |start| {
        let end = bytes.len().min(start + CHUNK);
        request::Content::Chunk(bytes.get(start..end).unwrap_or_default().to_vec())
    });
    let messages = std::iter::once(request::Content::Settings(settings)).chain(chunks).map(message);
    let sent = caller.registrations.import_spreadsheet(tokio_stream::iter(messages)).await;
    let mut answer = sent.map_err(|status| Problem::call(doing.clone(), &status))?.into_inner();
    loop {
        let piece = answer.message().await.map_err(|status| Problem::call(doing.clone(), &status))?;
        match piece.and_then(|piece| piece.content) {
            Some(response::Content::RefusedRows(refused)) => hears.rows(refused.rows)?,
            Some(response::Content::RefusedChunk(chunk)) => hears.chunk(&chunk)?,
            Some(response::Content::Summary(summary)) => return Ok(summary),
            None => return Err(Problem::Said(format!("{doing}: the answer broke off; send the file again"))),
        }
    }
}
