//! `SubmitRegistration`

use platform::{Error, Result, Scope, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{SubmitRegistrationRequest, SubmitRegistrationResponse},
};

use super::{complete, facts, rows, same_again, submitted};
use crate::{consent, country, edition};

/// Hands a draft in.
pub async fn submit(scope: &mut Scope, request: SubmitRegistrationRequest) -> Result<SubmitRegistrationResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = submitted(before.state())?;
    let edition = edition::rows::known(scope, &edition::rows::name(&before.edition)).await?;
    let edition = edition.ok_or_else(|| edition::not_open("there is no such edition", "no existe esa edición"))?;
    edition::takes_country(&edition, scope.country())?;
    edition::open_at(&edition, moment::milliseconds(moment::now()))?;
    let mut faults = complete::faults(&rows::to_message(before.clone()), &edition);
    let notice = consent::current_notice(scope).await?;
    faults.extend(consent::fault("registration.notice_version", before.notice_version, notice));
    if !faults.is_empty() {
        return Err(Error::fields(Reason::RegistrationIncomplete, faults));
    }
    let mut after = before.moved(state, "");
    after.submit_time = Some(after.update_time);
    scope.update::<rows::Entity>(&before, after.clone()).await.map_err(same_again)?;
    let language = match after.language.as_str() {
        "" => country::rows::default_language(scope).await?,
        chosen => chosen.to_owned(),
    };
    facts::publish_submission(scope, &after, edition.reviews_per_case, language);
    Ok(SubmitRegistrationResponse { registration: Some(rows::to_message(after)) })
}
