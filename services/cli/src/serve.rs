//! `aceleracion serve`: some services, or all, until told to stop.

use std::{future::Future, sync::Arc};

use platform::{config::Config, run, service::Service, telemetry};

use tokio::signal::unix::{SignalKind, signal};

use crate::{SERVICES, problem::Problem};

/// Which services.
#[derive(clap::Args)]
pub struct Arguments {
    /// Services; all of them when none is named.
    services: Vec<String>,
}

/// Serves until SIGTERM or an interrupt, then ends what is under way.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let chosen = chosen(&arguments.services)?;
    let name = match chosen.as_slice() {
        [one] => one.name,
        _ => "aceleracion",
    };
    let told_to_stop = told_to_stop()?;
    let telemetry = telemetry::start(&config, name)?;
    let config = Arc::new(config);
    let mut running = run::start(&SERVICES, &chosen, &config, &telemetry.metrics()).await?;
    println!("serving on {}://{}", config.scheme(), running.address);
    tokio::select! {
        () = told_to_stop => {}
        () = running.ended() => tracing::error!("serving ended by itself"),
    }
    let clean = running.stop().await;
    tracing::info!(clean, "stopped");
    telemetry.stop().await;
    // What did not end in time must not keep the process.
    std::process::exit(0)
}

/// The services named, or all. Refuses a name that is none.
pub fn chosen(names: &[String]) -> Result<Vec<Service>, Problem> {
    if names.is_empty() {
        return Ok(SERVICES.to_vec());
    }
    let mut chosen = Vec::new();
    for name in names {
        let service = SERVICES.iter().find(|service| service.name == *name);
        let known = SERVICES.map(|service| service.name).join(", ");
        chosen.push(*service.ok_or_else(|| Problem::Said(format!("there is no service {name}; there are {known}")))?);
    }
    Ok(chosen)
}

/// Listens for SIGTERM and interrupts from now on; what is returned resolves at the first. Called before anything
/// starts: a signal that nobody listens for ends the process in the midst of what it does.
pub fn told_to_stop() -> Result<impl Future<Output = ()>, Problem> {
    let listen =
        |kind| signal(kind).map_err(|problem| Problem::Said(format!("signals cannot be listened for: {problem}")));
    let (mut terminated, mut interrupted) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}
