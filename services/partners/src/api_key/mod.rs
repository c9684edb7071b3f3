//! API keys: what a key may do and for how long, and which of its secrets are good.

pub mod create;
mod facts;
pub mod get;
pub mod list;
pub mod on_api_key_used;
pub mod revoke;
pub mod rotate;
pub mod rows;

use std::collections::BTreeSet;

use platform::{Error, Result, error::Text, moment};
use proto::platform::v1::{Reason, Role};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::member::{grantable, role_text};

/// The longest life of a key.
const LONGEST_LIFE: Duration = Duration::days(366);
/// The longest time for which two secrets are good.
const LONGEST_OVERLAP: Duration = Duration::days(7);

/// One secret, as far as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSecret {
    /// Its SHA-256.
    pub digest: Vec<u8>,
    /// Until when it is good, in milliseconds since 1970. None: as long as the key.
    pub until: Option<i64>,
}

/// The roles of a key, each once. Refuses those that its issuer does not hold; a service account of the network may
/// besides be a system, which no person is.
pub fn roles_of(given: &[i32], holder: Role, in_network: bool) -> Result<Vec<Role>> {
    let own = grantable(holder, in_network);
    let system = in_network && own.contains(&Role::RegionalAdmin);
    let allowed: Vec<Role> = own.iter().copied().chain(system.then_some(Role::System)).collect();
    let mut roles: Vec<Role> = given.iter().filter_map(|role| Role::try_from(*role).ok()).collect();
    if roles.len() != given.len() || !roles.iter().all(|role| allowed.contains(role)) {
        let named = allowed.into_iter().map(role_text).collect::<Vec<_>>().join(", ");
        let text = Text::told(
            format!("these are the roles that you can give to a key here: {named}"),
            format!("estos son los roles que usted puede dar aquí a una llave: {named}"),
            format!("estes são os papéis que você pode dar aqui a uma chave: {named}"),
        );
        return Err(Error::invalid("api_key.roles", text));
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// The codes of the countries that a key is narrowed to, each once. What acts for the whole network cannot be narrowed,
/// and a key of one country has no other.
pub fn countries_of(names: &[String], roles: &[Role], in_network: bool) -> Result<Vec<String>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    if !in_network || roles != [Role::RegionalObserver] {
        let text = Text::told(
            "only a key of the network with the role regional_observer alone can be narrowed to countries",
            "solo una llave de la red con el único rol regional_observer puede limitarse a países",
            "só uma chave da rede, com o único papel regional_observer, pode ser limitada a países",
        );
        return Err(Error::invalid("api_key.countries", text));
    }
    let codes: BTreeSet<&str> = names.iter().map(|name| name.trim_start_matches("countries/")).collect();
    Ok(codes.into_iter().map(str::to_owned).collect())
}

/// When a key ends. Refuses an end that is over, or too far away.
pub fn end_of(wanted: Option<&prost_types::Timestamp>, now: OffsetDateTime) -> Result<OffsetDateTime> {
    let end = wanted.and_then(moment::read).filter(|end| *end > now && *end <= now + LONGEST_LIFE);
    end.ok_or_else(|| {
        let text = Text::told(
            "a key ends at a time to come, at most 366 days ahead",
            "una llave vence en un momento futuro, a lo sumo dentro de 366 días",
            "uma chave vence em um momento futuro, no máximo daqui a 366 dias",
        );
        Error::invalid("api_key.expire_time", text)
    })
}

/// The secrets after a new one was made: those before it are good for the overlap, and for no longer than they were.
pub fn rotated(
    secrets: Vec<KeptSecret>,
    new: KeptSecret,
    overlap: Option<&prost_types::Duration>,
    now: OffsetDateTime,
) -> Result<Vec<KeptSecret>> {
    let overlap = overlap.map_or(Duration::ZERO, |wanted| Duration::new(wanted.seconds, wanted.nanos));
    if overlap.is_negative() || overlap > LONGEST_OVERLAP {
        let text =
            Text::told("at most 7 days are allowed", "se admiten a lo sumo 7 días", "no máximo 7 dias são permitidos");
        return Err(Error::invalid("overlap", text));
    }
    let (now, end) = (moment::milliseconds(now), moment::milliseconds(now + overlap));
    let shortened = secrets
        .into_iter()
        .map(|secret| KeptSecret { until: Some(secret.until.map_or(end, |until| until.min(end))), ..secret });
    Ok(shortened.filter(|secret| secret.until.is_some_and(|until| until > now)).chain([new]).collect())
}

/// Refuses what a revoked key cannot have done any more.
pub fn not_revoked(revoked_at: Option<OffsetDateTime>) -> Result<()> {
    match revoked_at {
        None => Ok(()),
        Some(_) => {
            let text = Text::told("this key is revoked", "esta llave está revocada", "esta chave foi revogada");
            Err(Error::refused(Reason::StateNotAllowed, text))
        }
    }
}

/// The refusal of a key that would issue keys, and so outlive its own end.
pub fn for_people_only(is_key: bool) -> Result<()> {
    if !is_key {
        return Ok(());
    }
    let text = Text::told(
        "only a person may do this, no API key",
        "solo una persona puede hacer esto, no una llave",
        "só uma pessoa pode fazer isto, não uma chave",
    );
    Err(Error::refused(Reason::RoleNotAllowed, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(digest: u8, until: Option<i64>) -> KeptSecret {
        KeptSecret { digest: vec![digest], until }
    }

    fn overlap(seconds: i64) -> Option<prost_types::Duration> {
        Some(prost_types::Duration { seconds, nanos: 0 })
    }

    #[test]
    fn the_secret_before_is_good_for_the_overlap_and_no_longer() {
        let now = moment::now();
        let end = moment::milliseconds(now) + 60_000;
        let after = rotated(vec![secret(1, None)], secret(2, None), overlap(60).as_ref(), now).expect("rotated");
        assert_eq!(after, [secret(1, Some(end)), secret(2, None)]);
        let again = rotated(after, secret(3, None), overlap(3600).as_ref(), now).expect("rotated");
        assert_eq!(again[0], secret(1, Some(end)), "it does not live longer than was said");
        let at_once = rotated(again, secret(4, None), None, now).expect("rotated");
        assert_eq!(at_once, [secret(4, None)]);
        for wrong in [-1, 7 * 86_400 + 1] {
            assert!(rotated(Vec::new(), secret(1, None), overlap(wrong).as_ref(), now).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nobody_gives_a_key_what_they_do_not_hold() {
        let admin = [Role::OfficeAdmin.into(), Role::OfficeStaff.into(), Role::OfficeAdmin.into()];
        let roles = roles_of(&admin, Role::OfficeAdmin, false).expect("roles");
        assert_eq!(roles, [Role::OfficeStaff, Role::OfficeAdmin]);
        assert!(roles_of(&[Role::System.into()], Role::RegionalAdmin, true).is_ok());
        for (role, holder, in_network) in [
            (Role::System, Role::OfficeAdmin, false),
            (Role::RegionalAdmin, Role::OfficeAdmin, false),
            (Role::OfficeAdmin, Role::RegionalAdmin, true),
            (Role::OfficeStaff, Role::OfficeStaff, false),
        ] {
            assert!(roles_of(&[role.into()], holder, in_network).is_err(), "{role:?} by {holder:?}");
        }
        assert!(roles_of(&[99], Role::OfficeAdmin, false).is_err());
    }

    #[test]
    fn only_what_observes_the_network_is_narrowed_to_countries() {
        let names = ["countries/do", "countries/cr", "countries/do"].map(str::to_owned);
        let codes = countries_of(&names, &[Role::RegionalObserver], true).expect("narrowed");
        assert_eq!(codes, ["cr", "do"]);
        assert!(countries_of(&names, &[Role::RegionalAdmin], true).is_err());
        assert!(countries_of(&names, &[Role::RegionalObserver, Role::System], true).is_err());
        assert!(countries_of(&names, &[Role::OfficeStaff], false).is_err());
        assert!(countries_of(&[], &[Role::OfficeStaff], false).is_ok());
    }

    #[test]
    fn a_key_ends_within_a_year() {
        let now = moment::now();
        let in_days = |days: i64| moment::timestamp(now + Duration::days(days));
        assert!(end_of(Some(&in_days(366)), now).is_ok());
        for wrong in [None, Some(in_days(0)), Some(in_days(-1)), Some(in_days(367))] {
            assert!(end_of(wrong.as_ref(), now).is_err(), "{wrong:?}");
        }
    }
}
