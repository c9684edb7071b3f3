//! `aceleracion export`: registrations as a file, whole or not at all.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use platform::{config::Config, names::NETWORK};
use proto::{
    platform::v1::Role,
    registrations::v1::{
        ExportRegistrationsRequest, ExportRegistrationsResponse, ExportSummary, export_registrations_request,
        export_registrations_response::Content,
    },
};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tonic::Streaming;

use crate::{acting, problem::Problem};

/// Bytes between two lines about how far it is.
const TOLD_EACH: i64 = 16 * 1024 * 1024;

/// What to export.
#[derive(clap::Args)]
pub struct Arguments {
    /// Country code, such as do; left out: all countries, as the network sees them.
    #[arg(long)]
    country: Option<String>,
    /// What the file is: values separated by commas, a workbook, or a line of JSON for each registration.
    #[arg(long, value_enum)]
    format: Format,
    /// The file to write. One that is there already is left alone.
    #[arg(long)]
    output: PathBuf,
    /// Which ones, as lists are asked, such as "state = SUBMITTED AND edition = editions/2020"; left out: all.
    #[arg(long, default_value = "")]
    filter: String,
    /// Only entries to this edition, such as 2020.
    #[arg(long)]
    edition: Option<String>,
    /// Token of the office, or of the network; in trial mode one is made.
    #[arg(long, env = "ACELERACION_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Language of the headings.
    #[arg(long, default_value = "es", value_parser = ["es", "en", "pt"])]
    language: String,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Csv,
    Xlsx,
    Jsonl,
}

impl Format {
    fn in_contract(self) -> export_registrations_request::Format {
        match self {
            Self::Csv => export_registrations_request::Format::Csv,
            Self::Xlsx => export_registrations_request::Format::Xlsx,
            Self::Jsonl => export_registrations_request::Format::Jsonl,
        }
    }
}

/// Exports into a file beside the one asked for, which becomes it once it is known to be whole.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let output = arguments.output.clone();
    // Before anything is asked for: an export is told in the audit log.
    if output.exists() {
        return Err(taken(&output));
    }
    let folder = output.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(|problem| file_problem(folder, problem))?;
    let received = tokio::select! {
        received = export(&config, arguments, file.as_file_mut()) => received,
        // Ended here, so that what there is of the file goes away.
        _ = tokio::signal::ctrl_c() => Err(Problem::Said("interrupted; nothing was kept".into())),
    };
    let summary = received?;
    file.persist_noclobber(&output).map_err(|problem| match problem.error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(&output),
        _ => file_problem(&output, problem.error),
    })?;
    println!("{} rows in {}", summary.rows, output.display());
    Ok(())
}

async fn export(config: &Config, arguments: Arguments, to: &mut File) -> Result<ExportSummary, Problem> {
    let Arguments { country, format, output, filter, edition, token, language } = arguments;
    let (role, place, parent) = match &country {
        Some(country) => (Role::OfficeAdmin, country.as_str(), format!("countries/{country}")),
        None => (Role::RegionalAdmin, NETWORK, "countries/-".to_owned()),
    };
    let mut caller = acting::caller(config, token.as_deref(), role, place, &language)?;
    let edition = edition.map(|edition| format!("editions/{edition}")).unwrap_or_default();
    let request = ExportRegistrationsRequest {
        parent,
        filter,
        format: format.in_contract().into(),
        edition,
        ..Default::default()
    };
    let sent = caller.registrations.export_registrations(request).await;
    let pieces = sent.map_err(|status| Problem::call("export", &status))?.into_inner();
    let summary = receive(pieces, to, &output).await?;
    match counted(format, to).map_err(|problem| file_problem(&output, problem))? {
        Some(rows) if rows != summary.rows => {
            Err(incomplete(&format!("{rows} rows are in the file, and not the {} that were sent", summary.rows)))
        }
        _ => Ok(summary),
    }
}

/// Writes what comes, and holds it against the summary.
async fn receive(
    mut pieces: Streaming<ExportRegistrationsResponse>,
    to: &mut File,
    output: &Path,
) -> Result<ExportSummary, Problem> {
    let (mut to, mut hasher, mut size, mut told) = (BufWriter::new(to), Sha256::new(), 0, 0);
    let summary = loop {
        let piece = pieces.message().await.map_err(|status| Problem::call("export", &status))?;
        match piece.and_then(|piece| piece.content) {
            Some(Content::Chunk(chunk)) => {
                hasher.update(&chunk);
                size += i64::try_from(chunk.len()).unwrap_or_default();
                to.write_all(&chunk).map_err(|problem| file_problem(output, problem))?;
            }
            Some(Content::Summary(summary)) => break summary,
            None => return Err(incomplete("it broke off")),
        }
        if size - told >= TOLD_EACH {
            told = size;
            eprintln!("{} MiB", size / (1024 * 1024));
        }
    };
    to.flush().and_then(|()| to.get_ref().sync_all()).map_err(|problem| file_problem(output, problem))?;
    if size != summary.size {
        return Err(incomplete(&format!("{size} bytes came, and not the {} that were sent", summary.size)));
    }
    if format!("{:x}", hasher.finalize()) != summary.sha256 {
        return Err(incomplete("its SHA-256 is not that of what was sent"));
    }
    Ok(summary)
}

/// How many registrations a file has, read as anybody else would. A workbook is known by its SHA-256 alone.
fn counted(format: Format, file: &mut File) -> std::io::Result<Option<i64>> {
    file.rewind()?;
    let file = BufReader::new(file);
    let rows = match format {
        Format::Csv => {
            csv::Reader::from_reader(file).into_byte_records().try_fold(0, |rows, row| row.map(|_| rows + 1))?
        }
        Format::Jsonl => file.split(b'\n').try_fold(0, |rows, line| line.map(|_| rows + 1))?,
        Format::Xlsx => return Ok(None),
    };
    Ok(Some(rows))
}

fn incomplete(what: &str) -> Problem {
    Problem::Said(format!("the export is not complete ({what}), and nothing of it was kept; export again"))
}

fn taken(output: &Path) -> Problem {
    Problem::Said(format!("{} is there already; move it away, or give another name by --output", output.display()))
}

fn file_problem(path: &Path, problem: std::io::Error) -> Problem {
    Problem::File { path: path.display().to_string(), problem: problem.to_string() }
}
