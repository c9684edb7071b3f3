//! The inbox: message id recorded, reaction, commit, in one transaction; then the message may be acknowledged.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Statement};
use tracing::Instrument;

use super::{Envelope, Reactions, envelope::now_milliseconds, retries};
use crate::{
    config::Config,
    error::Result,
    metrics::Metrics,
    names::{NETWORK, Place, country_code},
    store::Store,
    telemetry,
};

/// The receiving end of one service.
#[derive(Clone)]
pub struct Inbox {
    pub(crate) store: Store,
    pub(crate) reactions: Reactions,
    pub(crate) config: Arc<Config>,
    pub(crate) metrics: Metrics,
}

impl Inbox {
    /// Takes one message. When this returns `Ok`, its effect or its wish to be tried again is committed, and the
    /// message may be acknowledged; otherwise the bus has to bring it again.
    pub async fn take(&self, envelope: &Envelope) -> Result<()> {
        let Err(failure) = self.react(envelope).await else {
            let lag = u64::try_from(now_milliseconds() - envelope.at).unwrap_or_default();
            self.metrics.consumed(self.store.service, &envelope.name, Duration::from_millis(lag));
            return Ok(());
        };
        match failure.is_late() {
            // Usual where two facts travel apart; the retry finds the other one there.
            true => tracing::debug!(event = envelope.name, id = %envelope.id, %failure, "reaction came too early"),
            false => {
                tracing::warn!(event = envelope.name, id = %envelope.id, %failure, "reaction failed, will be tried again")
            }
        }
        retries::first_failure(self, envelope, &failure).await
    }

    /// Runs the reaction in a transaction that also records the message; does nothing for a message seen before.
    pub(crate) async fn react(&self, envelope: &Envelope) -> Result<()> {
        let Some(handler) = self.reactions.of(&envelope.name) else { return Ok(()) };
        let span = tracing::info_span!("reaction", service = self.store.service, event = envelope.name);
        if let Some(parent) = &envelope.traceparent {
            telemetry::set_parent(&span, parent);
        }
        async {
            let mut scope = self.store.react("reaction", place(&envelope.country)?).await?;
            if !first_time(scope.connection(), envelope).await? {
                // A copy may have had its effect while this one was kept to be tried again: nothing is left to try.
                retries::done(scope.connection(), envelope.id).await?;
                return scope.commit().await;
            }
            handler(&mut scope, envelope).await?;
            retries::done(scope.connection(), envelope.id).await?;
            scope.commit().await
        }
        .instrument(span)
        .await
    }
}

fn place(country: &str) -> Result<Place> {
    if country == NETWORK {
        return Ok(Place::Network);
    }
    Ok(Place::Country(country_code("country", country)?.to_owned()))
}

async fn first_time(connection: &impl ConnectionTrait, envelope: &Envelope) -> Result<bool> {
    let query = "INSERT INTO inbox (country, id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let values = [envelope.country.clone().into(), envelope.id.into(), envelope.name.clone().into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    Ok(connection.execute_raw(statement).await?.rows_affected() == 1)
}
