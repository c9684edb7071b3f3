//! A registration was handed in: its keys are written, so that what is like it can be found. The keys follow behind the
//! submission, which does not wait for them.

use platform::{Error, Result, Scope};
use proto::{platform::v1::Reason, registrations::v1::RegistrationSubmitted};

use super::rows;
use crate::registration;

/// Keeps the keys of the registration as it stands; of one that is gone there is nothing to keep.
pub async fn react(scope: &mut Scope, event: RegistrationSubmitted) -> Result<()> {
    match registration::rows::locked(scope, &event.name).await {
        Ok(registration) => rows::keep(scope, &registration).await,
        Err(gone) if gone.reason() == Reason::ResourceNotFound => Ok(()),
        Err(problem) => Err::<(), Error>(problem),
    }
}
