//! `aceleracion token`: a token of the trial issuer.

use platform::{
    access::{Held, tokens::TrialIssuer},
    config::Config,
    names::{self, NETWORK},
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
    /// Country code, such as do; left out for the roles of the network and for system.
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
    let country = place(role, arguments)?;
    let subject = arguments.subject.clone().unwrap_or_else(|| format!("{}:{country}", arguments.role));
    // On the error stream, since the token alone goes into a variable: another folder has another key.
    eprintln!("a token of {subject}, signed with the trial key in {}", config.data_folder.display());
    println!("{}", issuer.token(&subject, &[Held { role, country }])?);
    Ok(())
}

/// Where the role is held.
fn place(role: Role, arguments: &Arguments) -> Result<String, Problem> {
    let regional = matches!(role, Role::RegionalAdmin | Role::RegionalObserver);
    match &arguments.country {
        Some(_) if regional => {
            Err(Problem::Said(format!("{} is held in the network; leave --country out", arguments.role)))
        }
        Some(country) => known_country(country),
        None if regional || role == Role::System => Ok(NETWORK.to_owned()),
        None => Err(Problem::Said(format!("{} needs --country, such as --country do", arguments.role))),
    }
}

/// A country code as the platform writes it.
pub fn known_country(code: &str) -> Result<String, Problem> {
    let wrong = |_| Problem::Said(format!("{code} is no country code; write two letters in lower case, such as do"));
    names::country_code("country", code).map(str::to_owned).map_err(wrong)
}

/// A role by its name, `office_staff`.
pub fn role(name: &str) -> Result<Role, Problem> {
    let role = Role::from_str_name(&format!("ROLE_{}", name.to_uppercase())).filter(|role| *role != Role::Unspecified);
    role.ok_or_else(|| Problem::Said(format!("there is no role {name}; see `aceleracion token --help`")))
}
