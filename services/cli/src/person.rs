//! `aceleracion person`: what is held of somebody, and its erasure.

use platform::{config::Config, names};
use proto::{
    platform::v1::{ExportPersonalDataRequest, PersonalProof, PersonalRecord},
    registrations::v1::{
        ErasePersonRequest, ErasureRequest, ListErasureRequestsRequest, RefuseErasureRequest, RequestErasureRequest,
    },
};
use serde_json::{Value, json};

use crate::{
    acting::{Acting, By},
    problem::Problem,
};

/// The services, those first that know whose something is.
const ORDER: [&str; 4] = ["registrations", "partners", "reviews", "notifications"];

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Print all that the services hold of somebody, a line of JSON a row.
    #[command(
        after_help = "Example: aceleracion person export --country do --of countries/do/registrations/0197f5c2-…"
    )]
    Export {
        #[command(flatten)]
        whose: Whose,
    },
    /// Ask for somebody's erasure. Their data is blocked until an admin decides.
    #[command(
        after_help = "Example: aceleracion person request --country do --of countries/do/registrations/0197f5c2-…"
    )]
    Request {
        #[command(flatten)]
        whose: Whose,
    },
    /// List the requests of a country, with the day by which each has to be answered.
    #[command(after_help = "Example: aceleracion person requests --country do")]
    Requests {
        /// Country code, such as do, or `network`.
        #[arg(long)]
        country: String,
    },
    /// Erase whom a request is about, in every service. It cannot be undone.
    #[command(after_help = "Example: aceleracion person erase countries/do/erasureRequests/0197f5c2-…")]
    Erase {
        /// Its name, as `requests` shows it.
        name: String,
    },
    /// Refuse a request, and free the data again.
    #[command(
        after_help = "Example: aceleracion person refuse countries/do/erasureRequests/0197f5c2-… --reason 'the law asks \
                      us to keep it until June'"
    )]
    Refuse {
        /// Its name, as `requests` shows it.
        name: String,
        /// Why, in words for the person.
        #[arg(long)]
        reason: String,
    },
}

#[derive(clap::Args)]
pub struct Whose {
    /// Country code, such as do, or `network` for what the network itself holds.
    #[arg(long)]
    country: String,
    /// One of the person's registrations, or the member, by name; left out: whoever the token is for.
    #[arg(long, default_value = "")]
    of: String,
}

/// Does it, through the API.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let By { action, acting } = arguments;
    let failed = |status: tonic::Status| Problem::call("person", &status);
    match action {
        Action::Export { whose } => export(&config, &acting, whose).await,
        Action::Request { whose } => {
            let Whose { country, of } = whose;
            let parent = names::owner(&country);
            let mut caller = acting.caller(&config, &parent)?.registrations;
            let request = RequestErasureRequest { parent, person: of, ..Default::default() };
            print(caller.request_erasure(request).await.map_err(failed)?.into_inner().erasure_request);
            Ok(())
        }
        Action::Requests { country } => {
            let parent = names::owner(&country);
            let mut caller = acting.caller(&config, &parent)?.registrations;
            let mut request = ListErasureRequestsRequest { parent, ..Default::default() };
            loop {
                let page = caller.list_erasure_requests(request.clone()).await.map_err(failed)?.into_inner();
                page.erasure_requests.into_iter().for_each(|found| print(Some(found)));
                if page.next_page_token.is_empty() {
                    return Ok(());
                }
                request.page_token = page.next_page_token;
            }
        }
        Action::Erase { name } => {
            let mut caller = acting.caller(&config, &name)?.registrations;
            let request = ErasePersonRequest { name, ..Default::default() };
            print(caller.erase_person(request).await.map_err(failed)?.into_inner().erasure_request);
            Ok(())
        }
        Action::Refuse { name, reason } => {
            let mut caller = acting.caller(&config, &name)?.registrations;
            let request = RefuseErasureRequest { name, reason, ..Default::default() };
            print(caller.refuse_erasure(request).await.map_err(failed)?.into_inner().erasure_request);
            Ok(())
        }
    }
}

/// What one service proves to be the person's opens what the next holds of it.
async fn export(config: &Config, acting: &Acting, whose: Whose) -> Result<(), Problem> {
    let Whose { country, of } = whose;
    let failed = |status: tonic::Status| Problem::call("person export", &status);
    let owner = names::owner(&country);
    let mut clients = acting.caller(config, &owner)?.personal;
    let mut proofs: Vec<PersonalProof> = Vec::new();
    for service in ORDER {
        let Some((_, client)) = clients.iter_mut().find(|(name, _)| *name == service) else { continue };
        let request = ExportPersonalDataRequest {
            parent: format!("{owner}/services/{service}"),
            person: of.clone(),
            proofs: proofs.clone(),
        };
        let mut pieces = client.export_personal_data(request).await.map_err(failed)?.into_inner();
        while let Some(piece) = pieces.message().await.map_err(failed)? {
            for record in piece.records {
                println!("{}", line(service, &record));
                if !record.proof.is_empty() {
                    proofs.push(PersonalProof { name: record.name, proof: record.proof });
                }
            }
        }
    }
    Ok(())
}

fn line(service: &str, record: &PersonalRecord) -> Value {
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    json!({"service": service, "table": record.table, "name": record.name, "content": content})
}

fn print(request: Option<ErasureRequest>) {
    let Some(request) = request else { return };
    let state = request.state().as_str_name().trim_start_matches("STATE_").to_lowercase();
    let due = if request.due_date.is_empty() { "no date set".to_owned() } else { format!("by {}", request.due_date) };
    println!("{}  {state}  {due}  {}", request.name, request.names.join(" "));
}
