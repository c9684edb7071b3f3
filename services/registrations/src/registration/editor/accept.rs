//! `AcceptEditor`

use platform::{Error, Result, Scope, moment, personal::data_blocked};
use proto::{
    platform::v1::Reason,
    registrations::v1::{AcceptEditorRequest, AcceptEditorResponse, editor::Role},
};

use super::{already_there, is_good, rows};
use crate::registration;

/// Makes the caller the editor that the code was sent to. What is wrong with a code is not told.
pub async fn accept(scope: &mut Scope, request: AcceptEditorRequest) -> Result<AcceptEditorResponse> {
    let nothing = || Error::not_found(&request.name);
    let registration = registration::rows::locked(scope, rows::registration_of(&request.name)).await;
    // Whether the registration is there is not told to whoever has no code for it.
    let registration = registration.map_err(|problem| match problem.reason() {
        Reason::ResourceNotFound => nothing(),
        _ => problem,
    })?;
    let before = rows::expect(scope, &request.name).await?;
    if before.role() != Role::Editor || !is_good(&before, &request.code, moment::now()) {
        return Err(nothing());
    }
    if registration.blocked {
        return Err(data_blocked());
    }
    let known = rows::of(scope, registration.id).await?;
    if registration.owner == scope.subject() || known.iter().any(|row| row.subject == scope.subject()) {
        return Err(already_there());
    }
    let after = before.accepted(scope.subject());
    scope.update::<rows::Entity>(&before, after).await?;
    Ok(AcceptEditorResponse { registration: Some(registration::rows::to_message(registration)) })
}
