//! `ErasePerson`

use platform::{
    Error, Result, Scope,
    error::Text,
    etag,
    personal::{Person, members_of, pseudonym},
};
use proto::{
    platform::v1::{PersonErased, Reason},
    registrations::v1::{
        ErasePersonRequest, ErasePersonResponse, RegistrationWithdrawn, erasure_request, registration::State,
    },
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::{
    request::person_key,
    rows::{self, Model},
    undecided,
};
use crate::{
    registration::{
        rows::{Column, Entity, Model as Registration},
        suspended, withdrawn,
    },
    view::naming,
};

/// Ends what is under way of the person, and has every service empty what it holds of them.
pub async fn erase(scope: &mut Scope, request: ErasePersonRequest) -> Result<ErasePersonResponse> {
    let before = rows::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    undecided(before.state())?;
    holds_no_role(scope, &before).await?;
    let after = before.decided(erasure_request::State::Erased, String::new());
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    end(scope, &after).await?;
    scope.publish(&PersonErased {
        name: rows::name(&after),
        version: after.version,
        names: after.names.0.clone(),
        person_key: person_key(scope, &after),
        pseudonym: pseudonym()?,
    });
    Ok(ErasePersonResponse { erasure_request: Some(rows::message(after)) })
}

/// Whoever holds a role acts in the country, and what they do is told in its log: the role goes first.
async fn holds_no_role(scope: &Scope, row: &Model) -> Result<()> {
    if row.subject.is_empty() || !members_of(scope, &row.subject).await?.iter().any(|member| member.holds_roles()) {
        return Ok(());
    }
    let text = Text::told(
        "this person is a member who holds roles; revoke the member first",
        "esta persona es un miembro con roles; revoque antes al miembro",
        "esta pessoa é um membro com papéis; revogue antes o membro",
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Registrations go no further: those under way are withdrawn, published ones leave the catalogue, the rest came to its
/// end before and counts as what it was.
async fn end(scope: &mut Scope, row: &Model) -> Result<()> {
    let person = Person { names: row.names.0.clone(), ..Person::default() };
    let own = scope.find::<Entity>().filter(Column::Id.is_in(person.ids("registrations")));
    let mut named = naming::Names::default();
    for before in scope.all(own.lock_exclusive()).await? {
        named.add(&before);
        let Some(after) = ended(&before) else { continue };
        scope.update::<Entity>(&before, after.clone()).await?;
        // Nobody was told of a draft, so nobody is told that it went.
        if after.state() == State::Withdrawn && after.submit_time.is_some() {
            let (name, submission) = (after.name(), after.submissions);
            scope.publish(&RegistrationWithdrawn { name, version: after.version, submission });
        }
    }
    // While there is still to be read by what the person was known.
    naming::remove(scope, &named).await
}

fn ended(row: &Registration) -> Option<Registration> {
    if row.state() == State::Merged {
        // It goes on in another one, and not by itself any more.
        return Some(row.changed().without_way_back());
    }
    let state = withdrawn(row.state()).or_else(|_| suspended(row.state())).ok()?;
    Some(row.moved(state, ""))
}
