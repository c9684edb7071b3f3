//! `AllowLateEntry`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::registrations::v1::{AllowLateEntryRequest, AllowLateEntryResponse};

use super::{facts, may_be_late, rows};
use crate::country;

/// Lets one registration be submitted though its edition is over, and tells its applicant.
pub async fn allow_late(scope: &mut Scope, request: AllowLateEntryRequest) -> Result<AllowLateEntryResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    may_be_late(before.state())?;
    let until = request.until.as_ref().and_then(moment::read).filter(|until| *until > moment::now());
    let Some(until) = until else {
        let text = Text::told(
            "this has to be later than now",
            "debe ser posterior a este momento",
            "deve ser posterior a este momento",
        );
        return Err(Error::invalid("until", text));
    };
    let after = rows::Model { late_until: Some(until), late_reason: request.reason, ..before.changed() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    // What nobody has claimed the office hands in itself.
    if !after.is_of_office() {
        let language = country::rows::language_for(scope, &after.language).await?;
        facts::publish_late_entry(scope, &after, language);
    }
    Ok(AllowLateEntryResponse { registration: Some(rows::to_message(after)) })
}
