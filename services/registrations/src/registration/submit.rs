//! `SubmitRegistration`

use platform::{Error, Result, Scope, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{SubmitRegistrationRequest, SubmitRegistrationResponse},
};

use super::{complete, facts, rows, submitted, version};
use crate::{consent, edition};

/// Hands a draft in.
pub async fn submit(scope: &mut Scope, request: SubmitRegistrationRequest) -> Result<SubmitRegistrationResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = submitted(before.state())?;
    let (edition, country) = edition::rows::entered(scope, &edition::rows::name(&before.edition)).await?;
    edition::open_at(&edition, moment::milliseconds(moment::now()))?;
    let mut faults = complete::faults(&rows::to_message(before.clone()), &edition);
    let (notice, default_language) =
        country.map(|country| (country.notice_version, country.default_language)).unwrap_or_default();
    faults.extend(consent::fault("registration.notice_version", before.notice_version, notice));
    if !faults.is_empty() {
        return Err(Error::fields(Reason::RegistrationIncomplete, faults));
    }
    let after = before.handed_in(state);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    version::rows::add(scope, &after).await?;
    let language = match after.language.as_str() {
        "" => default_language,
        chosen => chosen.to_owned(),
    };
    facts::publish_submission(scope, &after, edition.reviews_per_case, language);
    Ok(SubmitRegistrationResponse { registration: Some(rows::to_message(after)) })
}
