//! Members: which roles a person may be given in a country.

pub mod create;
pub mod get;
pub mod list;
pub mod rows;

use platform::{Error, Result, choice, error::Text};
use proto::{partners::v1::Member, platform::v1::Role};

const ROLE: &str = "ROLE_";

/// The roles that are given in a country. Those of the network and of systems are given elsewhere: an office admin who
/// could give them would reach every country.
const GIVEN: [Role; 5] =
    [Role::Applicant, Role::Reviewer, Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin];

/// The roles of a member, each once, in the order of the contract. Refuses a role that is not given in a country, a
/// partner representative without an institution, and a blank name.
pub fn roles_of(member: &Member) -> Result<Vec<Role>> {
    let mut roles: Vec<Role> = member.roles().collect();
    // An unknown number is dropped by `roles()`; it must not pass in silence.
    if roles.len() != member.roles.len() || !roles.iter().all(|role| GIVEN.contains(role)) {
        let text = Text::new(
            "in a country these roles are given: applicant, reviewer, partner representative, office staff, office admin",
            "en un país se dan estos roles: postulante, revisor, representante de aliado, personal o administración de la oficina",
        );
        return Err(Error::invalid("member.roles", text));
    }
    if roles.contains(&Role::PartnerRepresentative) && member.institution.is_empty() {
        let text = Text::new(
            "a partner representative belongs to an institution",
            "un representante de aliado pertenece a una institución",
        );
        return Err(Error::invalid("member.institution", text));
    }
    if member.display_name.trim().is_empty() {
        return Err(Error::invalid("member.display_name", Text::new("a name is needed", "hace falta un nombre")));
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
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
        roles_of(member).expect_err("a refusal").violations()[0].field.clone()
    }

    #[test]
    fn roles_of_a_country_are_given_once() {
        let roles = roles_of(&member(&[5, 2, 5], "")).expect("roles");
        assert_eq!(roles, [Role::Reviewer, Role::OfficeAdmin]);
    }

    #[test]
    fn no_role_beyond_the_country_is_given() {
        for role in [Role::Unspecified, Role::RegionalObserver, Role::RegionalAdmin, Role::System] {
            assert_eq!(fault(&member(&[Role::OfficeStaff.into(), role.into()], "")), "member.roles");
        }
        assert_eq!(fault(&member(&[99], "")), "member.roles");
    }

    #[test]
    fn a_partner_representative_belongs_to_an_institution() {
        let representative = Role::PartnerRepresentative.into();
        assert_eq!(fault(&member(&[representative], "")), "member.institution");
        assert!(roles_of(&member(&[representative], "institutions/micm")).is_ok());
    }

    #[test]
    fn a_blank_name_is_refused() {
        let blank = Member { display_name: " ".into(), ..member(&[1], "") };
        assert_eq!(fault(&blank), "member.display_name");
    }

    #[test]
    fn every_given_role_is_kept_and_read_back() {
        for role in GIVEN {
            assert_eq!(role_number(&role_text(role)), i32::from(role));
        }
    }
}
