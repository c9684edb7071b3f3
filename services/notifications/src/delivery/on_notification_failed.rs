//! `notification.failed`: a line in the log that is worth a look.

use platform::{Result, Scope};
use proto::notifications::v1::NotificationFailed;

/// Logs what was given up, for those who run the platform; the office finds it in its list.
pub async fn react(scope: &mut Scope, event: NotificationFailed) -> Result<()> {
    tracing::error!(
        country = scope.country(),
        notification = event.name,
        template = event.template,
        attempts = event.attempts,
        "notification given up"
    );
    Ok(())
}
