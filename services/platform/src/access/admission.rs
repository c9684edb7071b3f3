//! Who calls, and by what: bearer → token or API key → what is held → the grants that fit the rule.
//!
//! Every person is an applicant, in whichever country a call names: nobody gives that role. It reaches rows of their own, and
//! those alone, so it opens nothing that is there already. Whoever works for an office or the network acts by that: a call in
//! the wrong country, or without an intervention, is refused, and begins no entry of theirs.

use std::{collections::BTreeSet, sync::Arc};

use http::{HeaderMap, header};
use proto::platform::v1::{Reach, Role};

use super::{
    ANYWHERE, Grant, Held, Loan,
    grants::{self, Grants, key},
    loans::by_loans,
    role_not_allowed,
    rules::Rule,
    tokens::Tokens,
    unauthenticated,
};
use crate::{
    error::Result,
    names::{NETWORK, is_api_key, is_office},
};

/// What decides who is admitted.
#[derive(Clone)]
pub(super) struct Admitting {
    pub tokens: Arc<Tokens>,
    pub grants: Grants,
}

/// What is known of a caller.
#[derive(Debug)]
pub(crate) struct Known {
    /// Who calls: the subject of a token, or the resource name of an API key.
    pub subject: String,
    /// Held by the token itself, or by the configuration.
    pub held: Vec<Held>,
    /// Held by what the platform granted, as far as this service has heard.
    pub projected: Vec<Held>,
    /// Of these, what comes by a membership: what a loan to the office there is for.
    pub homes: Vec<Held>,
    /// Held where another country lends the caller: they may do there what the roles allow, and do not belong there.
    pub guest: Vec<Held>,
    /// The loans that are in force, where the call is one that is lent.
    pub lent: Vec<Loan>,
    /// Whether it has heard lately.
    pub fresh: bool,
    /// An API key, and no person.
    pub key: bool,
}

/// A caller who may call.
#[derive(Debug)]
pub(super) struct Admission {
    pub subject: String,
    pub grants: Vec<Grant>,
    /// Whether it ends when a grant of the platform does.
    pub revocable: bool,
    /// Whether the caller is an admin of the network, whatever the rule asks for.
    pub oversees: bool,
    /// Where the caller holds a role, whatever the rule asks for: codes of countries, and the network.
    pub belongs: Vec<String>,
    /// There are grants that would add to these, and nobody can tell now whether they hold.
    pub stale: bool,
}

impl Admitting {
    /// Whether the caller may call, and by what.
    pub async fn admit(&self, rule: &Rule, headers: &HeaderMap) -> Result<Admission> {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return admission(rule, None);
        };
        let bearer = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or_else(unauthenticated)?;
        if let Some((id, digest)) = key::parts(bearer) {
            let known = self.grants.of_key(rule.method, id, &digest).await?;
            let admission = admission(rule, Some(known))?;
            self.grants.tell_use(rule.method, &admission.subject);
            return Ok(admission);
        }
        let caller = self.tokens.check(bearer).await?;
        // What we call a key no identity may be called.
        if is_api_key(&caller.subject) {
            return Err(unauthenticated());
        }
        let mut known = self.grants.of_person(rule.method, caller).await?;
        if rule.lent {
            known.lent = self.grants.lent(rule.method).await?;
        }
        admission(rule, Some(known))
    }
}

