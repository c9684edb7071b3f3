//! A person was erased, or a registration emptied or removed by its age: what was merged into one that goes no further goes on
//! by itself again.

use platform::{Result, Scope, personal::Person};
use proto::platform::v1::PersonErased;

use super::{rows, survivor};

/// Undoes the merges into each registration of theirs that does not go on.
pub async fn react(scope: &mut Scope, event: PersonErased) -> Result<()> {
    let person = Person { names: event.names, ..Person::default() };
    for id in person.ids("registrations") {
        let name = rows::name(scope.country(), id);
        survivor::let_go(scope, &name).await?;
    }
    Ok(())
}
