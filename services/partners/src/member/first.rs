//! The first admin of a country, whom its admission names.

use platform::{Result, Scope};
use proto::{partners::v1::Member, platform::v1::Role};

use super::{State, facts, resend, rows};

/// Invites somebody to be an admin of the scope's country, unless they are a member there, or invited. Of a first admin
/// nothing is known but the address; the name is theirs to give.
pub async fn invite(scope: &mut Scope, email: &str) -> Result<()> {
    if rows::is_there(scope, email).await? {
        return Ok(());
    }
    let member = Member { email: email.into(), display_name: email.into(), ..Member::default() };
    let mut row = rows::new(scope.country(), None, member, vec![Role::OfficeAdmin], State::Invited);
    let code = resend::new_code(&mut row)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_invitation(scope, &row, code);
    Ok(())
}
