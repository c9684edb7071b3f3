//! `notification.sent`: a line in the log.

use platform::{Result, Scope};
use proto::notifications::v1::NotificationSent;

/// Logs the delivery. The row was written with the event; the reaction gives the event a subscriber, without which it
/// would stay in the outbox.
pub async fn react(scope: &mut Scope, event: NotificationSent) -> Result<()> {
    let channel = event.channel().as_str_name();
    tracing::info!(
        country = scope.country(),
        notification = event.name,
        template = event.template,
        channel,
        "delivered"
    );
    Ok(())
}
