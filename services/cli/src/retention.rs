//! `aceleracion retention`: what is removed by age, as the office of a country set it.

use platform::config::Config;
use proto::platform::v1::{PreviewRetentionRequest, Role};

use crate::{acting::Acting, problem::Problem};

/// Where, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// Country code, such as do.
    #[arg(long)]
    country: String,
    /// Say what the next round would remove, and remove nothing. The services do their rounds by themselves, each hour.
    #[arg(long, required = true)]
    dry_run: bool,
    #[command(flatten)]
    acting: Acting,
}

/// Asks each service.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let Arguments { country, acting, dry_run: _ } = arguments;
    let failed = |status: tonic::Status| Problem::call("retention", &status);
    for (service, mut client) in acting.caller_as(&config, Role::OfficeAdmin, &country)?.personal {
        let parent = format!("countries/{country}/services/{service}");
        let answer = client.preview_retention(PreviewRetentionRequest { parent }).await.map_err(failed)?.into_inner();
        for preview in answer.previews {
            let after = if preview.days == 0 { "never".to_owned() } else { format!("after {} days", preview.days) };
            println!("{service}: {}, {after}: {} to be removed", preview.kind, preview.count);
            preview.names.iter().for_each(|name| println!("  {name}"));
        }
    }
    Ok(())
}
