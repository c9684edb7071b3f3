//! `member.invited`: whoever is to be a member reads how to accept.

use platform::{Result, Scope, names::NETWORK};
use proto::partners::v1::MemberInvited;

use super::{
    Audience,
    write::{self, Told},
};
use crate::{
    person,
    template::{Facts, Template},
};

/// Sends the code to the address it is for. The address is not kept as a member's: nobody has accepted yet.
pub async fn react(scope: &mut Scope, event: MemberInvited) -> Result<()> {
    let in_network = scope.country() == NETWORK;
    let title = if in_network { "red · network".to_owned() } else { scope.country().to_uppercase() };
    let template = Template::MemberInvited;
    let accept = format!("name: {}\ncode: {}", event.name, event.code);
    let link = scope.invitation_page().link(template.accepted_by(), &event.name, &event.code).unwrap_or_default();
    let invited = person::rows::Model {
        country: scope.country().to_owned(),
        name: event.name.clone(),
        version: event.version,
        email: event.email,
        // A network has no default language.
        language: if in_network && event.language.is_empty() { "es".into() } else { event.language },
        display_name: event.display_name,
        blocked: false,
        erased: false,
    };
    let told = Told {
        template,
        about: &event.name,
        version: event.version,
        registration: "",
        facts: Facts { title: &title, accept: &accept, accept_link: &link, ..Facts::default() },
    };
    write::write(scope, Audience::Invited, invited, told).await
}
