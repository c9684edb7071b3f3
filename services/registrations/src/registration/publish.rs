//! `PublishRegistration`

use platform::{Result, Scope, etag, moment::timestamp};
use proto::registrations::v1::{PublishRegistrationRequest, PublishRegistrationResponse, RegistrationPublished};

use super::{published, rows, unanswered};
use crate::{catalogue, edition, translation};

/// Puts a validated registration into the public catalogue, in the words of which the evidence was found to hold: others may be
/// half written, or wait for an institution to check them again.
pub async fn publish(scope: &mut Scope, request: PublishRegistrationRequest) -> Result<PublishRegistrationResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = published(before.state(), before.publication_consent)?;
    let after = before.moved(state, "");
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    let embargo = request.embargo_time.as_ref().map(catalogue::update::until).transpose()?;
    let words = unanswered::validated(scope, after.clone()).await?;
    let language = translation::source_language(scope, &words).await?;
    let newest = unanswered::handed_in(scope, after.clone()).await?;
    // Translations are of the words that were handed in last.
    let translations = match (&words.title, &words.summary) == (&newest.title, &newest.summary) {
        true => translation::rows::public(scope, after.id).await?,
        false => catalogue::words::Translated::default(),
    };
    let entry = catalogue::rows::put(scope, entry(&words, (language, translations), embargo)).await?;
    scope.publish(&RegistrationPublished {
        name: after.name(),
        version: after.version,
        publication: catalogue::rows::name(&entry),
        edition: edition::rows::name(&after.edition),
        organisation: words.organisation,
        title: words.title,
        shown_from: entry.shown_from.filter(|_| entry.embargoed).map(timestamp),
        suspended: entry.suspended,
    });
    let publication = catalogue::rows::to_messages(scope, vec![entry]).await?.pop();
    Ok(PublishRegistrationResponse { registration: Some(rows::to_message(after)), publication })
}

/// What the consent names, and the edition and the track that it was entered in.
fn entry(
    row: &rows::Model,
    (language, translations): (String, catalogue::words::Translated),
    shown_from: Option<time::OffsetDateTime>,
) -> catalogue::rows::Model {
    catalogue::rows::Model {
        country: row.country.clone(),
        id: uuid::Uuid::now_v7(),
        version: 1,
        registration: row.id,
        edition: row.edition.clone(),
        track: row.track.clone(),
        category: row.category.clone(),
        organisation: row.organisation.clone(),
        title: row.title.clone(),
        summary: row.summary.clone(),
        city: row.city.clone(),
        sdgs: row.sdgs.clone(),
        published: true,
        blocked: false,
        publish_time: row.update_time,
        language,
        translations,
        sector: row.sector.clone(),
        goals: catalogue::rows::goals(&row.sdgs),
        shown_from,
        embargoed: shown_from.is_some_and(|from| row.update_time < from),
        suspended: false,
        suspend_reason: String::new(),
        edited: false,
        update_time: Some(row.update_time),
        told_version: 0,
        told_members: 0,
    }
}
