//! `UpdateRegistration`

use platform::{Error, Result, Scope, error::Text, etag};
use proto::{
    platform::v1::Reason,
    registrations::v1::{UpdateRegistrationRequest, UpdateRegistrationResponse},
};

use super::{fields, in_draft, rows};
use crate::{consent, edition, form, translation};

/// Changes a draft.
pub async fn update(scope: &mut Scope, request: UpdateRegistrationRequest) -> Result<UpdateRegistrationResponse> {
    let registration = request.registration.unwrap_or_default();
    let before = rows::locked_to_change(scope, &registration.name).await?;
    etag::check(&registration.etag, before.version)?;
    in_draft(before.state())?;
    if !registration.edition.is_empty() && registration.edition != edition::rows::name(&before.edition) {
        let text = Text::new(
            "the edition cannot be changed; begin a new registration",
            "la edición no se puede cambiar; comience un registro nuevo",
        );
        return Err(Error::invalid("registration.edition", text));
    }
    if let Some(fault) = form::repeated(&registration.answers) {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    let mut after = before.changed();
    match request.update_mask.map(|mask| mask.paths).filter(|paths| !paths.is_empty()) {
        Some(paths) => fields::copy_masked(&mut after, &registration, &paths)?,
        None => fields::copy_set(&mut after, &registration),
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    consent::record(scope, Some(&before), &after).await?;
    if translation::differs(&before, &after) {
        translation::rows::outdate(scope, after.id).await?;
    }
    Ok(UpdateRegistrationResponse { registration: Some(rows::to_message(after)) })
}
