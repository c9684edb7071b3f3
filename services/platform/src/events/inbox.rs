//! The inbox: message id recorded, reaction, commit, in one transaction; then the message may be acknowledged.

use std::{collections::HashSet, sync::Arc, time::Duration};

use proto::platform::v1::Reason;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use tracing::{Instrument, Span};
use uuid::Uuid;

use super::{Envelope, Reactions, retries};
use crate::{
    access::grants::BEAT,
    config::Config,
    country::Standing,
    error::Result,
    metrics::Metrics,
    moment,
    names::{NETWORK, Place, country_code},
    store::{Backend, Store},
    telemetry,
};

/// How long a batch waits for what somebody else has locked. It locks in the order that its messages came in, which is
/// nobody's: it gives way before PostgreSQL looks for those who wait in a circle (a second) and ends a person's call for
/// it. Its messages are then taken one by one.
const GIVES_WAY_MILLISECONDS: u64 = 200;

/// The receiving end of one service.
#[derive(Clone)]
pub struct Inbox {
    pub(crate) store: Store,
    pub(crate) reactions: Reactions,
    pub(crate) config: Arc<Config>,
    pub(crate) metrics: Metrics,
}

impl Inbox {
    /// Takes messages of one country, in one transaction if none fails. Where this says `Ok` of a message, its effect
    /// or its wish to be tried again is committed, and it may be acknowledged; otherwise the bus has to bring it again.
    pub async fn take_all(&self, envelopes: &[Envelope]) -> Vec<Result<()>> {
        if envelopes.len() > 1 && self.react_to_all(envelopes).await.is_ok() {
            return envelopes.iter().map(|_| Ok(())).collect();
        }
        // One of them failed: the others must not wait for it.
        let mut taken = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            taken.push(self.take(envelope).await);
        }
        taken
    }

    /// Takes one message, as [`Inbox::take_all`] does.
    pub async fn take(&self, envelope: &Envelope) -> Result<()> {
        let Err(failure) = self.react(envelope).await else { return Ok(()) };
        match failure.is_late() || failure.reason() == Reason::ResourceAlreadyExists {
            // Usual where two facts travel apart, or make the same row at once; the retry finds the other one there.
            true => tracing::debug!(event = envelope.name, id = %envelope.id, %failure, "reaction waits for another"),
            false => {
                tracing::warn!(event = envelope.name, id = %envelope.id, %failure, "reaction failed, will be tried again")
            }
        }
        retries::first_failure(self, envelope, &failure).await
    }

    /// Runs one reaction.
    pub(crate) async fn react(&self, envelope: &Envelope) -> Result<()> {
        self.react_to_all(std::slice::from_ref(envelope)).await
    }

    /// Runs the reactions in a transaction that also records the messages; does nothing for a message seen before.
    async fn react_to_all(&self, envelopes: &[Envelope]) -> Result<()> {
        let Some(first) = envelopes.first() else { return Ok(()) };
        // What still comes of a country that was erased is taken, and has no effect any more.
        let is_gone = self.store.standings().of(&self.store, &first.country).await? == Standing::Erased;
        let mut scope = self.store.react("reaction", place(&first.country)?).await?;
        if envelopes.len() > 1 && self.store.backend() == Backend::Postgres {
            scope
                .connection()
                .await?
                .execute_unprepared(&format!("SET LOCAL lock_timeout = '{GIVES_WAY_MILLISECONDS}ms'"))
                .await?;
        }
        let mut done = Vec::with_capacity(envelopes.len());
        let mut new = record(&self.store, scope.connection().await?, envelopes).await?;
        for envelope in envelopes {
            if !new.remove(&envelope.id) {
                continue;
            }
            // Recorded all the same: what a build of before reacted to may still be kept to be tried again.
            let handlers = self.reactions.of(&envelope.name);
            if handlers.is_empty() || is_gone {
                continue;
            }
            let span = self.span(envelope);
            for handler in handlers {
                handler(&mut scope, envelope).instrument(span.clone()).await?;
            }
            done.push((envelope, span));
        }
        scope.commit().await?;
        for (envelope, _) in done {
            // Here and not with whoever brought it: an effect counts once, at whichever try it came about.
            let lag = u64::try_from(moment::now_milliseconds() - envelope.at).unwrap_or_default();
            self.metrics.consumed(self.store.service, &envelope.name, Duration::from_millis(lag));
        }
        Ok(())
    }

    /// The span of one reaction, in the trace of the call that caused it; it ends when the reaction is committed.
    fn span(&self, envelope: &Envelope) -> Span {
        let service = self.store.service;
        // A heartbeat each second is no news to whoever reads traces.
        let span = match envelope.name == BEAT {
            true => tracing::Span::none(),
            false => tracing::info_span!("reaction", otel.kind = "consumer", service, event = envelope.name),
        };
        if let Some(parent) = &envelope.traceparent {
            telemetry::set_parent(&span, parent);
        }
        span
    }
}

fn place(country: &str) -> Result<Place> {
    if country == NETWORK {
        return Ok(Place::Network);
    }
    Ok(Place::Country(country_code("country", country)?.to_owned()))
}

/// Records messages of one country, and forgets that they were kept to be tried again: with this transaction each has its
/// effect, or a copy had it before. The ids of those that were never seen before.
async fn record(store: &Store, connection: &impl ConnectionTrait, envelopes: &[Envelope]) -> Result<HashSet<Uuid>> {
    match store.backend() {
        Backend::Postgres => record_together(connection, envelopes).await,
        Backend::Sqlite => record_each(connection, envelopes).await,
    }
}

async fn record_together(connection: &impl ConnectionTrait, envelopes: &[Envelope]) -> Result<HashSet<Uuid>> {
    const RECORD: &str = "WITH forgotten AS (DELETE FROM retries WHERE country = $1 AND id = ANY ($2)) \
                          INSERT INTO inbox (country, id, name) SELECT $1, * FROM unnest($2::uuid[], $3::varchar[]) \
                          ON CONFLICT DO NOTHING RETURNING id";
    let Some(first) = envelopes.first() else { return Ok(HashSet::new()) };
    let ids: Vec<Uuid> = envelopes.iter().map(|envelope| envelope.id).collect();
    let names: Vec<String> = envelopes.iter().map(|envelope| envelope.name.clone()).collect();
    let values: [Value; 3] = [first.country.as_str().into(), ids.into(), names.into()];
    let recorded =
        connection.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, RECORD, values)).await?;
    recorded.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

async fn record_each(connection: &impl ConnectionTrait, envelopes: &[Envelope]) -> Result<HashSet<Uuid>> {
    const FORGET: &str = "DELETE FROM retries WHERE country = $1 AND id = $2";
    const RECORD: &str = "INSERT INTO inbox (country, id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let mut new = HashSet::new();
    for envelope in envelopes {
        let key: [Value; 2] = [envelope.country.as_str().into(), envelope.id.into()];
        let forget = Statement::from_sql_and_values(DbBackend::Sqlite, FORGET, key.clone());
        connection.execute_raw(forget).await?;
        let values = key.into_iter().chain([envelope.name.as_str().into()]);
        let record = Statement::from_sql_and_values(DbBackend::Sqlite, RECORD, values);
        if connection.execute_raw(record).await?.rows_affected() == 1 {
            new.insert(envelope.id);
        }
    }
    Ok(new)
}
