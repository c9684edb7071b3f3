//! `person.erased`: nothing that this service holds says anything of the person any more.

use proto::platform::v1::PersonErased;

use super::{Person, Tables, machinery, news};
use crate::{error::Result, store::Scope};

/// Empties every row that says something of the person, destroys their keys, and removes what travels or is kept to be
/// repeated.
pub(super) async fn react(scope: &mut Scope, tables: &Tables, event: PersonErased) -> Result<()> {
    if !news::is_new(scope, &event.name, event.version).await? {
        return Ok(());
    }
    let subject = machinery::subject(scope, &event.person_key).await?;
    let person = Person { names: event.names, subject, pseudonym: event.pseudonym };
    for table in tables.iter() {
        (table.erase)(scope, &person).await?;
    }
    for name in &person.names {
        scope.forget_words(name).await?;
        scope.forget_older(name).await?;
    }
    // The pseudonym stands in for nobody who could be erased later: no key is made for it.
    for subject in person.subject.iter().chain([&person.pseudonym]) {
        scope.forget_subject(subject).await?;
    }
    machinery::forget(scope, &person).await
}
