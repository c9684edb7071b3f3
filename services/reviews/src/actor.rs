//! Who did something of a case, by which role, and for whom. Pure.

use platform::names::NETWORK;
use proto::{platform::v1::Role, reviews::v1::Actor};

/// Somebody as a message. `role` is as the audit log tells it, `office_staff` or, where the queue is lent to them,
/// `office_staff:cr`; empty where it was not kept. Nothing where nobody did it.
pub fn of(country: &str, subject: &str, role: &str) -> Option<Actor> {
    if subject.is_empty() {
        return None;
    }
    let (name, home) = role.split_once(':').unwrap_or((role, ""));
    let role = Role::from_str_name(&format!("ROLE_{}", name.to_uppercase())).unwrap_or_default();
    let place = match role {
        Role::Unspecified => "",
        Role::RegionalAdmin | Role::RegionalObserver => NETWORK,
        _ if home.is_empty() => country,
        _ => home,
    };
    let home = match place {
        "" | NETWORK => place.to_owned(),
        country => format!("countries/{country}"),
    };
    Some(Actor { subject: subject.to_owned(), role: role.into(), home, acted_for: format!("countries/{country}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_who_acted_by_which_role_and_for_whom() {
        let told = |role: &str| {
            let actor = of("do", "tere", role).expect("somebody");
            assert_eq!((actor.subject.as_str(), actor.acted_for.as_str()), ("tere", "countries/do"));
            (actor.role(), actor.home)
        };
        assert_eq!(told("office_staff"), (Role::OfficeStaff, "countries/do".into()));
        assert_eq!(told("office_admin:cr"), (Role::OfficeAdmin, "countries/cr".into()));
        assert_eq!(told("regional_admin:network"), (Role::RegionalAdmin, NETWORK.into()));
        assert_eq!(told("regional_admin"), (Role::RegionalAdmin, NETWORK.into()), "by an intervention");
        assert_eq!(told(""), (Role::Unspecified, String::new()), "before roles were kept");
        assert_eq!(of("do", "", "office_staff"), None, "nobody yet");
    }
}
