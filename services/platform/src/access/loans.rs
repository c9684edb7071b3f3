//! Loans: what people of another office, or the regional admins, may do in a country that lends its queue.
//!
//! What always holds: a loan opens the rpcs that the contract marks as lent, and nothing else; to people alone; by a role
//! that they hold at home, and neither by an intervention there nor by another loan.

use proto::platform::v1::{Reach, Role};

use super::{Grant, Held, admission::Known, rules::Rule};
use crate::names::NETWORK;

/// A loan that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loan {
    /// The country that lends.
    pub country: String,
    /// The code of the country whose office it is lent to, or `network`.
    pub to: String,
}

impl Loan {
    /// Whether who holds this is among those it is lent to.
    fn is_to(&self, held: &Held) -> bool {
        let works_there = match self.to.as_str() {
            NETWORK => held.role == Role::RegionalAdmin,
            _ => matches!(held.role, Role::OfficeStaff | Role::OfficeAdmin),
        };
        works_there && held.country == self.to && self.country != self.to
    }
}

/// Whether a rule can be lent: it lets office staff in by their country.
pub(super) fn lendable(allow: &[(Vec<Role>, Reach)]) -> bool {
    allow.iter().any(|(roles, reach)| *reach == Reach::Country && roles.contains(&Role::OfficeStaff))
}

/// What the loans that are in force give to a caller: the reach of office staff in the countries that lend.
pub(super) fn by_loans(rule: &Rule, known: &Known) -> Vec<Grant> {
    if !rule.lent || known.key {
        return Vec::new();
    }
    let grant = |loan: &Loan| {
        let held = known.held.iter().chain(&known.homes).find(|held| loan.is_to(held))?;
        let role = held.role.as_str_name().trim_start_matches("ROLE_").to_lowercase();
        Some(Grant {
            role: Role::OfficeStaff,
            reach: Reach::Country,
            country: loan.country.clone(),
            shares: false,
            home: format!("{role}:{}", held.country),
        })
    };
    known.lent.iter().filter_map(grant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(homes: &[(Role, &str)]) -> Known {
        let homes = homes.iter().map(|(role, country)| Held { role: *role, country: (*country).into() });
        let lent = [("do", "cr"), ("gt", NETWORK)].map(|(country, to)| Loan { country: country.into(), to: to.into() });
        Known {
            subject: "ana".into(),
            held: Vec::new(),
            projected: Vec::new(),
            homes: homes.collect(),
            guest: Vec::new(),
            lent: lent.into(),
            fresh: true,
            key: false,
        }
    }

    fn rule(lent: bool) -> Rule {
        Rule { method: "/test", allow: vec![(vec![Role::OfficeStaff], Reach::Country)], lent, ..Rule::default() }
    }

    fn reached(rule: &Rule, known: &Known) -> Vec<(String, String)> {
        by_loans(rule, known).into_iter().map(|grant| (grant.country, grant.home)).collect()
    }

    #[test]
    fn the_office_that_a_queue_is_lent_to_acts_there_as_office_staff() {
        for (role, home) in [(Role::OfficeStaff, "office_staff:cr"), (Role::OfficeAdmin, "office_admin:cr")] {
            assert_eq!(reached(&rule(true), &known(&[(role, "cr")])), [("do".to_owned(), home.to_owned())]);
        }
        let region = known(&[(Role::RegionalAdmin, NETWORK)]);
        assert_eq!(reached(&rule(true), &region), [("gt".to_owned(), "regional_admin:network".to_owned())]);
    }

    #[test]
    fn nobody_else_does_and_no_key_and_only_what_is_lent() {
        let others = [(Role::OfficeStaff, "mx"), (Role::Reviewer, "cr"), (Role::RegionalObserver, NETWORK)];
        assert!(reached(&rule(true), &known(&others)).is_empty());
        assert!(reached(&rule(false), &known(&[(Role::OfficeStaff, "cr")])).is_empty());
        let key = Known { key: true, ..known(&[(Role::OfficeStaff, "cr")]) };
        assert!(reached(&rule(true), &key).is_empty());
    }

    #[test]
    fn what_comes_by_an_intervention_is_not_lent_on() {
        let by_intervention = Held { role: Role::OfficeAdmin, country: "cr".into() };
        let acting = Known { projected: vec![by_intervention], ..known(&[]) };
        assert!(reached(&rule(true), &acting).is_empty());
    }
}
