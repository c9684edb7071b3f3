//! Who may call what: rules from the contract, tokens, and the layer that joins them into a permit.
//!
//! What always holds: only this folder and the inbox make permits, only permits open scopes, only scopes reach rows.

mod admission;
mod deadline;
pub mod grants;
mod layer;
mod loans;
pub mod rules;
pub mod tokens;
mod unread;
mod watch;

use std::time::Instant;

pub(crate) use admission::Known;
pub use layer::AccessLayer;
pub(crate) use loans::Loan;
use proto::platform::v1::{Reach, Reason, Role};
use tokio_util::sync::CancellationToken;

use crate::{
    address::CallerAddress,
    error::{Error, Language, Result, Text},
    names::{NETWORK, Place},
};

/// In place of the code of a country: whichever one a call names.
pub(crate) const ANYWHERE: &str = "*";

/// One role held in one country, or in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// A country code, or `network`.
    pub country: String,
}

/// Who calls: the subject of a token and the roles it holds.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The identity's subject; empty for the public.
    pub subject: String,
    /// Roles held.
    pub held: Vec<Held>,
}

/// What the layer grants to one call. It cannot be made outside this crate.
#[derive(Clone, Debug)]
pub struct Permit {
    pub(crate) subject: String,
    pub(crate) grants: Vec<Grant>,
    /// The language for sentences to the caller.
    pub language: Language,
    pub(crate) method: &'static str,
    /// When the caller stops waiting. No commit begins after it; one that is under way then may still be made.
    pub(crate) deadline: Option<Instant>,
    /// Where the call came from, for the audit log; empty for what the service does by itself.
    pub(crate) address: String,
    /// Cancelled when what was granted is gone while the call is open.
    pub(crate) ended: CancellationToken,
    /// The call concerns a country as such, also one that is suspended.
    pub(crate) while_suspended: bool,
    /// The caller is an admin of the network, who may act in a suspended country as well.
    pub(crate) oversees: bool,
    /// Where the caller holds a role: codes of countries, and the network.
    pub(crate) belongs: Vec<String>,
    /// There may be more of these: whether what the platform granted still holds cannot be told now.
    pub(crate) stale: bool,
}

/// One way in which the caller fits the rule of the rpc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub role: Role,
    pub reach: Reach,
    pub country: String,
    /// Whether a role of a country reads what the network owns: where the rpc is about nothing else.
    pub shares: bool,
    /// Where the country lends its queue to the caller: the role that they hold elsewhere, and where, `office_staff:cr`.
    /// Empty: the role is held here.
    pub home: String,
}

/// How far a call reaches in the place it named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admitted {
    pub role: Role,
    /// May change what is there: what the network owns is changed by its own roles alone, and what a country owns by
    /// those who act there.
    pub writes: bool,
    /// Only rows of this subject.
    pub owner: Option<String>,
    /// As of the grant that admits: empty, unless the place is lent to the caller.
    pub home: String,
}

impl Admitted {
    /// The role as the audit log tells it: of somebody to whom the place is lent, that which they hold elsewhere.
    pub fn role_told(&self) -> String {
        match self.home.as_str() {
            "" => self.role.as_str_name().trim_start_matches("ROLE_").to_lowercase(),
            home => home.to_owned(),
        }
    }

    /// The role by which the caller belongs to the place; none where it is lent to them.
    pub fn role_at_home(&self) -> Role {
        if self.home.is_empty() { self.role } else { Role::Unspecified }
    }
}

impl Permit {
    /// The permit of a reaction or a worker of a service: everything in the place that its event names.
    pub(crate) fn of_service(method: &'static str, place: &Place) -> Self {
        let country = place.country().unwrap_or(NETWORK).to_owned();
        let reach = if matches!(place, Place::Country(_)) { Reach::Country } else { Reach::Network };
        let grants = vec![Grant { role: Role::System, reach, country, shares: false, home: String::new() }];
        Self {
            subject: "system".into(),
            grants,
            language: Language::English,
            method,
            deadline: None,
            address: String::new(),
            ended: CancellationToken::new(),
            while_suspended: false,
            oversees: false,
            belongs: vec![NETWORK.into()],
            stale: false,
        }
    }

    /// The same permit with the address that stands beside the request.
    pub(crate) fn with_address_of(mut self, extensions: &http::Extensions) -> Self {
        self.address = extensions.get::<CallerAddress>().map(ToString::to_string).unwrap_or_default();
        self
    }

