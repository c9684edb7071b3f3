//! `aceleracion interventions`: acting inside a country from the network, for a reason and for a while.

use std::time::{Duration, SystemTime};

use platform::{config::Config, names::NETWORK};
use proto::{
    partners::v1::{CloseInterventionRequest, Intervention, ListInterventionsRequest, OpenInterventionRequest},
    platform::v1::Role,
};

use crate::{acting::By, problem::Problem};

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Act in a country as an office admin for a while; its office is told.
    #[command(
        after_help = "Example: aceleracion interventions open --country do --reason \"the first admins are to be invited\""
    )]
    Open {
        /// Country code, such as do.
        #[arg(long)]
        country: String,
        /// Why, for the country's office to read.
        #[arg(long)]
        reason: String,
        /// How long, at most 8.
        #[arg(long, default_value_t = 1)]
        hours: u32,
    },
    /// End an intervention before its time.
    #[command(after_help = "Example: aceleracion interventions close countries/do/interventions/0197f5c2-…")]
    Close {
        /// Its name, as `list` shows it.
        name: String,
    },
    /// List the interventions in a country, or in all.
    #[command(after_help = "Example: aceleracion interventions list --country do")]
    List {
        /// Country code, such as do; left out for all.
        #[arg(long, default_value = "-")]
        country: String,
    },
}

/// Does it, through the API.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let failed = |status: tonic::Status| Problem::call("interventions", &status);
    let mut partners = arguments.acting.caller_as(&config, Role::RegionalAdmin, NETWORK)?.partners;
    match arguments.action {
        Action::Open { country, reason, hours } => {
            let end = SystemTime::now().checked_add(Duration::from_secs(u64::from(hours) * 3600));
            let expire_time = end.map(prost_types::Timestamp::from);
            let intervention = Some(Intervention { reason, expire_time, ..Intervention::default() });
            let parent = format!("countries/{country}");
            let request = OpenInterventionRequest { parent, intervention, ..Default::default() };
            print(partners.open_intervention(request).await.map_err(failed)?.into_inner().intervention);
        }
        Action::Close { name } => {
            let request = CloseInterventionRequest { name, ..Default::default() };
            print(partners.close_intervention(request).await.map_err(failed)?.into_inner().intervention);
        }
        Action::List { country } => {
            let mut request = ListInterventionsRequest { parent: format!("countries/{country}"), ..Default::default() };
            loop {
                let page = partners.list_interventions(request.clone()).await.map_err(failed)?.into_inner();
                page.interventions.into_iter().for_each(|intervention| print(Some(intervention)));
                if page.next_page_token.is_empty() {
                    break;
                }
                request.page_token = page.next_page_token;
            }
        }
    }
    Ok(())
}

fn print(intervention: Option<Intervention>) {
    let Some(intervention) = intervention else { return };
    let moment = |at: &Option<prost_types::Timestamp>| at.as_ref().map(ToString::to_string);
    let ends = match (moment(&intervention.close_time), moment(&intervention.expire_time)) {
        (Some(closed), _) => format!("closed {closed}"),
        (None, ends) => format!("ends {}", ends.unwrap_or_default()),
    };
    println!("{}  {ends}  {}: {}", intervention.name, intervention.subject, intervention.reason);
}
