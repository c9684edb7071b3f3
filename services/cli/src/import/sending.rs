//! A file on its way to the registrations service, and what comes back of it.

use std::{
    io::Read,
    sync::{Arc, OnceLock},
};

use platform::clients::Caller;
use proto::registrations::v1::{
    ImportSettings, ImportSpreadsheetRequest, ImportSummary, RefusedRow, import_spreadsheet_request as request,
    import_spreadsheet_response as response,
};

use tokio_stream::Stream;

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

/// Sends a file, piece by piece, and hears the answer to its end.
pub async fn send(
    caller: &mut Caller,
    settings: ImportSettings,
    file: impl Read + Send + 'static,
    hears: &mut impl Hears,
) -> Result<ImportSummary, Problem> {
    let (name, doing) =
        (settings.file_name.clone(), format!("import of {} for {}", settings.file_name, settings.parent));
    let unread = Arc::new(OnceLock::new());
    let messages = tokio_stream::iter(messages(settings, file, Arc::clone(&unread)));
    let answered = answered(caller, messages, doing, hears).await;
    match unread.get() {
        Some(problem) => Err(Problem::File { path: name, problem: format!("{problem}; nothing was registered") }),
        None => answered,
    }
}

async fn answered(
    caller: &mut Caller,
    messages: impl Stream<Item = ImportSpreadsheetRequest> + Send + 'static,
    doing: String,
    hears: &mut impl Hears,
) -> Result<ImportSummary, Problem> {
    let sent = caller.registrations.import_spreadsheet(messages).await;
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

/// The settings, and the file behind them, each piece read when it is asked for. Where it cannot be read on, a message
/// without content comes, which the service refuses: what it has of the file by then would pass for the whole.
fn messages(
    settings: ImportSettings,
    mut file: impl Read,
    unread: Arc<OnceLock<std::io::Error>>,
) -> impl Iterator<Item = ImportSpreadsheetRequest> {
    let pieces = std::iter::from_fn(move || {
        if unread.get().is_some() {
            return None;
        }
        let mut piece = Vec::with_capacity(CHUNK);
        match file.by_ref().take(CHUNK as u64).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(Some(request::Content::Chunk(piece))),
            Err(problem) => {
                unread.get_or_init(|| problem);
                Some(None)
            }
        }
    });
    let settings = std::iter::once(Some(request::Content::Settings(settings)));
    settings.chain(pieces).map(|content| ImportSpreadsheetRequest { content })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some bytes, and then a fault.
    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
            let read = self.0.min(bytes.len());
            self.0 -= read;
            if read == 0 { Err(std::io::Error::other("the disk is gone")) } else { Ok(read) }
        }
    }

    fn sizes(file: impl Read) -> Vec<Option<usize>> {
        let messages = messages(ImportSettings::default(), file, Arc::default());
        let size = |message: ImportSpreadsheetRequest| match message.content {
            Some(request::Content::Chunk(chunk)) => Some(chunk.len()),
            Some(request::Content::Settings(_)) => Some(0),
            None => None,
        };
        messages.map(size).collect()
    }

    #[test]
    fn a_file_goes_in_pieces_and_one_that_cannot_be_read_on_is_refused() {
        assert_eq!(sizes([].as_slice()), [Some(0)]);
        assert_eq!(sizes(vec![b' '; CHUNK].as_slice()), [Some(0), Some(CHUNK)]);
        assert_eq!(sizes(vec![b' '; CHUNK + 1].as_slice()), [Some(0), Some(CHUNK), Some(1)]);
        assert_eq!(sizes(Broken(CHUNK + 1)), [Some(0), Some(CHUNK), None]);
    }
}
