//! `aceleracion events`: what a service gave up on.

use platform::{config::Config, names::NETWORK};
use proto::platform::v1::{
    GetParkedEventRequest, ListParkedEventsRequest, ParkedEvent, ReplayParkedEventRequest, Role,
};

use crate::{acting, problem::Problem};

/// What to do.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// Token of a regional admin; in trial mode one is made.
    #[arg(long, global = true, env = "ACELERACION_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

#[derive(clap::Subcommand)]
enum Action {
    /// List parked events of one service, or of all.
    #[command(after_help = "Example: aceleracion events parked --service reviews")]
    Parked {
        /// Only of this service.
        #[arg(long)]
        service: Option<String>,
    },
    /// Show one parked event.
    #[command(after_help = "Example: aceleracion events show services/reviews/parkedEvents/0197f5c2-…")]
    Show {
        /// Its name, as `parked` lists it.
        name: String,
    },
    /// Have a parked event tried again.
    #[command(after_help = "Example: aceleracion events replay services/reviews/parkedEvents/0197f5c2-…")]
    Replay {
        /// Its name, as `parked` lists it.
        name: String,
    },
}

/// Does it, through the API.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let caller = acting::caller(&config, arguments.token.as_deref(), Role::RegionalAdmin, NETWORK, "en")?;
    let failed = |status: tonic::Status| Problem::call("events", &status);
    let client = |name: &str| {
        let service = name.split('/').nth(1).unwrap_or(name);
        let found = caller.events.iter().find(|(known, _)| *known == service);
        found.map(|(_, client)| client.clone()).ok_or_else(|| Problem::Said(format!("there is no service {service}")))
    };
    match arguments.action {
        Action::Parked { service } => {
            if let Some(service) = &service {
                client(&format!("services/{service}"))?;
            }
            for (name, client) in &caller.events {
                if service.as_deref().is_some_and(|wanted| wanted != *name) {
                    continue;
                }
                let mut request = ListParkedEventsRequest { parent: format!("services/{name}"), ..Default::default() };
                loop {
                    let page = client.clone().list_parked_events(request.clone()).await.map_err(failed)?.into_inner();
                    page.parked_events.iter().for_each(print);
                    if page.next_page_token.is_empty() {
                        break;
                    }
                    request.page_token = page.next_page_token;
                }
            }
        }
        Action::Show { name } => {
            let answer = client(&name)?.get_parked_event(GetParkedEventRequest { name }).await.map_err(failed)?;
            if let Some(event) = answer.into_inner().parked_event {
                print(&event);
                println!("{}", event.content);
            }
        }
        Action::Replay { name } => {
            let request = ReplayParkedEventRequest { name: name.clone(), ..Default::default() };
            client(&name)?.replay_parked_event(request).await.map_err(failed)?;
            println!("{name} is tried again");
        }
    }
    Ok(())
}

fn print(event: &ParkedEvent) {
    println!("{}  {}  {}  tried {} times: {}", event.name, event.event, event.subject, event.attempts, event.failure);
}
