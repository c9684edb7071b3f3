//! `aceleracion token`: a token of the trial issuer.

use platform::{
    access::{Held, tokens::TrialIssuer},
    config::Config,
    names::NETWORK,
};
use proto::platform::v1::Role;

use crate::problem::Problem;

/// Whose token.
#[derive(clap::Args)]
pub struct Arguments {
    /// Role: applicant, reviewer, partner_representative, office_staff, office_admin, regional_observer,
    /// regional_admin or system.
    #[arg(long = "as")]
    role: String,
    /// Country code, such as do; left out for the roles of the network.
    #[arg(long)]
    country: Option<String>,
    /// The identity's subject; made from role and country when left out.
    #[arg(long)]
    subject: Option<String>,
}

/// Prints the token alone, so that it can be put into a variable.
pub fn run(config: &Config, arguments: &Arguments) -> Result<(), Problem> {
    let issuer = TrialIssuer::from_config(config)?;
    let role = role(&arguments.role)?;
    let regional = matches!(role, Role::RegionalAdmin | Role::RegionalObserver);
    let country = match (&arguments.country, regional) {
        (Some(country), _) => country.clone(),
        (None, true) => NETWORK.to_owned(),
        (None, false) => {
            return Err(Problem::Said(format!("{} needs --country, such as --country do", arguments.role)));
        }
    };
    let subject = arguments.subject.clone().unwrap_or_else(|| format!("{}:{country}", arguments.role));
    println!("{}", issuer.token(&subject, &[Held { role, country }])?);
    Ok(())
}

/// A role by its name, `office_staff`.
pub fn role(name: &str) -> Result<Role, Problem> {
    let role = Role::from_str_name(&format!("ROLE_{}", name.to_uppercase())).filter(|role| *role != Role::Unspecified);
    role.ok_or_else(|| Problem::Said(format!("there is no role {name}; see `aceleracion token --help`")))
}
