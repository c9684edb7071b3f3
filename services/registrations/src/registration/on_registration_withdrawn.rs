//! A registration was taken back: what was merged into it goes on by itself again.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationWithdrawn;

use super::survivor;

/// Undoes the merges into it, unless it goes on again by now. Whoever took it back reaches their own alone; so this is not done
/// there.
pub async fn react(scope: &mut Scope, event: RegistrationWithdrawn) -> Result<()> {
    survivor::let_go(scope, &event.name).await
}