    /// Whether the caller may act in `place`, and on whose rows. A place out of reach is answered as one that is not
    /// there, so that an answer never tells what exists elsewhere.
    pub(crate) fn admit(&self, place: &Place, resource: &str) -> Result<Admitted> {
        let best = self.grants.iter().filter(|grant| fits(grant, place)).max_by_key(|grant| width(grant, place));
        let Some(grant) = best else {
            return Err(Error::not_found(if resource.is_empty() { "resource" } else { resource }));
        };
        let owner = (grant.reach == Reach::Own).then(|| self.subject.clone());
        let writes = match place {
            Place::Country(_) => grant.reach != Reach::Network,
            Place::Network => matches!(grant.reach, Reach::Network | Reach::Identity),
            Place::AcrossCountries => false,
        };
        Ok(Admitted { role: grant.role, writes, owner, home: grant.home.clone() })
    }

    /// Refuses what comes after the caller was told that it came to nothing.
    pub fn in_time(&self) -> Result<()> {
        if self.ended.is_cancelled() {
            return Err(role_not_allowed());
        }
        match self.deadline {
            Some(deadline) if deadline <= Instant::now() => Err(too_late()),
            _ => Ok(()),
        }
    }
}

fn fits(grant: &Grant, place: &Place) -> bool {
    match grant.reach {
        Reach::Public => true,
        // Narrowed to a country, it reads there and nowhere else.
        Reach::Network => grant.country == NETWORK || matches!(place, Place::Country(code) if grant.country == *code),
        Reach::Identity => *place != Place::AcrossCountries,
        Reach::Intervention => matches!(place, Place::Country(_)),
        Reach::Country | Reach::Own => match place {
            Place::Country(code) => grant.country == *code || grant.country == ANYWHERE,
            // What the network owns and all share is read by everybody whom the rule names, wherever they hold the role.
            Place::Network => grant.shares,
            Place::AcrossCountries => false,
        },
        Reach::Unspecified => false,
    }
}

/// How much a grant gives in a place: inside a country, one held there gives more than one of the network, which only
/// reads, and so does who somebody is, where the rule asks for no more; and of two that give as much, it is their own that people act by, and not what is lent to them.
fn width(grant: &Grant, place: &Place) -> u8 {
    match (grant.reach, place) {
        (Reach::Unspecified, _) => 0,
        (Reach::Public, _) => 1,
        (Reach::Own, _) => 2,
        (Reach::Network, Place::Country(_)) => 3,
        (Reach::Identity, _) => 4,
        (Reach::Country, _) if !grant.home.is_empty() => 5,
        (Reach::Country | Reach::Intervention, _) => 6,
        (Reach::Network, _) => 7,
    }
}

pub(crate) fn intervention_needed() -> Error {
    let text = Text::told(
        "a role of the network changes nothing inside a country; open an intervention there first",
        "un rol de la red no cambia nada dentro de un país; abra antes una intervención allí",
        "um papel da rede não muda nada dentro de um país; abra antes uma intervenção nele",
    );
    Error::refused(Reason::InterventionNeeded, text)
}

pub(crate) fn too_late() -> Error {
    let text = Text::told(
        "the time for this call is over; allow more time and call again",
        "se acabó el tiempo de esta llamada; dé más tiempo y llame otra vez",
        "acabou o tempo desta chamada; dê mais tempo e chame de novo",
    );
    Error::refused(Reason::DeadlineExceeded, text)
}

pub(crate) fn role_not_allowed() -> Error {
    let text = Text::told(
        "none of your roles may call this",
        "ninguno de sus roles permite esta llamada",
        "nenhum dos seus papéis permite esta chamada",
    );
    Error::refused(Reason::RoleNotAllowed, text)
}

