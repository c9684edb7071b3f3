//! `AllowLateEntry`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::registrations::v1::{AllowLateEntryRequest, AllowLateEntryResponse};

use super::{in_draft, rows};

/// Lets one draft be submitted though its edition is over.
pub async fn allow_late(scope: &mut Scope, request: AllowLateEntryRequest) -> Result<AllowLateEntryResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    in_draft(before.state())?;
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
    Ok(AllowLateEntryResponse { registration: Some(rows::to_message(after)) })
}
