#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod acting;
mod audit;
mod config;
mod countries;
mod demo;
mod events;
mod export;
mod figures;
mod files;
mod health;
mod import;
mod interventions;
mod keys;
mod members;
mod migrate;
mod person;
mod problem;
mod retention;
mod serve;
mod token;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use platform::{config::Config, service::Service};
use problem::Problem;

/// A call makes hundreds of small allocations; this one gives and takes them faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// All services of the platform.
const SERVICES: [Service; 4] = [partners::SERVICE, registrations::SERVICE, reviews::SERVICE, notifications::SERVICE];

/// Aceleración 2030: a network of country offices finds, validates and makes known innovations that already work.
#[derive(Parser)]
#[command(name = "aceleracion", version, after_help = "Example: aceleracion demo")]
struct Arguments {
    /// Settings file (TOML); what it leaves out keeps its default. See `aceleracion config`.
    #[arg(long, global = true, env = "ACELERACION_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a whole first edition over nine countries, then go on serving.
    #[command(after_help = "Example: aceleracion demo --once --json")]
    Demo(demo::Arguments),
    /// Serve services, all of them or those named.
    #[command(after_help = "Example: aceleracion serve registrations reviews")]
    Serve(serve::Arguments),
    /// Create or update the schemas of services.
    #[command(after_help = "Example: ACELERACION_CONFIG=production.toml aceleracion migrate")]
    Migrate(migrate::Arguments),
    /// Print the settings in force, secrets hidden.
    #[command(after_help = "Example: ACELERACION__SERVER__LISTEN=0.0.0.0:7400 aceleracion config")]
    Config,
    /// Print a token of the trial issuer.
    #[command(after_help = "Example: aceleracion token --as office_admin --country do")]
    Token(token::Arguments),
    /// Import a spreadsheet of registrations as the office of a country.
    #[command(after_help = "Example: aceleracion import registrations.csv --country do --edition 2020")]
    Import(import::Arguments),
    /// Export the registrations of a country, or of all, into a file.
    #[command(
        after_help = "Example: aceleracion export --country do --format csv --output do.csv --filter 'state = SUBMITTED'"
    )]
    Export(export::Arguments),
    /// Count registrations: where they stand, how long they took, what is left to do.
    #[command(after_help = "Example: aceleracion figures --country do --edition 2020 --json")]
    Figures(figures::Arguments),
    /// Collect the files that nobody needs.
    #[command(after_help = "Example: aceleracion files collect --dry-run")]
    Files(files::Arguments),
    /// Admit, configure, suspend and resume a country, take it to another installation, and erase it.
    #[command(after_help = "Example: aceleracion countries export --country do --to do.tar.gz")]
    Countries(countries::Arguments),
    /// Invite members, list them, and take their roles again.
    #[command(after_help = "Example: aceleracion members list --country do")]
    Members(members::Arguments),
    /// Issue, list, rotate and revoke the keys of other systems.
    #[command(after_help = "Example: aceleracion keys list --country do")]
    Keys(keys::Arguments),
    /// Act inside a country from the network, for a reason and for a while.
    #[command(after_help = "Example: aceleracion interventions list --country do")]
    Interventions(interventions::Arguments),
    /// Export what is held of somebody, and have it erased.
    #[command(after_help = "Example: aceleracion person requests --country do")]
    Person(person::Arguments),
    /// Say what will be removed by age.
    #[command(after_help = "Example: aceleracion retention --country do --dry-run")]
    Retention(retention::Arguments),
    /// List, show and replay events that a service gave up on.
    #[command(after_help = "Example: aceleracion events parked --service reviews")]
    Events(events::Arguments),
    /// Check the audit log, list it, and take it away.
    #[command(after_help = "Example: aceleracion audit verify --data data")]
    Audit(audit::Arguments),
    /// Ask whether services serve; ends with 0 when they do, and with 1 otherwise.
    #[command(after_help = "Example: aceleracion health --url http://127.0.0.1:7400 registrations")]
    Health(health::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("aceleracion: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Problem> {
    let config = Config::load(arguments.config.as_deref())?;
    match arguments.command {
        Command::Demo(arguments) => demo::run(config, arguments).await,
        Command::Serve(arguments) => serve::run(config, arguments).await,
        Command::Migrate(arguments) => migrate::run(config, arguments).await,
        Command::Config => config::run(&config),
        Command::Token(arguments) => token::run(&config, &arguments),
        Command::Import(arguments) => import::run(config, arguments).await,
        Command::Export(arguments) => export::run(config, arguments).await,
        Command::Figures(arguments) => figures::run(config, arguments).await,
        Command::Files(arguments) => files::run(config, arguments).await,
        Command::Countries(arguments) => countries::run(config, arguments).await,
        Command::Members(arguments) => members::run(config, arguments).await,
        Command::Keys(arguments) => keys::run(config, arguments).await,
        Command::Interventions(arguments) => interventions::run(config, arguments).await,
        Command::Person(arguments) => person::run(config, arguments).await,
        Command::Retention(arguments) => retention::run(config, arguments).await,
        Command::Events(arguments) => events::run(config, arguments).await,
        Command::Audit(arguments) => audit::run(config, arguments).await,
        Command::Health(arguments) => health::run(config, arguments).await,
    }
}
