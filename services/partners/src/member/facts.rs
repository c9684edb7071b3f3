//! What the others are told of a member.

use platform::{Result, Scope, access::grants, moment, names::NETWORK};
use proto::{
    partners::v1::{MemberAdded, MemberInvited, MemberRecorded},
    platform::v1::GrantChanged,
};

use super::{
    State,
    rows::{self, Model},
};

/// What the member holds now: to every service as a grant, and to the reviews as who reviews in a country.
pub(super) async fn publish_grant(scope: &mut Scope, row: &Model) -> Result<()> {
    // Who never accepted held nothing, and nobody knows them.
    if row.subject.is_empty() {
        return Ok(());
    }
    let roles = if row.state == State::Active { rows::role_numbers(row) } else { Vec::new() };
    let grant = GrantChanged {
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        roles: roles.clone(),
        countries: vec![row.country.clone()],
        expire_time: row.loan_until.map(moment::timestamp),
        lent_by: row.lent_by.clone(),
        ..GrantChanged::default()
    };
    grants::tell(scope, grant).await?;
    if row.country == NETWORK {
        return Ok(());
    }
    scope.publish(&MemberAdded {
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        roles,
        institution: rows::institution_name(row),
        language: row.language.clone(),
        mail_domain: row.email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default(),
        lent_by: rows::lender_name(row),
    });
    Ok(())
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
