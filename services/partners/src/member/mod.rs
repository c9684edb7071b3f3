//! Members: which roles a person may be given, by whom, and how far a member has come.

pub mod accept;
pub mod create;
mod facts;
pub mod first;
pub mod get;
pub mod invite;
pub mod list;
pub mod resend;
pub mod revoke;
pub mod rows;
pub mod seat;
pub mod update;

use platform::{Error, Result, choice, error::Text};
use proto::{
    partners::v1::{Member, member},
    platform::v1::{Reason, Role},
};
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::Serialize;
use uuid::Uuid;

const ROLE: &str = "ROLE_";

/// The roles that are held in a country.
const OF_A_COUNTRY: [Role; 5] =
    [Role::Applicant, Role::Reviewer, Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin];
/// The roles that people hold in the network.
const OF_THE_NETWORK: [Role; 2] = [Role::RegionalObserver, Role::RegionalAdmin];

/// How far a member has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Was sent a code.
    #[sea_orm(string_value = "invited")]
    Invited,
    /// Holds the roles.
    #[sea_orm(string_value = "active")]
    Active,
    /// Holds none any more.
    #[sea_orm(string_value = "revoked")]
    Revoked,
}

impl State {
    /// Refuses what is not done to a member who has come so far.
    pub fn expect(self, allowed: &[State]) -> Result<()> {
        if allowed.contains(&self) {
            return Ok(());
        }
        let (english, spanish, portuguese) = match self {
            State::Invited => ("invited", "por aceptar su invitación", "para aceitar o convite"),
            State::Active => ("active", "activo", "ativo"),
            State::Revoked => ("revoked", "revocado", "revogado"),
        };
        let text = Text::told(
            format!("this member is {english}"),
            format!("este miembro está {spanish}"),
            format!("este membro está {portuguese}"),
        );
        Err(Error::refused(Reason::StateNotAllowed, text))
    }
}

impl From<State> for member::State {
    fn from(state: State) -> Self {
        match state {
            State::Invited => member::State::Invited,
            State::Active => member::State::Active,
            State::Revoked => member::State::Revoked,
        }
    }
}

/// The roles that the holder of one may give, in a country or in the network: those that it holds there. An office admin
/// who could give those of the network would reach every country. The platform's own work is bound by the place alone.
pub fn grantable(holder: Role, in_network: bool) -> &'static [Role] {
    match (holder, in_network) {
        (Role::OfficeAdmin | Role::System, false) => &OF_A_COUNTRY,
        (Role::RegionalAdmin | Role::System, true) => &OF_THE_NETWORK,
        _ => &[],
    }
}

