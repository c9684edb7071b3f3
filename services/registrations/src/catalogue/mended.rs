//! What becomes of an entry when its registration is mended after it was published, since an institution that checked the
//! evidence again asked for that.
//!
//! What always holds: once the evidence holds, an entry says what was handed in last. What the office wrote itself, of words that
//! stand no more, nobody sees until it has looked: only the office knows what of it is still true.

use platform::{
    Result, Scope,
    error::{Language, Text},
};

use super::{
    entry,
    rows::{Entity, Model, goals, of_registration},
};
use crate::{country, registration::rows::Model as Registration, translation};

/// Brings an entry in step with its registration as it was handed in last. What is erased stays so.
pub async fn carry(scope: &mut Scope, before: Model, words: &Registration) -> Result<Model> {
    if words.title.is_empty() {
        return Ok(before);
    }
    let mut after = Model {
        track: words.track.clone(),
        category: words.category.clone(),
        organisation: words.organisation.clone(),
        city: words.city.clone(),
        sector: words.sector.clone(),
        sdgs: words.sdgs.clone(),
        goals: goals(&words.sdgs),
        ..before.clone()
    };
    if !before.edited {
        after.title.clone_from(&words.title);
        after.summary.clone_from(&words.summary);
        after.language = translation::source_language(scope, words).await?;
        after.translations = translation::rows::public(scope, words.id).await?;
    }
    if after == before {
        return Ok(before);
    }
    let after = entry::changed(after);
    scope.update::<Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// Takes the entry of a registration out of sight where the office wrote its title or summary, and the registration says these
/// otherwise than it was handed in before. It is locked before.
pub async fn hold_unlike(scope: &mut Scope, earlier: &Registration, now: &Registration) -> Result<()> {
    if (&earlier.title, &earlier.summary) == (&now.title, &now.summary) {
        return Ok(());
    }
    let Some(before) = of_registration(scope, now.id).await?.filter(|entry| entry.edited) else { return Ok(()) };
    let mut after = Model { suspended: true, ..before.clone() };
    if before.suspend_reason.is_empty() {
        let language = Language::of(&country::rows::default_language(scope).await?);
        after.suspend_reason = why().in_language(language).to_owned();
    }
    if after == before {
        return Ok(());
    }
    scope.update::<Entity>(&before, entry::changed(after)).await
}

fn why() -> Text {
    Text::told(
        "its applicant wrote title or summary anew, and what is published are words of the office: correct them, and resume the entry",
        "quien registró cambió el título o el resumen, y lo publicado son palabras de la oficina: corríjalas y reanude la \
         publicación",
        "quem inscreveu mudou o título ou o resumo, e o publicado são palavras do escritório: corrija-as e retome a publicação",
    )
}
