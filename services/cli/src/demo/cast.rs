//! Who acts in the demo: tokens and clients for each part, and patience for what happens by events.

use std::{
    future::Future,
    net::SocketAddr,
    time::{Duration, Instant},
};

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
    config::Config,
    names::NETWORK,
};
use proto::platform::v1::{Role, SummarizeEventsRequest, SummarizeEventsResponse};

use crate::problem::Problem;

/// The countries of the first edition: code, names, language of the office, time zone.
pub const COUNTRIES: [(&str, &str, &str, &str, &str); 9] = [
    ("ar", "Argentina", "Argentina", "es", "America/Argentina/Buenos_Aires"),
    ("bz", "Belice", "Belize", "en", "America/Belize"),
    ("bo", "Bolivia", "Bolivia", "es", "America/La_Paz"),
    ("co", "Colombia", "Colombia", "es", "America/Bogota"),
    ("cr", "Costa Rica", "Costa Rica", "es", "America/Costa_Rica"),
    ("do", "República Dominicana", "Dominican Republic", "es", "America/Santo_Domingo"),
    ("gt", "Guatemala", "Guatemala", "es", "America/Guatemala"),
    ("mx", "México", "Mexico", "es", "America/Mexico_City"),
    ("ni", "Nicaragua", "Nicaragua", "es", "America/Managua"),
];

/// How long the demo waits for the consequences of a step.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(50);

/// Tokens and clients for everybody who acts.
pub struct Cast {
    issuer: TrialIssuer,
    clients: Clients,
}

impl Cast {
    /// The cast before the services at `address`, or where the configuration says.
    pub fn new(config: &Config, address: SocketAddr) -> Result<Self, Problem> {
        Ok(Self { issuer: TrialIssuer::from_config(config)?, clients: Clients::from_config(config, address)? })
    }

    /// The regional admin.
    pub fn region(&self) -> Result<Caller, Problem> {
        self.person("regional_admin:network", Role::RegionalAdmin, NETWORK)
    }

    /// The admin of a country's office.
    pub fn office(&self, country: &str) -> Result<Caller, Problem> {
        self.person(&format!("office_admin:{country}"), Role::OfficeAdmin, country)
    }

    /// Somebody with one role in one country.
    pub fn person(&self, subject: &str, role: Role, country: &str) -> Result<Caller, Problem> {
        let token = self.issuer.token(subject, &[Held { role, country: country.into() }])?;
        Ok(self.clients.caller(&token, "en")?)
    }
}

/// Looks again and again until `look` finds something.
pub async fn until<T, Looking>(awaited: &str, mut look: impl FnMut() -> Looking) -> Result<T, Problem>
where
    Looking: Future<Output = Result<Option<T>, Problem>>,
{
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if begun.elapsed() > PATIENCE {
            let seconds = PATIENCE.as_secs();
            return Err(Problem::Said(format!(
                "{awaited} did not come about within {seconds} s; see `aceleracion events parked` and the log"
            )));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The events of all services together.
pub async fn events(cast: &Cast) -> Result<SummarizeEventsResponse, Problem> {
    let region = cast.region()?;
    let mut sum = SummarizeEventsResponse::default();
    for (service, client) in &region.events {
        let request = SummarizeEventsRequest { parent: format!("services/{service}") };
        let answer = client.clone().summarize_events(request).await;
        let answer = answer.map_err(|status| Problem::call("counting events", &status))?.into_inner();
        sum.published += answer.published;
        sum.consumed += answer.consumed;
        sum.parked += answer.parked;
        sum.pending += answer.pending;
    }
    Ok(sum)
}

/// Waits until no event is under way: none waits, and the counts stand still over some looks. A broker may hold
/// events between two looks, which is why the steps also wait for what they are about.
pub async fn settled(cast: &Cast) -> Result<SummarizeEventsResponse, Problem> {
    const STILL: u32 = 4;
    let mut last = SummarizeEventsResponse::default();
    let mut still = 0;
    let begun = Instant::now();
    while still < STILL {
        let now = events(cast).await?;
        still = if now == last && now.pending == 0 { still + 1 } else { 0 };
        last = now;
        if begun.elapsed() > PATIENCE {
            return Err(Problem::Said(format!("{} events are still waiting; see the log", last.pending)));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(last)
}

/// True where a step found its work done by an earlier run.
pub fn done_before<T>(answer: &Result<tonic::Response<T>, tonic::Status>) -> bool {
    answer.as_ref().is_err_and(|status| status.code() == tonic::Code::AlreadyExists)
}

/// Tells a step on stderr, so that stdout stays for the outcome.
pub fn tell(step: &str, count: impl std::fmt::Display) {
    eprintln!("  {step:<52} {count}");
}
