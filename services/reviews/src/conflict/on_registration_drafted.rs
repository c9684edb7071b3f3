//! A draft says who applies: whoever is tied to them does not see it either.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::registrations::v1::RegistrationDrafted;

use super::{drafts, keep};
use crate::case;

/// Finds the conflicts of the draft, unless it was handed in since; where the withdrawal of what was submitted before has not
/// arrived yet, waits for it.
pub async fn react(scope: &mut Scope, event: RegistrationDrafted) -> Result<()> {
    match case::rows::newest(scope, &event.name).await? {
        Some(known) if known.submission > event.submission => return Ok(()),
        Some(known) if known.withdrawn_at.is_none() => return Err(Error::late("the withdrawal of what was submitted")),
        _ => {}
    }
    match drafts::keep(scope, event).await? {
        Some(draft) => keep::of_draft(scope, &draft).await,
        None => Ok(()),
    }
}
