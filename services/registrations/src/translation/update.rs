//! `UpdateTranslation`

use platform::{Error, Result, Scope, choice, error::Text, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Translation, UpdateTranslationRequest, UpdateTranslationResponse, translation::State},
};

use super::{
    MOST, faults, original,
    rows::{self, Answers, Entity, Model, message, stored},
    source_language,
};
use crate::{
    catalogue,
    registration::{self, unanswered},
};

/// Puts the words of one language in the place of those that were there before. What the office writes it stands for; what
/// somebody else writes waits for it, and so does what they change of words that it stood for, and what anybody writes of words
/// that are half mended.
pub async fn update(scope: &mut Scope, request: UpdateTranslationRequest) -> Result<UpdateTranslationResponse> {
    let translation = request.translation.unwrap_or_default();
    let (registration, language) = rows::parts(&translation.name)?;
    // Whoever reaches the registration reaches its translations.
    let registration = registration::rows::locked_to_change(scope, &registration).await?;
    let source = source_language(scope, &registration).await?;
    let answered: Vec<&str> = registration.answers.in_words().map(|(question, _)| question).collect();
    let violations = faults(&translation, &language, &source, &answered);
    if !violations.is_empty() {
        return Err(Error::fields(Reason::InvalidField, violations));
    }
    let before = rows::of_language(scope, registration.id, &language).await?;
    let row = written(scope, &registration, language, translation.clone(), before.as_ref());
    // Whoever reaches it as theirs speaks for themselves, whatever else they may be.
    let is_taken = !scope.is_own() && !unanswered::is_half_mended(scope, &registration).await?;
    let at = row.update_time;
    let row = if is_taken { row.taken_by(scope.subject(), at) } else { row };
    let is_news = row.state() == State::Proposed && before.as_ref().map(Model::state) != Some(State::Proposed);
    match before {
        Some(before) => {
            etag::check(&translation.etag, before.version)?;
            scope.update::<Entity>(&before, row.clone()).await?;
        }
        None if rows::of(scope, &[registration.id]).await?.len() as u64 >= MOST => return Err(too_many()),
        None => {
            etag::check(&translation.etag, 0)?;
            scope.insert::<Entity>(row.clone()).await?;
        }
    }
    if is_news {
        original::tell(scope, &registration, &row).await?;
    }
    catalogue::words::follow(scope, registration.id).await?;
    Ok(UpdateTranslationResponse { translation: Some(message(row)) })
}

fn written(
    scope: &Scope,
    registration: &registration::rows::Model,
    language: String,
    translation: Translation,
    before: Option<&Model>,
) -> Model {
    let now = moment::now();
    let origin = choice::name(translation.origin().as_str_name(), "ORIGIN_");
    let answers = translation.answers.into_iter().filter(|answer| !answer.text.trim().is_empty());
    Model {
        country: scope.country().to_owned(),
        registration: registration.id,
        language,
        version: before.map_or(1, |before| before.version + 1),
        origin,
        engine: translation.engine.trim().to_owned(),
        actor: scope.subject().to_owned(),
        title: translation.title.trim().to_owned(),
        summary: translation.summary,
        problem: translation.problem,
        description: translation.description,
        outdated: false,
        create_time: before.map_or(now, |before| before.create_time),
        update_time: now,
        state: stored(State::Proposed),
        accept_actor: String::new(),
        accept_time: None,
        answers: Answers(answers.map(|answer| (answer.question, answer.text)).collect()),
    }
}

fn too_many() -> Error {
    let text = Text::told(
        format!("a registration has at most {MOST} translations"),
        format!("un registro tiene a lo sumo {MOST} traducciones"),
        format!("um registro tem no máximo {MOST} traduções"),
    );
    Error::invalid("translation.name", text)
}
