//! `person.blocked`: a person's data is neither shown nor processed for now, or it is free again.

use proto::platform::v1::PersonBlocked;

use super::{Person, Tables, machinery, news};
use crate::{error::Result, store::Scope};

/// Marks every row that says something of the person.
pub(super) async fn react(scope: &mut Scope, tables: &Tables, event: PersonBlocked) -> Result<()> {
    if !news::is_new(scope, &event.name, event.version).await? {
        return Ok(());
    }
    let subject = machinery::subject(scope, &event.person_key).await?;
    let person = Person { names: event.names, subject, pseudonym: String::new() };
    for table in tables.iter() {
        (table.block)(scope, &person, event.blocked).await?;
    }
    Ok(())
}
