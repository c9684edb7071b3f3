//! Where a country stands, and what is refused there. Remembered for a moment: a call costs a look at the database once in
//! a quarter of a second, and what an event told works for all calls within as long.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use proto::platform::v1::{Reason, Role};
use tokio::sync::Mutex;

use super::rows;
use crate::{
    access::Permit,
    error::{Error, Result, Text},
    store::Store,
};

/// How long what was found is remembered.
const REMEMBERED: Duration = Duration::from_millis(250);

/// Where one country stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It takes part.
    Active,
    /// It may be read by its staff and by those who oversee the network.
    Suspended,
    /// Nothing is left of it.
    Erased,
}

impl Standing {
    /// As the table has it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Active => "ACTIVE",
            Standing::Suspended => "SUSPENDED",
            Standing::Erased => "ERASED",
        }
    }

    /// What the table says. What no build of ours wrote there is no reason to let anybody in.
    pub fn of(name: &str) -> Self {
        match name {
            "ACTIVE" => Standing::Active,
            "ERASED" => Standing::Erased,
            _ => Standing::Suspended,
        }
    }

    /// Whether a caller who was admitted by this role goes on in the country.
    pub fn admit(self, permit: &Permit, role: Role, writes: bool) -> Result<()> {
        let reads_on = !writes && STAFF.contains(&role);
        match self {
            Standing::Active => Ok(()),
            Standing::Suspended if permit.while_suspended || permit.oversees || reads_on => Ok(()),
            Standing::Suspended => Err(suspended()),
            Standing::Erased if permit.while_suspended && !writes => Ok(()),
            Standing::Erased => Err(erased()),
        }
    }
}

/// Who reads on where a country is suspended.
const STAFF: [Role; 4] = [Role::OfficeStaff, Role::OfficeAdmin, Role::RegionalObserver, Role::RegionalAdmin];

fn suspended() -> Error {
    let text = Text::told(
        "this country is suspended; read the country to see why, and call again once it takes part",
        "este país está suspendido; lea el país para ver por qué y llame de nuevo cuando participe otra vez",
        "este país está suspenso; leia o país para ver por quê e chame de novo quando ele voltar a participar",
    );
    Error::refused(Reason::CountrySuspended, text)
}

fn erased() -> Error {
    Error::refused(
        Reason::CountryErased,
        Text::told("this country was erased", "este país fue borrado", "este país foi apagado"),
    )
}

/// Countries that do not take part, by their code.
type Resting = Arc<HashMap<String, Standing>>;

/// Where the countries stand, as one service has heard.
#[derive(Default)]
pub(crate) struct Standings(Mutex<Option<(Instant, Resting)>>);

impl Standings {
    /// Where the countries stand that do not take part, by their code.
    pub async fn resting(&self, store: &Store) -> Result<Resting> {
        // Whoever comes while somebody looks waits for what they find.
        let mut remembered = self.0.lock().await;
        if let Some((_, found)) = remembered.as_ref().filter(|(at, _)| at.elapsed() < REMEMBERED) {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(rows::resting(store).await?);
        *remembered = Some((Instant::now(), Arc::clone(&found)));
        Ok(found)
    }

    /// Where a country stands.
    pub async fn of(&self, store: &Store, code: &str) -> Result<Standing> {
        Ok(self.resting(store).await?.get(code).copied().unwrap_or(Standing::Active))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Place;

    fn permit(while_suspended: bool, oversees: bool) -> Permit {
        let permit = Permit::of_service("/test", &Place::Country("do".into()));
        Permit { while_suspended, oversees, ..permit }
    }

    fn refusal(standing: Standing, permit: &Permit, role: Role, writes: bool) -> Option<Reason> {
        standing.admit(permit, role, writes).err().map(|error| error.reason())
    }

    #[test]
    fn a_suspended_country_is_read_by_those_who_run_or_oversee_it_and_changed_by_nobody_else() {
        let anybody = permit(false, false);
        for role in STAFF {
            assert_eq!(refusal(Standing::Suspended, &anybody, role, false), None);
            assert_eq!(refusal(Standing::Suspended, &anybody, role, true), Some(Reason::CountrySuspended));
        }
        for role in [Role::Unspecified, Role::Applicant, Role::Reviewer, Role::PartnerRepresentative] {
            assert_eq!(refusal(Standing::Suspended, &anybody, role, false), Some(Reason::CountrySuspended));
        }
        for oversight in [permit(true, false), permit(false, true)] {
            assert_eq!(refusal(Standing::Suspended, &oversight, Role::OfficeAdmin, true), None);
        }
    }

    #[test]
    fn of_an_erased_country_its_tombstone_is_read_and_nothing_else() {
        assert_eq!(refusal(Standing::Erased, &permit(true, false), Role::Unspecified, false), None);
        for other in [permit(true, false), permit(false, true)] {
            assert_eq!(refusal(Standing::Erased, &other, Role::RegionalAdmin, true), Some(Reason::CountryErased));
        }
        let reads = refusal(Standing::Erased, &permit(false, true), Role::RegionalAdmin, false);
        assert_eq!(reads, Some(Reason::CountryErased));
    }

    #[test]
    fn every_standing_is_read_back_and_an_unknown_one_lets_nobody_in() {
        for standing in [Standing::Active, Standing::Suspended, Standing::Erased] {
            assert_eq!(Standing::of(standing.name()), standing);
        }
        assert_eq!(Standing::of(""), Standing::Suspended);
    }
}
