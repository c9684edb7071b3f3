//! `UpdatePublication`

use platform::{Error, Result, Scope, error::Text, etag, mask::Mask, moment};
use proto::registrations::v1::{UpdatePublicationRequest, UpdatePublicationResponse};

use super::{entry, picture::choose::choose, rows::Model};
use crate::translation;

/// Characters that a title and a summary may have.
const TITLE: usize = 200;
const SUMMARY: usize = 2000;

/// Changes what the public reads and sees of an entry, and from when on. What is read of it in other languages says something
/// else by then, and waits until the office stands for it again.
pub async fn update(scope: &mut Scope, request: UpdatePublicationRequest) -> Result<UpdatePublicationResponse> {
    let new = request.publication.unwrap_or_default();
    let before = entry::locked_with_registration(scope, &new.name).await?;
    etag::check(&new.etag, before.version)?;
    let mask = Mask::of(request.update_mask, &["title", "summary", "pictures", "embargo_time"])?;
    let mut after = before.clone();
    if mask.takes("title", !new.title.is_empty()) {
        after = Model { title: words("publication.title", new.title, TITLE)?, ..after };
    }
    if mask.takes("summary", !new.summary.is_empty()) {
        after = Model { summary: words("publication.summary", new.summary, SUMMARY)?, ..after };
    }
    if mask.takes("embargo_time", request.embargo_time.is_some()) {
        after.shown_from = request.embargo_time.as_ref().map(until).transpose()?;
        after.embargoed = after.shown_from.is_some_and(|from| moment::now() < from);
    }
    if mask.takes("pictures", !new.pictures.is_empty()) {
        choose(scope, &before, new.pictures).await?;
    }
    // Whoever sends back what they read has written nothing.
    if (&after.title, &after.summary) != (&before.title, &before.summary) {
        after.edited = true;
        translation::original::hold(scope, before.registration).await?;
        after.translations = translation::rows::public(scope, before.registration).await?;
    }
    let entry = entry::write(scope, &before, after).await?;
    Ok(UpdatePublicationResponse { entry: Some(entry) })
}

/// When an embargo ends.
pub fn until(time: &prost_types::Timestamp) -> Result<time::OffsetDateTime> {
    let wrong = || {
        Text::told(
            "this is no moment of any calendar",
            "este momento no está en ningún calendario",
            "este momento não está em nenhum calendário",
        )
    };
    moment::read(time).ok_or_else(|| Error::invalid("embargo_time", wrong()))
}

fn words(field: &str, text: String, most: usize) -> Result<String> {
    if !text.trim().is_empty() && text.chars().count() <= most {
        return Ok(text);
    }
    let said = Text::told(
        format!("1 to {most} characters"),
        format!("de 1 a {most} caracteres"),
        format!("entre 1 e {most} caracteres"),
    );
    Err(Error::invalid(field, said))
}
