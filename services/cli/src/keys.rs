//! `aceleracion keys`: what other systems call with.

use std::time::{Duration, SystemTime};

use platform::config::Config;
use proto::{
    partners::v1::{ApiKey, CreateApiKeyRequest, ListApiKeysRequest, RevokeApiKeyRequest, RotateApiKeyRequest},
    platform::v1::Role,
};

use crate::{
    acting::{By, Place},
    members::roles,
    problem::Problem,
    token::role,
};

const HOUR: u64 = 3600;

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Issue a key. Its secret is printed alone, and cannot be had again.
    #[command(after_help = "Example: aceleracion keys create observatory --role regional_observer --only do --only cr")]
    Create {
        /// What calls with it.
        display_name: String,
        /// Role, such as office_staff; may be given more than once.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        #[command(flatten)]
        place: Place,
        /// Country code that a regional_observer's key is narrowed to; may be given more than once.
        #[arg(long = "only", value_name = "COUNTRY")]
        only: Vec<String>,
        /// How long it is good, in days.
        #[arg(long, default_value_t = 90)]
        days: u64,
    },
    /// List the keys of a country, or of the network.
    #[command(after_help = "Example: aceleracion keys list --country do")]
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Give a key a new secret, which is printed alone.
    #[command(after_help = "Example: aceleracion keys rotate countries/do/apiKeys/0197f5c2-… --overlap-hours 24")]
    Rotate {
        /// Its name, as `list` shows it.
        name: String,
        /// How long the secret before is still good; at most a week.
        #[arg(long, default_value_t = 0)]
        overlap_hours: u32,
    },
    /// End a key.
    #[command(after_help = "Example: aceleracion keys revoke countries/do/apiKeys/0197f5c2-…")]
    Revoke {
        /// Its name, as `list` shows it.
        name: String,
    },
}

/// Does it, through the API.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let By { action, acting } = arguments;
    let failed = |status: tonic::Status| Problem::call("keys", &status);
    match action {
        Action::Create { display_name, roles, place, only, days } => {
            let roles: Vec<Role> = roles.iter().map(|name| role(name)).collect::<Result<_, _>>()?;
            let end = SystemTime::now().checked_add(Duration::from_secs(days.saturating_mul(24 * HOUR)));
            let api_key = ApiKey {
                display_name,
                roles: roles.into_iter().map(i32::from).collect(),
                countries: only.iter().map(|code| format!("countries/{code}")).collect(),
                expire_time: end.map(prost_types::Timestamp::from),
                ..ApiKey::default()
            };
            let parent = place.parent();
            let mut partners = acting.caller(&config, &parent)?.partners;
            let request = CreateApiKeyRequest { parent, api_key: Some(api_key) };
            let issued = partners.create_api_key(request).await.map_err(failed)?.into_inner();
            eprintln!("{}", line(&issued.api_key.unwrap_or_default()));
            println!("{}", issued.secret);
        }
        Action::List { place } => {
            let parent = place.parent();
            let mut partners = acting.caller(&config, &parent)?.partners;
            let mut request = ListApiKeysRequest { parent, ..Default::default() };
            loop {
                let page = partners.list_api_keys(request.clone()).await.map_err(failed)?.into_inner();
                page.api_keys.iter().for_each(|key| println!("{}", line(key)));
                if page.next_page_token.is_empty() {
                    break;
                }
                request.page_token = page.next_page_token;
            }
        }
        Action::Rotate { name, overlap_hours } => {
            let mut partners = acting.caller(&config, &name)?.partners;
            let overlap = prost_types::Duration { seconds: i64::from(overlap_hours) * 3600, nanos: 0 };
            let request = RotateApiKeyRequest { name, overlap: Some(overlap), ..Default::default() };
            let rotated = partners.rotate_api_key(request).await.map_err(failed)?.into_inner();
            eprintln!("{}", line(&rotated.api_key.unwrap_or_default()));
            println!("{}", rotated.secret);
        }
        Action::Revoke { name } => {
            let mut partners = acting.caller(&config, &name)?.partners;
            let request = RevokeApiKeyRequest { name, ..Default::default() };
            let revoked = partners.revoke_api_key(request).await.map_err(failed)?.into_inner();
            println!("{}", line(&revoked.api_key.unwrap_or_default()));
        }
    }
    Ok(())
}

fn line(key: &ApiKey) -> String {
    let moment = |at: &Option<prost_types::Timestamp>| at.as_ref().map(ToString::to_string);
    let ends = match (moment(&key.revoke_time), moment(&key.expire_time)) {
        (Some(revoked), _) => format!("revoked {revoked}"),
        (None, ends) => format!("ends {}", ends.unwrap_or_default()),
    };
    let used = moment(&key.last_use_time).map_or("never used".to_owned(), |used| format!("last used {used}"));
    format!("{}  {}  {}  {ends}, {used}", key.name, roles(key.roles()), key.display_name)
}
