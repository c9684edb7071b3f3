//! `UpdateRegistration`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{UpdateRegistrationRequest, UpdateRegistrationResponse, registration::State},
};

use super::{answerable, changeable, clarification, facts, fields, rows};
use crate::{consent, edition, form, translation};

/// Changes a draft, or what was opened to be mended.
pub async fn update(scope: &mut Scope, request: UpdateRegistrationRequest) -> Result<UpdateRegistrationResponse> {
    let registration = request.registration.unwrap_or_default();
    let before = rows::locked_to_change(scope, &registration.name).await?;
    etag::check(&registration.etag, before.version)?;
    changeable(before.state(), before.is_asked())?;
    if !registration.edition.is_empty() && registration.edition != edition::rows::name(&before.edition) {
        let text = Text::told(
            "the edition cannot be changed; begin a new registration",
            "la edición no se puede cambiar; comience un registro nuevo",
            "a edição não pode ser alterada; comece um registro novo",
        );
        return Err(Error::invalid("registration.edition", text));
    }
    if let Some(fault) = form::repeated(&registration.answers) {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    let paths = request.update_mask.map(|mask| mask.paths).filter(|paths| !paths.is_empty());
    let named = fields::named(&before, &registration, paths.as_deref());
    if before.state() != State::Draft {
        clarification::in_time(before.clarification_due, moment::now())?;
        let closed = |path: &String| clarification::closed(path, &before.open_fields.0);
        let faults: Vec<_> = named.iter().filter_map(closed).collect();
        if !faults.is_empty() {
            return Err(Error::fields(Reason::InvalidField, faults));
        }
    }
    answerable::known(scope, &before, &named, paths.as_deref().unwrap_or_default()).await?;
    let mut after = before.changed();
    match paths {
        Some(paths) => fields::copy_masked(&mut after, &registration, &paths)?,
        None => fields::copy_set(&mut after, &registration),
    }
    answerable::bounded(&before, &after)?;
    // Where its words stay, so does what it is the same as: they may have been put back as somebody else handed them in.
    if (&after.organisation, &after.title) != (&before.organisation, &before.title) {
        after.follow_words();
    }
    if consents(&after) != consents(&before) {
        rows::only_owner_alone(scope, &before)?;
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    consent::record(scope, Some(&before), &after).await?;
    // What is mended is compared once it is handed in: until then nothing of it counts.
    if !before.is_asked() {
        translation::original::follow(scope, &before, &after).await?;
    }
    facts::publish_draft(scope, Some(&before), &after);
    Ok(UpdateRegistrationResponse { registration: Some(rows::to_message(after)) })
}

/// What is agreed to, which the owner alone says.
fn consents(row: &rows::Model) -> (bool, bool, i32) {
    (row.data_consent, row.publication_consent, row.notice_version)
}
