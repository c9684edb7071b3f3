//! Personal data: whose it is, what a service holds of a person, and how it goes.
//!
//! What always holds: a table with personal columns is declared here by its service, so that an export has it, a block
//! reaches it, and erasure empties it; what a message says of people is told by the options of the contract, and
//! [`redacted`] alone takes it out for logs, traces and errors.

mod export;
mod held;
mod machinery;
mod news;
mod on_person_blocked;
mod on_person_erased;
pub mod retention;
mod secret;
pub(crate) mod server;
mod table;

use std::sync::Arc;

pub use held::{Member, members_of, subject_of};
pub use proto::redacted;
use proto::{
    Event,
    platform::v1::{PersonBlocked, PersonErased, Reason},
};
use sea_orm::{ActiveModelTrait, Condition};
pub use secret::{Secret, pseudonym};
pub use table::{Tables, erase_row};
use uuid::Uuid;

use crate::{
    error::{Error, Text},
    events::Reactions,
    store::Tenant,
};

/// One person, as a service knows them: by what is theirs, and by the subject of their tokens.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Resource names: registrations they answer for, and the member they are.
    pub names: Vec<String>,
    /// Nothing where they never came with a token, or never to this service.
    pub subject: Option<String>,
    /// What stands where the subject was, once they are erased.
    pub pseudonym: String,
}

impl Person {
    /// The ids among their names, of `registrations` or `members`.
    pub fn ids(&self, collection: &str) -> Vec<Uuid> {
        let id = |name: &String| {
            let mut segments = name.rsplit('/');
            let (id, found) = (segments.next()?, segments.next()?);
            (found == collection).then(|| Uuid::try_parse(id).ok())?
        };
        self.names.iter().filter_map(id).collect()
    }

    /// Whether this is the subject of their tokens.
    pub fn is(&self, subject: &str) -> bool {
        self.subject.as_deref() == Some(subject)
    }
}

/// A table that holds something of people.
pub trait Personal: Tenant
where
    Self::ActiveModel: ActiveModelTrait<Entity = Self> + Send,
{
    /// The columns that a person is given of a row: not what it says of others, and not what is still to be decided.
    const EXPORTED: &'static [&'static str];

    /// The rows that say something of a person. Never an empty condition, which would mean all of them.
    fn about(person: &Person) -> Condition;

    /// Whether the person may have this row, of those that say something of them.
    fn theirs(_row: &Self::Model, _person: &Person) -> bool {
        true
    }

    /// Whether the personal columns of a row say something of this person, and not its subjects alone.
    fn speaks_of(_row: &Self::Model, _person: &Person) -> bool {
        true
    }

    /// Whether erasure removes the row, of which nothing would be left.
    fn goes(_row: &Self::Model) -> bool {
        false
    }

    /// What else becomes of a row at erasure, when its personal columns are empty already.
    fn left(row: Self::Model) -> Self::Model {
        row
    }

    /// The row while its data is blocked, or free again.
    fn blocked(row: Self::Model, _blocked: bool) -> Self::Model {
        row
    }
}

/// The refusal to process data that is blocked.
pub fn data_blocked() -> Error {
    let text = Text::told(
        "somebody asked for this data to be erased; until the office has decided, it is neither shown nor processed",
        "alguien pidió borrar estos datos; hasta que la oficina decida, ni se muestran ni se tratan",
        "alguém pediu que estes dados fossem apagados; até o escritório decidir, não são mostrados nem tratados",
    );
    Error::refused(Reason::DataBlocked, text)
}

/// What every service does when a person's data is blocked or erased, besides its own reactions.
pub(crate) fn with_reactions(own: Reactions, tables: Tables) -> Reactions {
    let tables = Arc::new(tables);
    let blocked = Arc::clone(&tables);
    own.with(PersonBlocked::NAME, move |scope, envelope| {
        let tables = Arc::clone(&blocked);
        Box::pin(async move {
            let event = <PersonBlocked as prost::Message>::decode(envelope.data.as_slice()).map_err(Error::internal)?;
            on_person_blocked::react(scope, &tables, event).await
        })
    })
    .with(PersonErased::NAME, move |scope, envelope| {
        let tables = Arc::clone(&tables);
        Box::pin(async move {
            let event = <PersonErased as prost::Message>::decode(envelope.data.as_slice()).map_err(Error::internal)?;
            on_person_erased::react(scope, &tables, event).await
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_the_ids_in_the_names_that_are_theirs() {
        let id = Uuid::now_v7();
        let names = vec![format!("countries/do/registrations/{id}"), "countries/do/members/none".into()];
        let person = Person { names, ..Person::default() };
        assert_eq!(person.ids("registrations"), [id]);
        assert!(person.ids("members").is_empty() && !person.is(""));
    }
}
