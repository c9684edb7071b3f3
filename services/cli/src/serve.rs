//! `aceleracion serve`: some services, or all, until told to stop.

use std::sync::Arc;

use platform::{config::Config, run, service::Service, telemetry};

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
    let telemetry = telemetry::start(&config, name)?;
    let config = Arc::new(config);
    let mut running = run::start(&SERVICES, &chosen, &config, &telemetry.metrics()).await?;
    println!("serving on {}://{}", config.scheme(), running.address);
    tokio::select! {
        () = told_to_stop() => {}
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

/// Resolves on SIGTERM or an interrupt.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(problem) => {
            tracing::warn!(%problem, "SIGTERM cannot be awaited");
            let _ = interrupted.await;
        }
    }
}