pub(crate) fn unauthenticated() -> Error {
    let text = Text::told(
        "a valid token is needed: send it as `authorization: Bearer …`",
        "hace falta un token válido: envíelo como `authorization: Bearer …`",
        "falta um token válido: envie-o como `authorization: Bearer …`",
    );
    Error::refused(Reason::Unauthenticated, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permit(reach: Reach, country: &str) -> Permit {
        let role = Role::OfficeStaff;
        let grants = vec![Grant { role, reach, country: country.into(), shares: true, home: String::new() }];
        Permit {
            subject: "somebody".into(),
            grants,
            language: Language::English,
            method: "/test",
            deadline: None,
            address: String::new(),
            ended: CancellationToken::new(),
            while_suspended: false,
            oversees: false,
            belongs: Vec::new(),
            stale: false,
        }
    }

    #[test]
    fn a_country_reaches_itself_and_no_other() {
        let permit = permit(Reach::Country, "do");
        assert!(permit.admit(&Place::Country("do".into()), "").is_ok());
        assert!(permit.admit(&Place::Country("cr".into()), "").is_err());
        assert!(permit.admit(&Place::AcrossCountries, "").is_err());
    }

    #[test]
    fn what_is_held_anywhere_is_held_in_each_country_and_across_none() {
        let permit = permit(Reach::Own, ANYWHERE);
        for code in ["do", "cr"] {
            let admitted = permit.admit(&Place::Country(code.into()), "").expect("their own");
            assert_eq!(admitted.owner.as_deref(), Some("somebody"));
        }
        assert!(permit.admit(&Place::AcrossCountries, "").is_err());
        assert!(!permit.admit(&Place::Network, "").expect("what all share").writes);
    }

    #[test]
    fn what_the_network_owns_is_read_by_a_country_and_changed_by_the_network() {
        let office = permit(Reach::Country, "do").admit(&Place::Network, "").expect("reads");
        assert!(!office.writes);
        let region = permit(Reach::Network, NETWORK).admit(&Place::Network, "").expect("reads");
        assert!(region.writes);
    }

    #[test]
    fn what_the_network_has_for_itself_is_not_there_for_a_country() {
        let mut office = permit(Reach::Country, "do");
        office.grants[0].shares = false;
        assert!(office.admit(&Place::Network, "").is_err());
        assert!(office.admit(&Place::Country("do".into()), "").is_ok());
    }

    #[test]
    fn the_network_reads_inside_a_country_and_changes_nothing_there() {
        let place = Place::Country("do".into());
        let mut permit = permit(Reach::Network, NETWORK);
        assert!(!permit.admit(&place, "").expect("reads").writes);
        // By an intervention it acts there, and nowhere else.
        let (reach, country) = (Reach::Country, "do".into());
        permit.grants.push(Grant { role: Role::OfficeAdmin, reach, country, shares: false, home: String::new() });
        let acting = permit.admit(&place, "").expect("acts");
        assert!(acting.writes && acting.role == Role::OfficeAdmin);
        assert!(!permit.admit(&Place::Country("cr".into()), "").expect("reads").writes);
        assert!(permit.admit(&Place::Network, "").expect("its own").writes);
    }

    #[test]
    fn the_network_narrowed_to_a_country_reads_there_and_nowhere_else() {
        let permit = permit(Reach::Network, "do");
        assert!(!permit.admit(&Place::Country("do".into()), "").expect("reads").writes);
        for elsewhere in [Place::Country("cr".into()), Place::AcrossCountries, Place::Network] {
            assert!(permit.admit(&elsewhere, "").is_err(), "{elsewhere:?}");
        }
    }

    #[test]
    fn what_everybody_does_for_themselves_the_network_does_in_a_country_too() {
        let mut permit = permit(Reach::Network, NETWORK);
        permit.grants.push(Grant { role: Role::Unspecified, reach: Reach::Identity, ..permit.grants[0].clone() });
        let as_themselves = permit.admit(&Place::Country("do".into()), "").expect("a person");
        assert!(as_themselves.writes && as_themselves.role == Role::Unspecified);
        assert_eq!(permit.admit(&Place::Network, "").expect("its own").role, Role::OfficeStaff);
    }

    #[test]
    fn who_acts_by_a_loan_is_told_by_the_role_they_hold_at_home_unless_they_have_one_of_their_own() {
        let lent = Grant { home: "office_admin:cr".into(), ..permit(Reach::Country, "do").grants[0].clone() };
        let mut permit = Permit { grants: vec![lent], ..permit(Reach::Country, "do") };
        let place = Place::Country("do".into());
        let admitted = permit.admit(&place, "").expect("lent");
        assert!(admitted.writes && admitted.role_told() == "office_admin:cr");
        assert_eq!(admitted.role_at_home(), Role::Unspecified);
        let (reach, country) = (Reach::Country, "do".into());
        let own = Grant { role: Role::OfficeStaff, reach, country, shares: false, home: String::new() };
        permit.grants.insert(0, own);
        let admitted = permit.admit(&place, "").expect("their own");
        assert_eq!((admitted.role_told().as_str(), admitted.role_at_home()), ("office_staff", Role::OfficeStaff));
    }

    #[test]
    fn nothing_is_committed_once_what_was_granted_is_gone() {
        let permit = permit(Reach::Country, "do");
        assert!(permit.in_time().is_ok());
        permit.ended.cancel();
        assert_eq!(permit.in_time().expect_err("too late").reason(), Reason::RoleNotAllowed);
    }

    #[test]
    fn reach_own_is_bound_to_the_subject() {
        let own = permit(Reach::Own, "do").admit(&Place::Country("do".into()), "").expect("own");
        assert_eq!(own.owner.as_deref(), Some("somebody"));
    }
}
