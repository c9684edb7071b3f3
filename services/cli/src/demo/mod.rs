//! `aceleracion demo`: a whole first edition from a file, and entries that people make in another one; through the public
//! gRPC API only.
//!
//! What always holds: nothing here reaches into a service; every step looks first at what is there, so that a second
//! run on the same data changes nothing.

mod by_hand;
mod cast;
mod conflicts;
mod deciding;
mod discussing;
mod lending;
mod network;
mod outcome;
mod proposing;
mod registering;
mod reviewing;
mod table;
mod validating;

use std::{path::PathBuf, pin::pin, sync::Arc, time::Instant};

use platform::{config::Config, run, telemetry};

use crate::{SERVICES, problem::Problem, serve::told_to_stop};
use cast::Cast;
use outcome::Outcome;

/// The first edition's name.
const EDITION: &str = "2020";
const REGISTRATIONS: &[u8] = include_bytes!("../../sample/first-edition.csv");
const PARTNERS: &[u8] = include_bytes!("../../sample/partners.csv");

/// How to run it.
#[derive(clap::Args)]
pub struct Arguments {
    /// End when the edition is through, instead of going on serving.
    #[arg(long)]
    once: bool,
    /// Print the outcome as one JSON object on stdout, and nothing else there; ends like --once.
    #[arg(long)]
    json: bool,
    /// A spreadsheet of registrations instead of the built-in sample.
    #[arg(long)]
    from: Option<PathBuf>,
    /// A table of institutions instead of the built-in sample: CSV in UTF-8 with the columns id, name, kind, countries,
    /// roles; several countries or roles in one cell are parted by `;`.
    #[arg(long)]
    partners: Option<PathBuf>,
    /// Folder for the data, instead of the configured one.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Start nothing: run against services that serve already, at the addresses in `clients`.
    #[arg(long)]
    remote: bool,
}

/// Runs the edition, prints what came of it, and goes on serving unless told otherwise.
pub async fn run(mut config: Config, arguments: Arguments) -> Result<(), Problem> {
    if let Some(folder) = &arguments.data {
        config.data_folder = folder.clone();
    }
    let registrations = read(arguments.from.as_ref(), REGISTRATIONS)?;
    let partners = read(arguments.partners.as_ref(), PARTNERS)?;
    if config.telemetry.log_filter == "info" {
        // The steps tell the story; the log of every start and stop would drown it.
        config.telemetry.log_filter = "warn".into();
    }
    let mut told_to_stop = pin!(told_to_stop()?);
    let telemetry = telemetry::start(&config, "aceleracion")?;
    let config = Arc::new(config);
    let running = match arguments.remote {
        true => None,
        false => Some(run::start(&SERVICES, &SERVICES, &config, &telemetry.metrics()).await?),
    };
    let address = running.as_ref().map_or(config.server.listen, |running| running.address);
    let cast = Cast::new(&config, address)?;
    let told = tokio::select! {
        told = edition(&cast, &registrations, &partners) => told,
        () = &mut told_to_stop => {
            Err(Problem::Said("stopped before the edition was through; the same command goes on where it was".into()))
        }
    };
    if let Ok(outcome) = &told {
        match arguments.json {
            true => println!("{}", outcome.json()),
            false => println!("{}", table::table(outcome)),
        }
    }
    if let Some(running) = running {
        if told.is_ok() && !arguments.once && !arguments.json {
            println!("{}", table::what_next(address, &config.data_folder));
            told_to_stop.await;
        }
        running.stop().await;
    }
    telemetry.stop().await;
    told.map(drop)
}

async fn edition(cast: &Cast, registrations: &[u8], partners: &[u8]) -> Result<Outcome, Problem> {
    let begun = Instant::now();
    let mut outcome = Outcome::default();
    let partners = network::partners(partners)?;
    network::set_up(cast, &partners, &mut outcome).await?;
    registering::import(cast, registrations, &mut outcome).await?;
    reviewing::screen(cast, EDITION, &mut outcome).await?;
    conflicts::record(cast, EDITION, &mut outcome).await?;
    lending::lend(cast, &mut outcome).await?;
    proposing::assign(cast, EDITION, &mut outcome).await?;
    conflicts::declare(cast, EDITION, &mut outcome).await?;
    reviewing::review(cast, EDITION, &mut outcome).await?;
    discussing::discuss(cast, EDITION, &mut outcome).await?;
    deciding::rank(cast).await?;
    deciding::decide(cast, EDITION, &mut outcome).await?;
    deciding::overturn(cast, &mut outcome).await?;
    validating::validate(cast, EDITION, &partners, &mut outcome).await?;
    validating::publish(cast, EDITION, &mut outcome).await?;
    by_hand::run(cast, &partners, &mut outcome).await?;
    outcome::count(cast, &mut outcome).await?;
    outcome.seconds = begun.elapsed().as_secs_f64();
    Ok(outcome)
}

fn read(file: Option<&PathBuf>, sample: &[u8]) -> Result<Vec<u8>, Problem> {
    let Some(file) = file else { return Ok(sample.to_vec()) };
    let problem =
        |problem: std::io::Error| Problem::File { path: file.display().to_string(), problem: problem.to_string() };
    std::fs::read(file).map_err(problem)
}
