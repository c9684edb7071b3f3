//! `SubmitRegistration`

use platform::{Error, Result, Scope, error::Violation, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Definition, SubmitRegistrationRequest, SubmitRegistrationResponse},
};

use super::{answers::Answers, complete, facts, fields, made_before, rows, submitted, taken, unanswered, version};
use crate::{catalogue, consent, country_edition::held, duplicate, edition, eligibility, file};

/// Hands a draft in.
pub async fn submit(scope: &mut Scope, request: SubmitRegistrationRequest) -> Result<SubmitRegistrationResponse> {
    let before = rows::locked_by_owner_alone(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = submitted(before.state())?;
    let held = held::entered(scope, &edition::rows::name(&before.edition)).await?;
    let now = moment::now_milliseconds();
    let late_until = before.late_until.map(moment::milliseconds);
    let measure = complete::Measure {
        edition: &held.edition,
        definition: &held.definition,
        country: scope.country(),
        now,
        late_until,
        entries: entries(scope, &before, &held.definition).await?,
    };
    let registration = rows::to_message(before.clone());
    let mut faults = complete::faults(&registration, &measure);
    faults.extend(file::limits::faults(scope, &registration, &held.definition).await?);
    let notice = held.country.as_ref().map(|country| country.notice_version).unwrap_or_default();
    faults.extend(consent::fault("registration.notice_version", before.notice_version, notice));
    let closed = edition::closed_at(&held.edition, now, late_until);
    // Whoever mends all that first would learn of it too late. Where nothing else is wrong, it is refused as it is written.
    if (closed.is_some() || !faults.is_empty()) && taken::is_taken(scope, &before.handed_in(state)).await? {
        faults.push(made_before());
    }
    if faults.is_empty() {
        edition::open_at(&held.edition, now, late_until)?;
    } else {
        faults.extend(closed.map(|text| Violation { field: "registration.edition".into(), text }));
        return Err(Error::fields(Reason::RegistrationIncomplete, faults));
    }
    let mut after = before.handed_in(state);
    after.answers = Answers::of(&complete::kept(&registration, &held.definition));
    fields::clear(&mut after, &complete::unasked(&registration, &held.definition));
    after.edition_version = held.edition_version;
    after.country_edition_version = held.country_edition_version();
    if before.submissions > 0 {
        let earlier = unanswered::handed_in(scope, before.clone()).await?;
        catalogue::mended::hold_unlike(scope, &earlier, &after).await?;
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    version::rows::add(scope, &after)?;
    duplicate::rows::keep(scope, &after)?;
    let language = match after.language.as_str() {
        "" => held.default_language(),
        chosen => chosen,
    };
    facts::publish_submission(scope, &after, &held.edition, &held.definition, language.to_owned()).await?;
    Ok(SubmitRegistrationResponse { registration: Some(rows::to_message(after)) })
}

/// How many entries the same applicant has submitted before, where a rule asks for it. What an office enters is for many
/// applicants, and is not counted. Of two that are handed in at once the second waits here, and counts the first.
async fn entries(scope: &Scope, row: &rows::Model, definition: &Definition) -> Result<Option<u64>> {
    if !eligibility::entries::are_asked_for(definition) || row.is_of_office() {
        return Ok(Some(0));
    }
    scope.alone(&format!("entries/{}/{}", row.edition, row.owner)).await?;
    Ok(Some(eligibility::entries::of(scope, &row.owner, &row.edition).await?))
}
