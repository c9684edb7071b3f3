//! What the others are told of a member.

use platform::{Scope, names::NETWORK};
use proto::{
    partners::v1::{MemberAdded, MemberInvited, MemberRecorded},
    platform::v1::GrantChanged,
};

use super::{
    State,
    rows::{self, Model},
};

/// What the member holds now: to every service as a grant, and to the reviews as who reviews in a country.
pub(super) fn publish_grant(scope: &mut Scope, row: &Model) {
    // Who never accepted held nothing, and nobody knows them.
    if row.subject.is_empty() {
        return;
    }
    let roles = if row.state == State::Active { rows::role_numbers(row) } else { Vec::new() };
    scope.publish(&GrantChanged {
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        roles: roles.clone(),
        countries: vec![row.country.clone()],
        ..GrantChanged::default()
    });
    if row.country == NETWORK {
        return;
    }
    scope.publish(&MemberAdded {
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        roles,
        institution: rows::institution_name(row),
        language: row.language.clone(),
    });
}

/// How to reach the member.
pub(super) fn publish_contact(scope: &mut Scope, row: &Model) {
    scope.publish(&MemberRecorded {
        name: rows::name(row),
        version: row.version,
        email: row.email.clone(),
        display_name: row.display_name.clone(),
        language: row.language.clone(),
    });
}

/// The code, for the letter that takes it to the member.
pub(super) fn publish_invitation(scope: &mut Scope, row: &Model, code: String) {
    scope.publish(&MemberInvited {
        name: rows::name(row),
        version: row.version,
        email: row.email.clone(),
        display_name: row.display_name.clone(),
        language: row.language.clone(),
        code,
    });
}
