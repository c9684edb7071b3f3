//! The inbox: message id recorded, reaction, commit, in one transaction; then the message may be acknowledged.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, Statement, Value};
use tracing::Instrument;

use super::{Envelope, Reactions, now_milliseconds, retries};
use crate::{
    access::grants::BEAT,
    config::Config,
    error::Result,
    metrics::Metrics,
    names::{NETWORK, Place, country_code},
    store::{Backend, Store},
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
        let Err(failure) = self.react(envelope).await else { return Ok(()) };
        match failure.is_late() {
            // Usual where two facts travel apart; the retry finds the other one there.
            true => tracing::debug!(event = envelope.name, id = %envelope.id, %failure, "reaction came too early"),
            false => {
                tracing::warn!(event = envelope.name, id = %envelope.id, %failure, "reaction failed, will be tried again")
            }
        }
        self.metrics.retried(self.store.service, &envelope.name);
        retries::first_failure(&self.store, &self.config, envelope, &failure).await
    }

    /// Runs the reaction in a transaction that also records the message; does nothing for a message seen before.
    pub(crate) async fn react(&self, envelope: &Envelope) -> Result<()> {
        let Some(handler) = self.reactions.of(&envelope.name) else { return Ok(()) };
        let service = self.store.service;
        // A heartbeat each second is no news to whoever reads traces.
        let span = match envelope.name == BEAT {
            true => tracing::Span::none(),
            false => tracing::info_span!("reaction", otel.kind = "consumer", service, event = envelope.name),
        };
        if let Some(parent) = &envelope.traceparent {
            telemetry::set_parent(&span, parent);
        }
        async {
            let mut scope = self.store.react("reaction", place(&envelope.country)?).await?;
            if !first_time(&self.store, scope.connection(), envelope).await? {
                return scope.commit().await;
            }
            handler(&mut scope, envelope).await?;
            scope.commit().await?;
            // Here and not with whoever brought it: an effect counts once, at whichever try it came about.
            let lag = u64::try_from(now_milliseconds() - envelope.at).unwrap_or_default();
            self.metrics.consumed(service, &envelope.name, Duration::from_millis(lag));
            Ok(())
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

/// Records the message, and forgets that it was kept to be tried again: with this transaction it has its effect, or a
/// copy had it before. False for a message seen before.
async fn first_time(store: &Store, connection: &impl ConnectionTrait, envelope: &Envelope) -> Result<bool> {
    const RECORD: &str = "INSERT INTO inbox (country, id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    const FORGET: &str = "DELETE FROM retries WHERE country = $1 AND id = $2";
    let key: [Value; 2] = [envelope.country.clone().into(), envelope.id.into()];
    let backend = connection.get_database_backend();
    let record = match store.backend() {
        Backend::Postgres => format!("WITH forgotten AS ({FORGET}) {RECORD}"),
        Backend::Sqlite => {
            connection.execute_raw(Statement::from_sql_and_values(backend, FORGET, key.clone())).await?;
            RECORD.to_owned()
        }
    };
    let values = key.into_iter().chain([envelope.name.clone().into()]);
    let recorded = connection.execute_raw(Statement::from_sql_and_values(backend, record, values)).await?;
    Ok(recorded.rows_affected() == 1)
}
