//! `InviteMember`

use super::{State, facts, resend, roles_of, rows};
use crate::{country::rows as countries, institution::rows as institutions};
use platform::{Error, Result, Scope, error::Text, names::NETWORK};
use proto::{
    partners::v1::{InviteMemberRequest, InviteMemberResponse, Member},
    platform::v1::Reason,
};

/// Invites a person by their address.
pub async fn invite(scope: &mut Scope, request: InviteMemberRequest) -> Result<InviteMemberResponse> {
    let member = Member { subject: String::new(), ..request.member.unwrap_or_default() };
    let roles = roles_of(&member, rows::grantable_in(scope, &request.parent)?)?;
    if member.email.is_empty() {
        let text = Text::told(
            "the invitation goes to this address",
            "la invitación va a este correo",
            "o convite vai para este endereço de e-mail",
        );
        return Err(Error::invalid("member.email", text));
    }
    if scope.country() != NETWORK {
        scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    }
    let institution = match member.institution.as_str() {
        "" => None,
        name => Some(institutions::id_of("member.institution", name)?.to_owned()),
    };
    if let Some(id) = &institution {
        institutions::expect(scope, id).await?;
    }
    not_there(scope, &member.email).await?;
    let mut row = rows::new(scope.country(), institution, member, roles, State::Invited);
    let code = resend::new_code(&mut row)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_invitation(scope, &row, code);
    Ok(InviteMemberResponse { member: Some(rows::message(row)) })
}

/// Refuses an address that a member here has, or somebody who is invited.
async fn not_there(scope: &Scope, email: &str) -> Result<()> {
    if !rows::is_there(scope, email).await? {
        return Ok(());
    }
    let text = Text::told(
        "somebody with this address is a member here, or is invited",
        "alguien con este correo ya es miembro aquí, o está por aceptar su invitación",
        "alguém com este endereço de e-mail já é membro aqui, ou foi convidado",
    );
    Err(Error::refused(Reason::ResourceAlreadyExists, text))
}
