//! `aceleracion audit`: who did what, and whether anybody has tampered with the record of it.

use std::{
    fmt::Display,
    io::{ErrorKind, Write},
    path::PathBuf,
};

use platform::{
    audit::{
        heads::Heads,
        verify::{self, Chain},
    },
    clients::Authorized,
    config::Config,
    names::NETWORK,
};
use proto::platform::v1::{
    AuditEntry, ExportAuditEntriesRequest, ListAuditEntriesRequest, Role, audit_service_client::AuditServiceClient,
};

use crate::{acting, problem::Problem, serve::chosen};

/// What to do.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Check entries, seals and signed heads in the database itself; ends with 1 where anything is wrong.
    #[command(after_help = "Example: aceleracion audit verify --data data --country do")]
    Verify(Verify),
    /// List entries through the API, latest first.
    #[command(
        after_help = "Example: aceleracion audit list reviews --country do --filter 'time >= \"2026-01-31T00:00:00Z\"'"
    )]
    List(List),
    /// Print the sealed entries of one chain through the API, a line of JSON each.
    #[command(after_help = "Example: aceleracion audit export reviews --country do > reviews-do.jsonl")]
    Export(Export),
    /// Print the public key that the signed heads are checked with.
    #[command(after_help = "Example: aceleracion audit key")]
    Key,
}

#[derive(clap::Args)]
struct Verify {
    /// Folder of a trial's data, instead of the configured one.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Only of this service.
    #[arg(long)]
    service: Option<String>,
    /// Only of this country, such as do; `network` for what the network owns.
    #[arg(long)]
    country: Option<String>,
    /// File with the signed heads, or a log in JSON that has them, instead of the configured one.
    #[arg(long)]
    heads: Option<PathBuf>,
    /// Public key of the heads, as `aceleracion audit key` prints it; without it, that of the configured key file.
    #[arg(long)]
    key: Option<String>,
}

#[derive(clap::Args)]
struct Source {
    /// The service.
    service: String,
    /// Country code, such as do; left out: what the network owns.
    #[arg(long)]
    country: Option<String>,
    /// Token of an admin; in trial mode one is made.
    #[arg(long, env = "ACELERACION_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    source: Source,
    /// Which entries, in the language of filters: actor, role, method and resource by = and !=, time by <, <=, > and >=;
    /// joined by AND, OR, NOT (or -) and parentheses, where OR binds more tightly than AND.
    #[arg(long, default_value = "")]
    filter: String,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    most: usize,
}

#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    source: Source,
    /// Only what stands behind this place of the chain.
    #[arg(long, default_value_t = 0)]
    after: i64,
}

/// Does it.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    match arguments.action {
        Action::Verify(arguments) => verify(config, arguments).await,
        Action::List(arguments) => list(&config, arguments).await,
        Action::Export(arguments) => export(&config, arguments).await,
        Action::Key => {
            println!("{}", Heads::from_config(&config)?.public_key());
            Ok(())
        }
    }
}

async fn verify(mut config: Config, arguments: Verify) -> Result<(), Problem> {
    if let Some(folder) = arguments.data {
        config.data_folder = folder;
    }
    let no_heads = "signed heads are kept in the log alone here: give a file with them by --heads";
    let file = arguments.heads.or_else(|| config.heads_file()).ok_or_else(|| Problem::Said(no_heads.into()))?;
    let key = match arguments.key {
        Some(key) => key,
        None => Heads::existing(&config)?.public_key(),
    };
    let services: Vec<String> = arguments.service.into_iter().collect();
    let (mut all, mut wrong) = (0, 0);
    for service in chosen(&services)? {
        let heads = verify::heads_in(&file, service.name, &key)?;
        let country = arguments.country.as_deref();
        let chains = verify::verify_offline(service.name, &config, country, &heads).await?;
        let chains = chains.map_err(|problem| Problem::Said(format!("{}: {problem}", service.name)))?;
        for chain in &chains {
            print(service.name, chain);
            all += usize::from(chain.entries > 0);
            wrong += usize::from(chain.wrong.is_some());
        }
    }
    match wrong {
        0 if all == 0 => Err(Problem::Said("there are no entries to verify; look at --data and --country".into())),
        0 => {
            eprintln!("{all} chains, all as they were written");
            Ok(())
        }
        1 => Err(Problem::Said("one chain of the audit log is not as it was written".into())),
        _ => Err(Problem::Said(format!("{wrong} chains of the audit log are not as they were written"))),
    }
}

