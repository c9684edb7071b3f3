//! Views: questions to the list of registrations that an office keeps by a name, so as not to write them again.
//!
//! What always holds: a view is a filter that the list takes, and shows nobody more than that filter would. It is of whoever
//! saved it; one that is shared is seen by the whole office, and an office admin may change it, too. An office admin may
//! remove any: nobody else can once its owner has left.

pub mod asked;
pub mod delete;
pub mod list;
pub mod naming;
pub mod rows;
pub mod update;

use proto::platform::v1::Role;

/// Views of one person in a country: more than anybody has questions.
pub const MOST: u64 = 200;
/// Views that are listed at once, somebody's own before what others share.
const MOST_LISTED: u64 = 1_000;

/// Whether somebody with this role is of the office, which sees what is shared.
pub fn is_of_the_office(role: Role) -> bool {
    matches!(role, Role::OfficeAdmin | Role::OfficeStaff)
}

/// Whether somebody who sees a view may change or remove it.
pub fn may_change(own: bool, role: Role) -> bool {
    own || role == Role::OfficeAdmin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_view_is_seen_by_the_office_and_changed_by_its_owner_or_an_admin() {
        assert!(is_of_the_office(Role::OfficeStaff) && is_of_the_office(Role::OfficeAdmin));
        for other in [Role::RegionalAdmin, Role::RegionalObserver, Role::Applicant, Role::Unspecified] {
            assert!(!is_of_the_office(other) && !may_change(false, other), "{other:?}");
        }
        assert!(may_change(true, Role::OfficeStaff) && may_change(false, Role::OfficeAdmin));
        assert!(!may_change(false, Role::OfficeStaff));
    }
}
