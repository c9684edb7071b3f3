//! `aceleracion import`: a spreadsheet of registrations, sent as the office of a country would.

mod sending;

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use platform::config::Config;
use proto::{
    platform::v1::Role,
    registrations::v1::{ImportColumn, ImportSettings, ImportSummary, RefusedRow, import_column::Source},
};
pub use sending::{Hears, send};
use sha2::{Digest, Sha256};

use crate::{acting, problem::Problem};

/// What to import.
#[derive(clap::Args)]
pub struct Arguments {
    /// The file: a workbook (XLSX), or CSV with `;` or `,`, UTF-8 or Windows-1252; headings in Spanish, English or
    /// Portuguese, or as --column says; at most 128 MiB.
    file: PathBuf,
    /// Country code of the office, such as do.
    #[arg(long)]
    country: String,
    /// Edition, such as 2020.
    #[arg(long)]
    edition: String,
    /// Token of the office; in trial mode one is made.
    #[arg(long, env = "ACELERACION_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Where refused rows are written, to be mended and imported again. Left out: beside where you are, named after the
    /// file and the country, and never over another file.
    #[arg(long)]
    refused: Option<PathBuf>,
    /// Version of the country's data-protection notice that those in the file agreed to: the current one; 0 where there
    /// is none.
    #[arg(long, default_value_t = 0)]
    notice_version: i32,
    /// Only say what would become of the file; nothing is registered.
    #[arg(long)]
    dry_run: bool,
    /// What a column means, HEADING=FIELD, such as "A quién escribimos=contact_email"; with nothing behind the sign the
    /// column is passed over. May be given several times.
    #[arg(long = "column", value_name = "HEADING=FIELD", value_parser = pair)]
    columns: Vec<(String, String)>,
    /// What stands in every row without an answer, FIELD=TEXT, such as language=es. May be given several times.
    #[arg(long = "constant", value_name = "FIELD=TEXT", value_parser = pair)]
    constants: Vec<(String, String)>,
    /// A mapping of columns that the country keeps, by its id; instead of --column and --constant.
    #[arg(long, conflicts_with_all = ["columns", "constants"])]
    mapping: Option<String>,
    /// Language of the reasons.
    #[arg(long, default_value = "es", value_parser = ["es", "en", "pt"])]
    language: String,
}

/// Imports, tells of the refused rows and writes them as they come, and tells in the end what came of all.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let file = File::open(&arguments.file).map_err(|problem| file_problem(&arguments.file, &problem))?;
    let Arguments { token, country, language, .. } = &arguments;
    let mut caller = acting::caller(&config, token.as_deref(), Role::OfficeAdmin, country, language)?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let settings = ImportSettings {
        parent: format!("countries/{}", arguments.country),
        edition: format!("editions/{}", arguments.edition),
        file_name: name,
        notice_version: arguments.notice_version,
        columns: columns(&arguments),
        mapping: mapping(&arguments),
        dry_run: arguments.dry_run,
    };
    let path = arguments.refused.clone().unwrap_or_else(|| free_name(&arguments.file, &arguments.country));
    let mut refused = Refused { path, rows: 0, file: None, hasher: Sha256::new() };
    let summary = send(&mut caller, settings, file, &mut refused).await?;
    let would = if arguments.dry_run { "nothing was registered; it would be " } else { "" };
    let ImportSummary { rows, registered, already_registered, other_countries, .. } = summary;
    println!(
        "{would}{rows} rows: {registered} registered, {already_registered} registered before, {} refused",
        summary.refused
    );
    if other_countries > 0 {
        println!("{other_countries} rows of other countries were left out: each office imports its own");
    }
    if !summary.unasked.is_empty() {
        println!("the file says nothing of what needs an answer: {}", summary.unasked.join(", "));
    }
    refused.end(&summary)
}

fn file_problem(path: &Path, problem: &std::io::Error) -> Problem {
    Problem::File { path: path.display().to_string(), problem: problem.to_string() }
}

/// How many rows were refused, and the file of them.
struct Refused {
    path: PathBuf,
    rows: usize,
    file: Option<BufWriter<File>>,
    hasher: Sha256,
}

impl Hears for Refused {
    fn rows(&mut self, rows: Vec<RefusedRow>) -> Result<(), Problem> {
        self.rows += rows.len();
        for refused in rows {
            println!("  row {}, {}: {}", refused.row, refused.field, refused.message);
        }
        Ok(())
    }

    fn chunk(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        let problem = |problem| file_problem(&self.path, &problem);
        if self.file.is_none() {
            self.file = Some(BufWriter::new(File::create(&self.path).map_err(problem)?));
        }
        self.hasher.update(chunk);
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(chunk)).map_err(problem)
    }
}

impl Refused {
    /// Holds what came against the summary, and says what is to be done with it.
    fn end(self, summary: &ImportSummary) -> Result<(), Problem> {
        let incomplete = || Problem::Said("not all of the refused rows came; import the file again".into());
        let Some(mut file) = self.file else { return if summary.refused == 0 { Ok(()) } else { Err(incomplete()) } };
        file.flush().map_err(|problem| file_problem(&self.path, &problem))?;
        let told = i32::try_from(self.rows).ok() == Some(summary.refused);
        if !told || format!("{:x}", self.hasher.finalize()) != summary.refused_sha256 {
            return Err(incomplete());
        }
        println!("mend {} and import it again", self.path.display());
        Ok(())
    }
}

/// Two words around the last equals sign: headings may have one of their own, names of fields have none.
fn pair(text: &str) -> Result<(String, String), String> {
    let (before, after) = text.rsplit_once('=').ok_or("two words around an equals sign are wanted")?;
    Ok((before.trim().to_owned(), after.trim().to_owned()))
}

fn columns(arguments: &Arguments) -> Vec<ImportColumn> {
    let headings = arguments
        .columns
        .iter()
        .map(|(heading, field)| ImportColumn { field: field.clone(), source: Some(Source::Heading(heading.clone())) });
    let constants = arguments
        .constants
        .iter()
        .map(|(field, text)| ImportColumn { field: field.clone(), source: Some(Source::Constant(text.clone())) });
    headings.chain(constants).collect()
}

fn mapping(arguments: &Arguments) -> String {
    let name = |id: &String| format!("countries/{}/importMappings/{id}", arguments.country);
    arguments.mapping.as_ref().map(name).unwrap_or_default()
}

/// `registrations.do.refused.csv`, or with the first number that is free: somebody may be mending the one that is there.
fn free_name(imported: &Path, country: &str) -> PathBuf {
    let stem = imported.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = (2..).map(|number| PathBuf::from(format!("{stem}.{country}.refused-{number}.csv")));
    let names = std::iter::once(PathBuf::from(format!("{stem}.{country}.refused.csv"))).chain(numbered);
    names.into_iter().find(|name| !name.exists()).unwrap_or_default()
}