fn print(service: &str, chain: &Chain) {
    let Chain { country, entries, sealed, hash, signed, erased, wrong } = chain;
    let signed = signed.as_deref().unwrap_or("never");
    let short = hash.get(..16).unwrap_or("none");
    match erased {
        true => println!("{service} {country}: ERASED after {sealed} entries, seal {short}, last signed {signed}"),
        false => {
            println!("{service} {country}: {entries} entries, {sealed} sealed, seal {short}, last signed {signed}");
        }
    }
    if let Some(wrong) = wrong {
        println!("{service} {country}: WRONG from {} on: {}", wrong.first, wrong.problem);
    }
}

impl Source {
    fn parent(&self) -> String {
        let own = format!("services/{}", self.service);
        self.country.as_ref().map_or(own.clone(), |country| format!("countries/{country}/{own}"))
    }

    /// The client of the service's audit log.
    fn client(&self, config: &Config) -> Result<AuditServiceClient<Authorized>, Problem> {
        let caller = acting::caller(config, self.token.as_deref(), Role::RegionalAdmin, NETWORK, "en")?;
        let found = caller.audit.into_iter().find(|(name, _)| *name == self.service);
        found.map(|(_, client)| client).ok_or_else(|| Problem::Said(format!("there is no service {}", self.service)))
    }
}

async fn list(config: &Config, arguments: List) -> Result<(), Problem> {
    let mut client = arguments.source.client(config)?;
    let mut request =
        ListAuditEntriesRequest { parent: arguments.source.parent(), filter: arguments.filter, ..Default::default() };
    let mut left = arguments.most;
    loop {
        request.page_size = i32::try_from(left.min(1000)).unwrap_or(1000);
        let page = client.list_audit_entries(request.clone()).await;
        let page = page.map_err(|status| Problem::call("audit list", &status))?.into_inner();
        for entry in page.audit_entries.iter().take(left) {
            if !told(line(entry))? {
                return Ok(());
            }
        }
        left = left.saturating_sub(page.audit_entries.len());
        if left == 0 || page.next_page_token.is_empty() {
            return Ok(());
        }
        request.page_token = page.next_page_token;
    }
}

async fn export(config: &Config, arguments: Export) -> Result<(), Problem> {
    let mut client = arguments.source.client(config)?;
    let failed = |status: tonic::Status| Problem::call("audit export", &status);
    let request = ExportAuditEntriesRequest { parent: arguments.source.parent(), after_place: arguments.after };
    let mut pieces = client.export_audit_entries(request).await.map_err(failed)?.into_inner();
    while let Some(piece) = pieces.message().await.map_err(failed)? {
        for entry in &piece.audit_entries {
            if !told(json(entry))? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Prints a line; false when nobody reads any more, as behind `head`.
fn told(line: impl Display) -> Result<bool, Problem> {
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => Ok(true),
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(problem) => Err(Problem::File { path: "the standard output".into(), problem: problem.to_string() }),
    }
}

fn line(entry: &AuditEntry) -> String {
    let AuditEntry { actor, role, method, resource, place, .. } = entry;
    let method = method.rsplit('/').next().unwrap_or_default();
    let time = entry.time.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{time}  {actor} ({role})  {method}  {resource}  place {place}  {}", entry.name)
}

/// What was sealed, by the names of the contract. Before and after stay text: that is what the seal is over.
fn json(entry: &AuditEntry) -> serde_json::Value {
    let time = entry.time.as_ref().map(ToString::to_string).unwrap_or_default();
    serde_json::json!({
        "place": entry.place, "hash": entry.hash, "name": entry.name, "time": time, "actor": entry.actor,
        "sealed_actor": entry.sealed_actor,
        "role": entry.role, "method": entry.method, "resource": entry.resource, "request_id": entry.request_id,
        "address": entry.address, "before": entry.before, "after": entry.after,
    })
}
