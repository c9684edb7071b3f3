//! Whose is what: the members that a subject is, the interventions they opened, and the subject of a member, by what this service knows of grants.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{error::Result, store::Scope};

/// A member, or who intervened, as far as every service knows them.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Member {
    /// `countries/do/members/{uuid}`, `network/members/{uuid}` or `countries/do/interventions/{uuid}`.
    pub name: String,
    /// The subject of their tokens.
    pub subject: String,
    roles: String,
}

impl Member {
    /// Whether they still hold a role.
    pub fn holds_roles(&self) -> bool {
        self.roles != "[]"
    }
}

/// The members of the scope's country, or of the network, that the bearer of a subject is, and their interventions there.
pub async fn members_of(scope: &Scope, subject: &str) -> Result<Vec<Member>> {
    members(scope, "subject", subject).await
}

/// The subject of a member of the scope's country; nothing where no such member ever accepted.
pub async fn subject_of(scope: &Scope, member: &str) -> Result<Option<String>> {
    Ok(members(scope, "name", member).await?.pop().map(|member| member.subject))
}

async fn members(scope: &Scope, column: &str, value: &str) -> Result<Vec<Member>> {
    let query = format!(
        "SELECT name, subject, roles FROM grants WHERE country = $1 AND {column} = $2 AND subject <> '' \
         AND (name LIKE '%/members/%' OR name LIKE '%/interventions/%')"
    );
    let values = [scope.country().into(), value.into()];
    let connection = scope.connection().await?;
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    Ok(Member::find_by_statement(statement).all(connection).await?)
}
