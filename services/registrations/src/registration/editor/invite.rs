//! `InviteEditor`

use platform::{Error, Result, Scope, error::Text, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{
        InviteEditorRequest, InviteEditorResponse,
        editor::{Role, State},
    },
};

use super::{MOST, already_there, facts, letters, rows, with_new_code};
use crate::registration;

/// Invites somebody by their address. Who was invited there before gets a new code; the one before is good no more.
pub async fn invite(scope: &mut Scope, request: InviteEditorRequest) -> Result<InviteEditorResponse> {
    let registration = registration::rows::locked_by_owner(scope, &request.parent).await?;
    if request.email.is_empty() {
        let text = Text::told(
            "the invitation goes to this address",
            "la invitación va a este correo",
            "o convite vai para este endereço de e-mail",
        );
        return Err(Error::invalid("email", text));
    }
    let known = rows::of(scope, registration.id).await?;
    let same = known.iter().find(|row| row.role() == Role::Editor && row.email.eq_ignore_ascii_case(&request.email));
    if same.is_some_and(|row| row.state() == State::Active) {
        return Err(already_there());
    }
    let now = moment::now();
    if same.is_none_or(|row| row.has_ended(now)) && known.iter().filter(|row| !row.has_ended(now)).count() >= MOST {
        return Err(too_many());
    }
    letters::write_down(scope, &request.email).await?;
    let fresh = || rows::new(&registration.country, registration.id, Role::Editor, &request.email);
    let (row, code) = with_new_code(same.map_or_else(fresh, rows::Model::changed))?;
    match same {
        Some(before) => scope.update::<rows::Entity>(before, row.clone()).await?,
        None => scope.insert::<rows::Entity>(row.clone()).await?,
    }
    facts::publish_invitation(scope, &registration, &row, code);
    Ok(InviteEditorResponse { editor: Some(rows::to_message(row)) })
}

fn too_many() -> Error {
    let text = Text::told(
        format!("a registration has at most {MOST} editors; remove one first"),
        format!("un registro tiene como máximo {MOST} personas que lo editan; quite antes a una"),
        format!("um registro tem no máximo {MOST} pessoas que o editam; remova uma antes"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}