fn admission(rule: &Rule, known: Option<Known>) -> Result<Admission> {
    let Some(known) = known else {
        let grants = open_to(rule, false);
        let subject = String::new();
        return if grants.is_empty() {
            Err(unauthenticated())
        } else {
            let belongs = Vec::new();
            Ok(Admission { subject, grants, revocable: false, oversees: false, belongs, stale: false })
        };
    };
    let mut grants = open_to(rule, !known.key);
    grants.extend(by_roles(rule, &known.held));
    let applies = as_applicant(rule, &known);
    let mut projected = by_roles(rule, &known.projected);
    projected.extend(by_roles(rule, &known.guest));
    projected.extend(by_loans(rule, &known));
    // What a membership gives in one country, everybody has in all.
    projected.retain(|grant| applies.is_none() || grant.role != Role::Applicant);
    let held: Vec<&Held> = known.held.iter().chain(known.projected.iter().filter(|_| known.fresh)).collect();
    let oversees = held.iter().any(|held| held.role == Role::RegionalAdmin && held.country == NETWORK);
    let places: BTreeSet<String> = held.iter().map(|held| held.country.clone()).collect();
    let revocable = !projected.is_empty() && known.fresh;
    match (known.fresh, grants.is_empty(), projected.is_empty()) {
        (_, true, true) if applies.is_none() => return Err(role_not_allowed()),
        (false, true, false) => return Err(grants::stale()),
        (false, ..) => {}
        (true, ..) => grants.extend(projected),
    }
    // In front: of two that reach as far, it is by a role they hold that people act.
    grants.splice(0..0, applies);
    let belongs = places.into_iter().collect();
    let stale = !known.fresh && !known.projected.is_empty();
    Ok(Admission { subject: known.subject, grants, revocable, oversees, belongs, stale })
}

/// What the rule gives without any role.
fn open_to(rule: &Rule, person: bool) -> Vec<Grant> {
    let open = rule.allow.iter().map(|(_, reach)| *reach);
    let open = open.filter(|reach| *reach == Reach::Public || (*reach == Reach::Identity && person));
    let grant =
        |reach| Grant { role: Role::Unspecified, reach, country: NETWORK.into(), shares: true, home: String::new() };
    open.map(grant).collect()
}

/// Who acts for others, and so does not apply by themselves; in a country that gives them that role they do.
const ACT_FOR_OTHERS: [Role; 5] =
    [Role::OfficeStaff, Role::OfficeAdmin, Role::RegionalObserver, Role::RegionalAdmin, Role::System];

/// What the rule gives to a person because applicants may call, wherever that is. A key is nobody, and who is called as an
/// office that owns what it entered would own all of that.
fn as_applicant(rule: &Rule, known: &Known) -> Option<Grant> {
    let reach = Reach::Own;
    let mut held = known.held.iter().chain(&known.projected);
    let is_open = rule.allow.iter().any(|(roles, allowed)| *allowed == reach && roles.contains(&Role::Applicant));
    if known.key || is_office(&known.subject) || !is_open || held.any(|held| ACT_FOR_OTHERS.contains(&held.role)) {
        return None;
    }
    let (country, shares, home) = (ANYWHERE.to_owned(), rule.of_the_network, String::new());
    Some(Grant { role: Role::Applicant, reach, country, shares, home })
}

fn by_roles(rule: &Rule, held: &[Held]) -> Vec<Grant> {
    let mut grants = Vec::new();
    for (roles, reach) in &rule.allow {
        for held in held.iter().filter(|held| roles.contains(&held.role)) {
            // A role of the network reaches the network only if it is held there; who observes may be narrowed to some
            // countries.
            let narrowed = *reach == Reach::Network && held.role == Role::RegionalObserver;
            if matches!(reach, Reach::Network | Reach::Intervention) && held.country != NETWORK && !narrowed {
                continue;
            }
            let (country, shares) = (held.country.clone(), rule.of_the_network);
            grants.push(Grant { role: held.role, reach: *reach, country, shares, home: String::new() });
        }
    }
    grants
}

#[cfg(test)]
mod tests {
    use proto::platform::v1::Reason;

    use super::*;

    fn rule(allow: &[(&[Role], Reach)]) -> Rule {
        let allow = allow.iter().map(|(roles, reach)| (roles.to_vec(), *reach)).collect();
        Rule { method: "/test", allow, of_the_network: true, ..Rule::default() }
    }

