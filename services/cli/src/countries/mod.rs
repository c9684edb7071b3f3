//! `aceleracion countries`: the life of a country, from its admission to its end.

mod archive;
mod configure;
mod export;
mod import;

use std::{path::PathBuf, time::Duration};

use platform::{clients::Caller, config::Config, names::NETWORK};
use proto::{
    partners::v1::{
        CancelCountryErasureRequest, ConfirmCountryErasureRequest, Country, EraseCountryRequest, ResumeCountryRequest,
        SuspendCountryRequest,
    },
    platform::v1::SummarizeCountryRequest,
};
use tonic::Status;

use crate::{
    acting::{Acting, By},
    problem::Problem,
};

/// Between two looks at how far an erasure is.
const LOOK: Duration = Duration::from_millis(500);
/// How long a call about everything of a country may take: as long as that takes.
const A_DAY: u64 = 24 * 3600;

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit a country to the network.
    #[command(
        after_help = "Example: aceleracion countries admit do --name 'es=República Dominicana' --language es --time-zone America/Santo_Domingo --admin ana@example.org"
    )]
    Admit(configure::Admission),
    /// Change a country: names, languages, time zone, the office's address, and what the office sets.
    ///
    /// That is its look, the data-protection notice, how long things are kept, and within how many days the office answers.
    /// Who sees its entries in the catalogue (`settings.catalogue_visibility`) cannot be set here, but by `UpdateCountry`.
    #[command(
        after_help = "Example: aceleracion countries configure --country do --notice es=aviso.txt --draft-days 180"
    )]
    Configure(Box<configure::Changes>),
    /// Suspend a country: its staff may read, everything else waits.
    #[command(after_help = "Example: aceleracion countries suspend --country do --reason 'the office has been closed'")]
    Suspend {
        #[command(flatten)]
        which: Which,
        /// Why, for everybody to read.
        #[arg(long)]
        reason: String,
    },
    /// Let a suspended country take part again.
    #[command(after_help = "Example: aceleracion countries resume --country do")]
    Resume(Which),
    /// Take everything of a country out into one signed archive. It is confidential.
    #[command(after_help = "Example: aceleracion countries export --country do --to do.tar.gz")]
    Export {
        #[command(flatten)]
        which: Which,
        /// The archive to write; nothing may be there.
        #[arg(long)]
        to: PathBuf,
    },
    /// Check an archive, and bring it into an installation that does not have the country.
    #[command(after_help = "Example: aceleracion countries import --from do.tar.gz --key 3b6a27bc…")]
    Import {
        /// The archive.
        #[arg(long)]
        from: PathBuf,
        /// Public key of the installation it comes from, as `aceleracion audit key` prints it there; more than one where
        /// its services have keys of their own.
        #[arg(long = "key", required = true)]
        keys: Vec<String>,
    },
    /// Ask that a country be erased, with all it has; another admin has to confirm.
    #[command(after_help = "Example: aceleracion countries erase --country do")]
    Erase {
        #[command(flatten)]
        which: Which,
        /// Take it back instead.
        #[arg(long)]
        cancel: bool,
    },
    /// Confirm that a country be erased, as somebody else than who asked; then wait until nothing is left of it.
    #[command(after_help = "Example: aceleracion countries confirm --country do --as-network")]
    Confirm(Which),
}

#[derive(clap::Args)]
pub struct Which {
    /// Country code, such as do.
    #[arg(long)]
    country: String,
    /// Where a token is made, one of an admin of the network instead of the country's.
    #[arg(long)]
    as_network: bool,
}

impl Which {
    fn name(&self) -> String {
        format!("countries/{}", self.country)
    }

    /// The services, as the admin sees them who is to act.
    fn caller(&self, config: &Config, acting: &Acting) -> Result<Caller, Problem> {
        acting.caller(config, &if self.as_network { NETWORK.to_owned() } else { self.name() })
    }
}

