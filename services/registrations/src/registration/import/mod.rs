//! Imports: a file of registrations is taken as a whole, read row by row, and what is good of it is registered.
//!
//! What always holds: of a file that cannot be read nothing is registered; of the rows of a file none need be in memory
//! beside those of the next transactions; and whoever sent it is told of every row that was refused, or of a failure.

pub mod at_once;
pub mod brought;
pub mod in_stream;
mod register;
mod upload;

use std::{fs::File, sync::Arc};

use platform::{Error, Result, Store};
use proto::registrations::v1::RefusedRow;
use tokio::{sync::mpsc, task::spawn_blocking};

use self::{register::registered_once, upload::Upload};
use super::{
    entry::Entry,
    imported::{self, Left, Takes},
    table::{Mapping, Network, Refusal},
};
use crate::country_edition::held::Held;

/// Rows of one transaction: few enough not to hold up others who write, many enough not to wait for each commit.
const ROWS_AT_ONCE: usize = 25;
/// Refused rows that are told at once.
const TOLD_AT_ONCE: usize = 100;
/// How many times so many are read ahead of those that are being registered.
const BATCHES_AHEAD: usize = 2;

/// Whoever hears of refused rows, in the order of the file.
trait Hears: Send {
    fn hear(&mut self, rows: Vec<RefusedRow>) -> impl Future<Output = Result<()>> + Send;

    /// Whether nobody is there any more to hear what becomes of the file.
    fn is_gone(&self) -> bool;
}

/// What became of a file.
struct Outcome {
    /// Rows that may be registered.
    good: usize,
    /// Those of them that became registrations now.
    registered: usize,
    refused: usize,
    /// Rows of other countries.
    elsewhere: usize,
    /// The refused rows to mend and send again; none where none was refused.
    refused_file: Option<File>,
    /// The questions that need an answer, and that the file says nothing of.
    unasked: Vec<String>,
}

/// What is read of a file.
enum Read {
    Good(Vec<Entry>),
    Refused(Vec<RefusedRow>),
}

async fn taken(store: &Store, upload: Upload, hears: &mut impl Hears) -> Result<Outcome> {
    let Upload { permit, settings, held, mapping, network, file } = upload;
    let held = Arc::new(held);
    // Reading 50,000 rows takes a while, in which other calls have to be answered.
    let (to, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let country = settings.parent.trim_start_matches("countries/").to_owned();
    let (of_reader, language) = (held.clone(), permit.language.tag());
    let reading =
        spawn_blocking(move || read(&file, (&mapping, &network), &country, &of_reader, Batches::to(to, language)));
    let (mut good, mut registered) = (0, 0);
    while let Some(batch) = batches.recv().await {
        permit.in_time()?;
        if hears.is_gone() {
            return Err(Error::internal("whoever sent the file is gone"));
        }
        match batch {
            Read::Refused(rows) => hears.hear(rows).await?,
            Read::Good(rows) => {
                good += rows.len();
                registered += match settings.dry_run {
                    true => register::not_known(store, &permit, &settings, &rows).await?,
                    false => registered_once(store, &permit, &settings, &held, &rows).await?,
                };
            }
        }
    }
    let Left { refused, elsewhere, refused_file, unasked } = reading.await.map_err(Error::internal)??;
    tracing::info!(
        parent = settings.parent,
        rows = good,
        registered,
        refused,
        elsewhere,
        dry_run = settings.dry_run,
        "file imported"
    );
    Ok(Outcome { good, registered, refused, elsewhere, refused_file, unasked })
}

/// Reads the file, and sends its rows on, as many good ones at once as one transaction takes. It blocks.
fn read(
    file: &File,
    (mapping, network): (&Mapping, &Network),
    country: &str,
    held: &Held,
    mut batches: Batches,
) -> Result<Left> {
    let (language, asked) = (batches.language, (&held.edition, &*held.definition));
    let left = imported::sort(file, mapping, network, country, asked, language, &mut batches)?;
    batches.send_refused()?;
    batches.send_good()?;
    Ok(left)
}

/// Rows on their way to be registered, and those that are not.
struct Batches {
    to: mpsc::Sender<Read>,
    language: &'static str,
    good: Vec<Entry>,
    refused: Vec<RefusedRow>,
}

impl Batches {
    fn to(to: mpsc::Sender<Read>, language: &'static str) -> Self {
        Self { to, language, good: Vec::new(), refused: Vec::new() }
    }

    fn send_good(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.good);
        if rows.is_empty() { Ok(()) } else { self.send(Read::Good(rows)) }
    }

    fn send_refused(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.refused);
        if rows.is_empty() { Ok(()) } else { self.send(Read::Refused(rows)) }
    }

    fn send(&self, read: Read) -> Result<()> {
        self.to.blocking_send(read).map_err(|_| Error::internal("nobody takes the rows"))
    }
}

impl Takes for Batches {
    fn entry(&mut self, entry: Entry) -> Result<()> {
        self.good.push(entry);
        if self.good.len() < ROWS_AT_ONCE { Ok(()) } else { self.send_good() }
    }

    fn refusal(&mut self, refusal: Refusal) -> Result<()> {
        self.refused.push(imported::refused_row(&refusal, self.language));
        if self.refused.len() < TOLD_AT_ONCE { Ok(()) } else { self.send_refused() }
    }
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}
