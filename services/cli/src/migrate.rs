//! `aceleracion migrate`: creating and updating schemas, as the role that owns them.

use platform::{config::Config, store::Store};

use crate::{problem::Problem, serve::chosen};

/// Which services.
#[derive(clap::Args)]
pub struct Arguments {
    /// Services; all of them when none is named.
    services: Vec<String>,
}

/// Migrates one database after the other, telling each.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    config.check()?;
    for service in chosen(&arguments.services)? {
        Store::migrate(service.name, &config, service.migrations).await?;
        println!("{}: the schema is up to date", service.name);
    }
    Ok(())
}
