//! `OfferRegistration`

use platform::{Error, Result, Scope, error::Text};
use proto::registrations::v1::{OfferRegistrationRequest, OfferRegistrationResponse, editor::Role};

use super::{facts, offered, rows, with_new_code};
use crate::registration;

/// Offers what an office made to whom it is of. There is one offer at a time: a new one ends the one before.
pub async fn offer(scope: &mut Scope, request: OfferRegistrationRequest) -> Result<OfferRegistrationResponse> {
    let registration = registration::rows::locked_to_change(scope, &request.name).await?;
    offered(registration.state(), &registration.owner)?;
    let email = if request.email.is_empty() { registration.contact_email.clone() } else { request.email };
    if email.is_empty() {
        let text = Text::told(
            "the registration has no contact address; say where the letter goes",
            "el registro no tiene correo de contacto; indique a dónde va la carta",
            "o registro não tem e-mail de contato; indique para onde vai a carta",
        );
        return Err(Error::invalid("email", text));
    }
    let known = rows::of(scope, registration.id).await?;
    let before = known.iter().find(|row| row.role() == Role::Owner);
    let fresh = || rows::new(&registration.country, registration.id, Role::Owner, &email);
    let (row, code) = with_new_code(before.map_or_else(fresh, rows::Model::changed))?;
    let row = rows::Model { email, ..row };
    match before {
        Some(before) => scope.update::<rows::Entity>(before, row.clone()).await?,
        None => scope.insert::<rows::Entity>(row.clone()).await?,
    }
    facts::publish_invitation(scope, &registration, &row, code);
    Ok(OfferRegistrationResponse { editor: Some(rows::to_message(row)) })
}