    fn known(held: &[(Role, &str)], projected: &[(Role, &str)], fresh: bool) -> Option<Known> {
        let all = |all: &[(Role, &str)]| {
            all.iter().map(|(role, country)| Held { role: *role, country: (*country).into() }).collect()
        };
        let (homes, lent) = (all(projected), Vec::new());
        let (held, projected, guest) = (all(held), all(projected), Vec::new());
        Some(Known { subject: "ana".into(), held, projected, homes, guest, lent, fresh, key: false })
    }

    fn refusal(rule: &Rule, known: Option<Known>) -> Reason {
        admission(rule, known).expect_err("a refusal").reason()
    }

    #[test]
    fn what_the_platform_granted_counts_while_it_is_fresh() {
        let rule = rule(&[(&[Role::OfficeStaff], Reach::Country)]);
        let admitted = admission(&rule, known(&[], &[(Role::OfficeStaff, "do")], true)).expect("admitted");
        assert!(admitted.revocable && admitted.grants.len() == 1);
        assert_eq!(refusal(&rule, known(&[], &[(Role::OfficeStaff, "do")], false)), Reason::GrantsStale);
        assert_eq!(refusal(&rule, known(&[], &[(Role::Reviewer, "do")], true)), Reason::RoleNotAllowed);
        assert_eq!(refusal(&rule, None), Reason::Unauthenticated);
    }

    #[test]
    fn what_the_token_itself_holds_goes_on_without_the_rest() {
        let rule = rule(&[(&[Role::OfficeStaff], Reach::Country)]);
        let admitted = admission(&rule, known(&[(Role::OfficeStaff, "do")], &[(Role::OfficeStaff, "cr")], false));
        let admitted = admitted.expect("admitted");
        assert!(!admitted.revocable && admitted.grants.len() == 1 && admitted.grants[0].country == "do");
    }

    #[test]
    fn an_identity_is_enough_where_the_rule_says_so_and_a_key_is_none() {
        let rule = rule(&[(&[], Reach::Identity)]);
        assert!(admission(&rule, known(&[], &[], false)).is_ok());
        assert_eq!(refusal(&rule, None), Reason::Unauthenticated);
        let key = known(&[], &[(Role::OfficeStaff, "do")], true).map(|known| Known { key: true, ..known });
        assert_eq!(refusal(&rule, key), Reason::RoleNotAllowed);
    }

    #[test]
    fn every_person_is_an_applicant_and_neither_a_key_nor_another_system_is() {
        let rule = rule(&[(&[Role::OfficeStaff], Reach::Country), (&[Role::Applicant], Reach::Own)]);
        for fresh in [true, false] {
            let admitted = admission(&rule, known(&[], &[], fresh)).expect("a person");
            assert!(!admitted.revocable && admitted.belongs.is_empty());
            let [grant] = admitted.grants.as_slice() else { panic!("{:?}", admitted.grants) };
            assert_eq!((grant.role, grant.reach, grant.country.as_str()), (Role::Applicant, Reach::Own, ANYWHERE));
        }
        assert_eq!(refusal(&rule, None), Reason::Unauthenticated);
        let key = known(&[], &[(Role::Reviewer, "do")], true).map(|known| Known { key: true, ..known });
        assert_eq!(refusal(&rule, key), Reason::RoleNotAllowed);
        assert_eq!(refusal(&rule, known(&[(Role::System, "network")], &[], true)), Reason::RoleNotAllowed);
        let of_reviewers = self::rule(&[(&[Role::Reviewer], Reach::Own)]);
        assert_eq!(refusal(&of_reviewers, known(&[], &[], true)), Reason::RoleNotAllowed);
    }

