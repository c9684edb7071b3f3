//! In whose name a command about roles calls, and in which place.

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
    config::Config,
    names::NETWORK,
};
use proto::platform::v1::Role;

use crate::problem::Problem;

/// With which token.
#[derive(clap::Args)]
pub struct Acting {
    /// Token of an admin of the country, or of the network; in trial mode one is made.
    #[arg(long, global = true, env = "ACELERACION_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

/// What a command does, and with which token.
#[derive(clap::Args)]
pub struct By<Action: clap::Subcommand> {
    #[command(subcommand)]
    pub action: Action,
    #[command(flatten)]
    pub acting: Acting,
}

/// Where.
#[derive(clap::Args)]
pub struct Place {
    /// Country code, such as do; left out for the network.
    #[arg(long)]
    country: Option<String>,
}

impl Place {
    /// The resource name of the place.
    pub fn parent(&self) -> String {
        self.country.as_ref().map_or(NETWORK.to_owned(), |country| format!("countries/{country}"))
    }
}

impl Acting {
    /// The services, as an admin of the place in `name` sees them.
    pub fn caller(&self, config: &Config, name: &str) -> Result<Caller, Problem> {
        let country = name.strip_prefix("countries/").and_then(|rest| rest.split('/').next()).unwrap_or(NETWORK);
        let role = if country == NETWORK { Role::RegionalAdmin } else { Role::OfficeAdmin };
        self.caller_as(config, role, country)
    }

    /// The services, as this identity sees them, whatever it holds. What is done once is done by nobody made up.
    pub fn caller_of(&self, config: &Config, subject: Option<&str>) -> Result<Caller, Problem> {
        let token = match (&self.token, subject) {
            (Some(token), _) => token.clone(),
            (None, Some(subject)) => TrialIssuer::from_config(config)?.token(subject, &[])?,
            (None, None) => {
                let said = "say who does this: --token with a token of theirs, or in trial mode --subject";
                return Err(Problem::Said(said.into()));
            }
        };
        Ok(Clients::from_config(config, config.server.listen)?.caller(&token, "en")?)
    }

    /// The services, as somebody with this role there sees them.
    pub fn caller_as(&self, config: &Config, role: Role, country: &str) -> Result<Caller, Problem> {
        caller(config, self.token.as_deref(), role, country, "en")
    }
}

/// The services, as the bearer of a token sees them; without one, in trial mode, as somebody with this role there. Answers
/// are in `language`.
pub fn caller(
    config: &Config,
    token: Option<&str>,
    role: Role,
    country: &str,
    language: &str,
) -> Result<Caller, Problem> {
    let token = match token {
        Some(token) => token.to_owned(),
        None => {
            let name = role.as_str_name().trim_start_matches("ROLE_").to_lowercase();
            let held = Held { role, country: country.to_owned() };
            TrialIssuer::from_config(config)?.token(&format!("{name}:{country}"), &[held])?
        }
    };
    Ok(Clients::from_config(config, config.server.listen)?.caller(&token, language)?)
}
