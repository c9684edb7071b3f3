//! `editor.invited`: whoever is to write a registration along, or to own it, reads how to accept.

use platform::{Result, Scope};
use proto::registrations::v1::{EditorInvited, editor::Role};

use super::{
    Audience,
    write::{self, Told},
};
use crate::{
    person,
    template::{Facts, Template},
};

/// Sends the code to the address it is for. The address is not kept beside the letter: nobody has accepted yet.
pub async fn react(scope: &mut Scope, event: EditorInvited) -> Result<()> {
    let (template, named) = match event.role() {
        Role::Owner => (Template::RegistrationOffered, &event.registration),
        _ => (Template::EditorInvited, &event.name),
    };
    let accept = format!("name: {named}\ncode: {}", event.code);
    let link = scope.invitation_page().link(template.accepted_by(), named, &event.code).unwrap_or_default();
    let invited = person::rows::Model {
        country: scope.country().to_owned(),
        name: event.name.clone(),
        version: event.version,
        email: event.email.clone(),
        language: event.language.clone(),
        display_name: String::new(),
        blocked: false,
        erased: false,
    };
    let told = Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, accept: &accept, accept_link: &link, ..Facts::default() },
    };
    write::write(scope, Audience::Invited, invited, told).await
}