    #[test]
    fn whoever_works_for_an_office_or_the_network_is_no_applicant_but_where_they_are_made_one() {
        let rule = rule(&[(&[Role::OfficeStaff], Reach::Country), (&[Role::Applicant], Reach::Own)]);
        assert_eq!(refusal(&rule, known(&[], &[(Role::OfficeStaff, "do")], false)), Reason::GrantsStale);
        assert_eq!(refusal(&rule, known(&[(Role::RegionalAdmin, NETWORK)], &[], true)), Reason::RoleNotAllowed);
        let both = known(&[], &[(Role::OfficeStaff, "do"), (Role::Applicant, "cr")], true);
        let admitted = admission(&rule, both).expect("both");
        let countries: Vec<&str> = admitted.grants.iter().map(|grant| grant.country.as_str()).collect();
        assert!(admitted.revocable && countries == ["do", "cr"], "{countries:?}");
        let reviewer = known(&[], &[(Role::Reviewer, "do"), (Role::Applicant, "do")], false);
        assert!(admission(&rule, reviewer).is_ok(), "what a membership gives, everybody has");
    }

    #[test]
    fn who_calls_what_everybody_may_call_belongs_where_a_role_is_held_as_far_as_that_is_known() {
        let rule = rule(&[(&[], Reach::Public)]);
        let belongs = |known| admission(&rule, known).expect("admitted").belongs;
        assert_eq!(belongs(None), Vec::<String>::new());
        let held = [(Role::OfficeStaff, "do"), (Role::Reviewer, "do")];
        assert_eq!(belongs(known(&held, &[(Role::Reviewer, "cr")], true)), ["cr", "do"]);
        assert_eq!(belongs(known(&held, &[(Role::Reviewer, "cr")], false)), ["do"]);
        let stale = |known| admission(&rule, known).expect("admitted").stale;
        assert!(stale(known(&held, &[(Role::Reviewer, "cr")], false)), "there may be more");
        assert!(!stale(known(&held, &[(Role::Reviewer, "cr")], true)) && !stale(known(&held, &[], false)));
    }

    #[test]
    fn whom_another_country_lends_acts_there_while_that_is_known_and_does_not_belong_there() {
        let lent = |fresh| {
            let guest = vec![Held { role: Role::Reviewer, country: "do".into() }];
            Some(Known { guest, ..known(&[], &[(Role::Reviewer, "cr")], fresh).expect("known") })
        };
        let reviews = rule(&[(&[Role::Reviewer], Reach::Own)]);
        let admitted = admission(&reviews, lent(true)).expect("admitted");
        let countries: Vec<&str> = admitted.grants.iter().map(|grant| grant.country.as_str()).collect();
        assert_eq!((countries, admitted.belongs), (vec!["cr", "do"], vec!["cr".to_owned()]));
        assert_eq!(refusal(&reviews, lent(false)), Reason::GrantsStale);
    }

    #[test]
    fn a_loan_counts_while_it_is_known_that_it_was_not_ended() {
        let rule = Rule { lent: true, ..rule(&[(&[Role::OfficeStaff], Reach::Country)]) };
        let loan = || vec![Loan { country: "do".into(), to: "cr".into() }];
        let borrower =
            |fresh| Known { lent: loan(), ..known(&[(Role::OfficeStaff, "cr")], &[], fresh).expect("known") };
        let countries = |fresh| -> Vec<String> {
            let admitted = admission(&rule, Some(borrower(fresh))).expect("their own country at least");
            admitted.grants.into_iter().map(|grant| grant.country).collect()
        };
        assert_eq!(countries(true), ["cr", "do"]);
        assert_eq!(countries(false), ["cr"]);
    }

    #[test]
    fn a_role_of_the_network_counts_where_it_is_held_in_the_network() {
        for reach in [Reach::Network, Reach::Intervention] {
            let rule = rule(&[(&[Role::RegionalAdmin], reach)]);
            assert!(admission(&rule, known(&[], &[(Role::RegionalAdmin, NETWORK)], true)).is_ok());
            assert_eq!(refusal(&rule, known(&[], &[(Role::RegionalAdmin, "do")], true)), Reason::RoleNotAllowed);
        }
    }
}