fn failed(status: Status) -> Problem {
    Problem::call("countries", &status)
}

/// Does it, through the API.
pub async fn run(mut config: Config, arguments: Arguments) -> Result<(), Problem> {
    let By { action, acting } = arguments;
    match action {
        Action::Admit(admission) => print(configure::admit(acting.caller(&config, NETWORK)?, admission).await?),
        Action::Configure(changes) => {
            let caller = changes.which.caller(&config, &acting)?;
            print(configure::configure(caller, *changes).await?);
        }
        Action::Suspend { which, reason } => {
            let request = SuspendCountryRequest { name: which.name(), reason, ..Default::default() };
            let mut partners = acting.caller(&config, NETWORK)?.partners;
            print(partners.suspend_country(request).await.map_err(failed)?.into_inner().country);
        }
        Action::Resume(which) => {
            let request = ResumeCountryRequest { name: which.name(), ..Default::default() };
            let mut partners = acting.caller(&config, NETWORK)?.partners;
            print(partners.resume_country(request).await.map_err(failed)?.into_inner().country);
        }
        Action::Export { which, to } => {
            config.server.request_timeout_seconds = A_DAY;
            export::export(which.caller(&config, &acting)?, &which.country, &to).await?;
        }
        Action::Import { from, keys } => {
            config.server.request_timeout_seconds = A_DAY;
            import::import(acting.caller(&config, NETWORK)?, &from, &keys).await?;
        }
        Action::Erase { which, cancel: false } => {
            let request = EraseCountryRequest { name: which.name(), ..Default::default() };
            let mut partners = which.caller(&config, &acting)?.partners;
            print(partners.erase_country(request).await.map_err(failed)?.into_inner().country);
        }
        Action::Erase { which, cancel: true } => {
            let request = CancelCountryErasureRequest { name: which.name(), ..Default::default() };
            let mut partners = which.caller(&config, &acting)?.partners;
            print(partners.cancel_country_erasure(request).await.map_err(failed)?.into_inner().country);
        }
        Action::Confirm(which) => {
            let request = ConfirmCountryErasureRequest { name: which.name(), ..Default::default() };
            let caller = which.caller(&config, &acting)?;
            print(caller.partners.clone().confirm_country_erasure(request).await.map_err(failed)?.into_inner().country);
            nothing_is_left(&caller, &which.country).await?;
        }
    }
    Ok(())
}

/// Tells how much is left of a country, until nothing is.
async fn nothing_is_left(caller: &Caller, country: &str) -> Result<(), Problem> {
    loop {
        let mut left = 0;
        for (service, client) in &caller.countries {
            let request = SummarizeCountryRequest { parent: format!("countries/{country}/services/{service}") };
            let summary = match client.clone().summarize_country(request).await {
                Ok(summary) => summary.into_inner(),
                // Whoever held their role in the country has lost it with all the rest.
                Err(status) if status.code() == tonic::Code::PermissionDenied => {
                    eprintln!("your role went with the country; an admin of the network sees what is left");
                    return Ok(());
                }
                Err(status) => return Err(failed(status)),
            };
            left += summary.tables.iter().map(|table| table.rows).sum::<i64>();
        }
        eprintln!("{country}: {left} rows left");
        if left == 0 {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn print(country: Option<Country>) {
    let Some(country) = country else { return };
    let state = country.state().as_str_name().trim_start_matches("STATE_").to_lowercase();
    let languages = country.languages.join(",");
    let notice = country.settings.as_ref().and_then(|settings| settings.notice.as_ref());
    let notice = notice.map_or(0, |notice| notice.version);
    println!("{}  {state}  {languages}  {}  notice {notice}", country.name, country.time_zone);
    if !country.suspend_reason.is_empty() {
        println!("  suspended: {}", country.suspend_reason);
    }
    if let Some(time) = country.erasure_request_time {
        println!("  its erasure was asked for at {time}; another admin has to confirm");
    }
}