/// The roles of a member, each once, in the order of the contract. Refuses none at all, a role that may not be given, a
/// partner representative without an institution, and a blank name.
pub fn roles_of(member: &Member, grantable: &[Role]) -> Result<Vec<Role>> {
    let mut roles: Vec<Role> = member.roles().collect();
    // An unknown number is dropped by `roles()`; it must not pass in silence.
    let known = roles.len() == member.roles.len() && !roles.is_empty();
    if !known || !roles.iter().all(|role| grantable.contains(role)) {
        let named: Vec<String> = grantable.iter().map(|role| role_text(*role)).collect();
        let named = named.join(", ");
        let text = Text::told(
            format!("one or more of the roles that you can give here are needed: {named}"),
            format!("hace falta uno o más de los roles que usted puede dar aquí: {named}"),
            format!("falta um ou mais dos papéis que você pode dar aqui: {named}"),
        );
        return Err(Error::invalid("member.roles", text));
    }
    if roles.contains(&Role::PartnerRepresentative) && member.institution.is_empty() {
        let text = Text::told(
            "a partner representative belongs to an institution",
            "un representante de aliado pertenece a una institución",
            "um representante de instituição parceira pertence a uma instituição",
        );
        return Err(Error::invalid("member.institution", text));
    }
    if member.display_name.trim().is_empty() {
        return Err(Error::invalid(
            "member.display_name",
            Text::told("a name is needed", "hace falta un nombre", "falta um nome"),
        ));
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// Whether these roles make an admin: of a country, or of the network.
pub fn is_admin(roles: &[Role]) -> bool {
    roles.iter().any(|role| matches!(role, Role::OfficeAdmin | Role::RegionalAdmin))
}

/// Refuses to take the last admin from a place: nobody could give the role again.
pub fn keeps_an_admin(admins: &[Uuid], leaving: Uuid) -> Result<()> {
    if admins != [leaving] {
        return Ok(());
    }
    let text = Text::told(
        "this is the last admin; make somebody else an admin first",
        "es la última persona que administra; dé antes ese rol a otra",
        "esta é a última pessoa que administra; dê antes esse papel a outra",
    );
    Err(Error::refused(Reason::LastAdmin, text))
}

/// A role as the table keeps it, `office_staff`.
pub fn role_text(role: Role) -> String {
    choice::name(role.as_str_name(), ROLE).to_lowercase()
}

/// The number of the role that the table keeps as this text.
pub fn role_number(text: &str) -> i32 {
    choice::of(&text.to_uppercase(), ROLE, Role::from_str_name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(roles: &[i32], institution: &str) -> Member {
        Member {
            display_name: "Ana".into(),
            roles: roles.to_vec(),
            institution: institution.into(),
            ..Member::default()
        }
    }

    fn fault(member: &Member) -> String {
        roles_of(member, &OF_A_COUNTRY).expect_err("a refusal").violations()[0].field.clone()
    }

    #[test]
    fn roles_of_a_country_are_given_once() {
        let roles = roles_of(&member(&[5, 2, 5], ""), &OF_A_COUNTRY).expect("roles");
        assert_eq!(roles, [Role::Reviewer, Role::OfficeAdmin]);
    }

    #[test]
    fn no_role_beyond_the_country_is_given() {
        for role in [Role::Unspecified, Role::RegionalObserver, Role::RegionalAdmin, Role::System] {
            assert_eq!(fault(&member(&[Role::OfficeStaff.into(), role.into()], "")), "member.roles");
        }
        assert_eq!(fault(&member(&[99], "")), "member.roles");
        assert_eq!(fault(&member(&[], "")), "member.roles");
    }

    #[test]
    fn nobody_grants_what_they_do_not_hold() {
        assert_eq!(grantable(Role::OfficeAdmin, false), OF_A_COUNTRY);
        assert_eq!(grantable(Role::RegionalAdmin, true), OF_THE_NETWORK);
        for (holder, in_network) in [
            (Role::OfficeAdmin, true),
            (Role::RegionalAdmin, false),
            (Role::OfficeStaff, false),
            (Role::Unspecified, true),
        ] {
            assert!(grantable(holder, in_network).is_empty(), "{holder:?} {in_network}");
        }
        assert!(!OF_THE_NETWORK.contains(&Role::System), "no person is a system");
    }

    #[test]
    fn a_partner_representative_belongs_to_an_institution() {
        let representative = Role::PartnerRepresentative.into();
        assert_eq!(fault(&member(&[representative], "")), "member.institution");
        assert!(roles_of(&member(&[representative], "institutions/micm"), &OF_A_COUNTRY).is_ok());
    }

    #[test]
    fn a_blank_name_is_refused() {
        let blank = Member { display_name: " ".into(), ..member(&[1], "") };
        assert_eq!(fault(&blank), "member.display_name");
    }

    #[test]
    fn the_last_admin_stays() {
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(keeps_an_admin(&[one], one).expect_err("a refusal").reason(), Reason::LastAdmin);
        assert!(keeps_an_admin(&[one, other], one).is_ok());
        assert!(keeps_an_admin(&[other], one).is_ok(), "who is no admin may leave");
    }

    #[test]
    fn what_is_over_is_not_changed() {
        assert!(State::Invited.expect(&[State::Invited, State::Active]).is_ok());
        let refused = State::Revoked.expect(&[State::Invited, State::Active]).expect_err("a refusal");
        assert_eq!(refused.reason(), Reason::StateNotAllowed);
    }

    #[test]
    fn every_given_role_is_kept_and_read_back() {
        for role in OF_A_COUNTRY.iter().chain(&OF_THE_NETWORK) {
            assert_eq!(role_number(&role_text(*role)), i32::from(*role));
        }
    }
}
