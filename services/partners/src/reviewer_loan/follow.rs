//! A member changes who is lent to other countries.

use platform::{Result, Scope, moment};

use super::rows::{self, Model};
use crate::member::rows as members;

/// Ends the loans of a member who reviews no more; has the others' seats told of what changed.
pub async fn follow(scope: &mut Scope, member: &members::Model) -> Result<()> {
    for before in rows::lasting(scope, member.id).await? {
        if member.is_active_reviewer() {
            // It says nothing new of the loan: the entry of the member tells it all.
            let after = Model { settled: false, updated_at: moment::now(), ..before.clone() };
            scope.follow::<rows::Entity>(&before, after).await?;
            continue;
        }
        scope.update::<rows::Entity>(&before, before.closed(moment::now())).await?;
    }
    Ok(())
}
