//! `AcceptTranslation`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{AcceptTranslationRequest, AcceptTranslationResponse, translation::State},
};

use super::rows::{self, Entity, Model, message};
use crate::{
    catalogue,
    registration::{self, unanswered},
};

/// Takes a translation, as it stands now, for the public to read.
pub async fn accept(scope: &mut Scope, request: AcceptTranslationRequest) -> Result<AcceptTranslationResponse> {
    let (registration, language) = rows::parts(&request.name)?;
    let registration = registration::rows::locked_to_change(scope, &registration).await?;
    let found = rows::of_language(scope, registration.id, &language).await?;
    let before = found.ok_or_else(|| Error::not_found(&request.name))?;
    etag::check(&request.etag, before.version)?;
    if before.state() == State::Accepted && !before.outdated {
        return Err(already_taken());
    }
    if unanswered::is_half_mended(scope, &registration).await? {
        return Err(half_mended());
    }
    let after = Model { version: before.version + 1, outdated: false, ..before.clone() };
    let after = after.taken_by(scope.subject(), moment::now());
    scope.update::<Entity>(&before, after.clone()).await?;
    catalogue::words::follow(scope, registration.id).await?;
    Ok(AcceptTranslationResponse { translation: Some(message(after)) })
}

fn half_mended() -> Error {
    let text = Text::told(
        "the words that it is of are being mended; accept it once the clarification is answered or over",
        "las palabras que traduce se están corrigiendo; acéptela cuando se responda la aclaración o termine su plazo",
        "as palavras que traduz estão sendo corrigidas; aceite-a quando o esclarecimento for respondido ou terminar",
    );
    Error::refused(Reason::StateNotAllowed, text)
}

fn already_taken() -> Error {
    let text = Text::told(
        "this translation is accepted already, and nothing was changed since",
        "esta traducción ya está aceptada y nada cambió desde entonces",
        "esta tradução já está aceita e nada mudou desde então",
    );
    Error::refused(Reason::StateNotAllowed, text)
}
