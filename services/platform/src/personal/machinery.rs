//! What the machinery holds of a person: events on their way, answers kept for repetitions, grants, and who was who in the
//! audit log.

use std::sync::LazyLock;

use prost_reflect::MessageDescriptor;
use proto::redacted;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::Person;
use crate::{error::Result, store::Scope};

/// The messages of events that say something of people, by their full names.
static TELLING: LazyLock<Vec<String>> = LazyLock::new(|| {
    let Some(event) = proto::pool().get_extension_by_name("aceleracion.platform.v1.event") else { return Vec::new() };
    let events = proto::pool().all_messages().filter(|message| message.options().has_extension(&event));
    events.filter(|message| tells(message, 0)).map(|message| message.full_name().to_owned()).collect()
});

/// Messages of events are not deeper than this.
const DEEPEST: u32 = 8;

fn tells(message: &MessageDescriptor, depth: u32) -> bool {
    message.fields().any(|field| {
        let below = field.kind().as_message().is_some_and(|inner| depth < DEEPEST && tells(inner, depth + 1));
        redacted::mark(&field).is_some() || below
    })
}

/// The subject whose key this is, if the person ever came to this service, or is a member.
pub(super) async fn subject(scope: &Scope, person_key: &[u8]) -> Result<Option<String>> {
    if person_key.is_empty() {
        return Ok(None);
    }
    let query = "SELECT subject FROM actors WHERE country = $1 UNION SELECT subject FROM grants WHERE country = $1 \
                 UNION SELECT subject FROM request_ids WHERE country = $1";
    let connection = scope.connection().await?;
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, [scope.country().into()]);
    for row in connection.query_all_raw(statement).await? {
        let subject: String = row.try_get("", "subject")?;
        if scope.person_key(&subject) == person_key {
            return Ok(Some(subject));
        }
    }
    Ok(None)
}

/// Removes it all. Events that name resources alone stay: others wait for them.
pub(super) async fn forget(scope: &Scope, person: &Person) -> Result<()> {
    let backend = scope.connection().await?.get_database_backend();
    let needles = person.names.iter().chain(&person.subject);
    for needle in needles {
        for table in ["outbox", "retries"] {
            let kinds = TELLING.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
            let holds = holds(backend, "data", "$3");
            let query =
                format!("DELETE FROM {table} WHERE country = $1 AND kind IN ({kinds}) AND (subject = $2 OR {holds})");
            execute(scope, query, vec![needle.into(), needle.as_bytes().to_vec().into()]).await?;
        }
        let holds = holds(backend, "answer", "$3");
        let query = format!("DELETE FROM request_ids WHERE country = $1 AND (subject = $2 OR {holds})");
        execute(scope, query, vec![needle.into(), needle.as_bytes().to_vec().into()]).await?;
    }
    for name in &person.names {
        let query = "UPDATE grants SET subject = $2 WHERE country = $1 AND name = $3 AND subject <> ''";
        execute(scope, query.into(), vec![person.pseudonym.as_str().into(), name.into()]).await?;
    }
    let Some(subject) = &person.subject else { return Ok(()) };
    let query = "UPDATE grants SET subject = $2 WHERE country = $1 AND subject = $3";
    execute(scope, query.into(), vec![person.pseudonym.as_str().into(), subject.into()]).await?;
    // Whoever is erased calls no more.
    execute(scope, "DELETE FROM concealments WHERE country = $1 AND subject = $2".into(), vec![subject.into()]).await?;
    execute(scope, "DELETE FROM actors WHERE country = $1 AND subject = $2".into(), vec![subject.into()]).await
}

/// Whether bytes are found in a column.
fn holds(backend: DbBackend, column: &str, place: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("position({place} in {column}) > 0"),
        _ => format!("instr({column}, {place}) > 0"),
    }
}

async fn execute(scope: &Scope, query: String, values: Vec<Value>) -> Result<()> {
    let values = std::iter::once(scope.country().into()).chain(values);
    let connection = scope.connection().await?;
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), query, values)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::TELLING;

    #[test]
    fn events_with_words_or_contact_data_tell_of_people_and_those_with_names_alone_do_not() {
        let tells = |kind: &str| TELLING.iter().any(|telling| telling == kind);
        assert!(tells("aceleracion.registrations.v1.ApplicantRecorded"));
        assert!(tells("aceleracion.registrations.v1.RegistrationSubmitted"));
        assert!(tells("aceleracion.platform.v1.GrantChanged"));
        assert!(!tells("aceleracion.registrations.v1.RegistrationWithdrawn"));
        assert!(!tells("aceleracion.platform.v1.PersonErased"));
    }
}
