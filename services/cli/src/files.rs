//! `aceleracion files`: what goes of the files that nobody needs.

use platform::{config::Config, names::NETWORK};
use proto::{platform::v1::Role, registrations::v1::CollectFilesRequest};

use crate::{acting::By, problem::Problem};

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Remove what was removed by people, abandoned, or left behind, at once. The service does so by itself, again and again.
    #[command(after_help = "Example: aceleracion files collect --dry-run")]
    Collect {
        /// Country code, such as do; left out: all countries.
        #[arg(long)]
        country: Option<String>,
        /// Say what would go, and remove nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Asks the registrations service, and tells of each country.
pub async fn run(config: Config, Arguments { action, acting }: Arguments) -> Result<(), Problem> {
    let Action::Collect { country, dry_run } = action;
    let mut caller = acting.caller_as(&config, Role::RegionalAdmin, NETWORK)?;
    let request = CollectFilesRequest { dry_run, country_id: country.unwrap_or_default() };
    let answer = caller.registrations.collect_files(request).await;
    let collections = answer.map_err(|status| Problem::call("files", &status))?.into_inner().collections;
    if collections.is_empty() {
        println!("there is nothing to collect");
    }
    let verb = if dry_run { "would go" } else { "went" };
    for one in collections {
        println!(
            "{}: {} files ({} bytes) and {} stray pieces ({} bytes) {verb}",
            one.country_id, one.files, one.file_bytes, one.strays, one.stray_bytes
        );
    }
    Ok(())
}
