//! What the others are told of an editor.

use platform::Scope;
use proto::registrations::v1::EditorInvited;

use super::rows::{self, Model};
use crate::registration;

/// The code, for the letter that takes it to whoever is invited.
pub fn publish_invitation(scope: &mut Scope, registration: &registration::rows::Model, row: &Model, code: String) {
    let title = if registration.title.is_empty() { &registration.organisation } else { &registration.title };
    scope.publish(&EditorInvited {
        name: rows::name(row),
        version: row.version,
        registration: registration.name(),
        role: row.role().into(),
        email: row.email.clone(),
        language: registration.language.clone(),
        title: title.clone(),
        code,
    });
}
