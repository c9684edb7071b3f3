//! An applicant named somebody who should have nothing to do with their entry: the office rules on it.

use platform::{error::Result, store::Scope};
use proto::registrations::v1::{ConflictKind, ConflictNamed};
use uuid::Uuid;

use super::{
    Kind, Origin,
    rows::{self, Entity, Model},
};

/// What one applicant can name in one entry: more is said in words.
const MOST: usize = 20;

/// Keeps what was named, once.
pub async fn react(scope: &mut Scope, event: ConflictNamed) -> Result<()> {
    let kind = ConflictKind::try_from(event.kind).ok().and_then(Kind::of);
    let (Some(kind), Ok(id)) = (kind, Uuid::try_parse(&event.id)) else { return Ok(()) };
    let kept = rows::of_registration(scope, &event.name).await?;
    let named = kept.iter().filter(|row| row.origin == Origin::NamedByApplicant).count();
    if named >= MOST || kept.iter().any(|row| row.id == id) {
        return Ok(());
    }
    let new = Model::new(scope.country(), &event.name, "", kind, Origin::NamedByApplicant);
    scope.insert::<Entity>(Model { id, words: event.words, ..new }).await
}
