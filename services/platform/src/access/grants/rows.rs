//! The table of grants. A projection: what changed, by whom, stands in the audit log of the
//! service that grants, so nothing is written to this one's.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proto::{
    Event,
    platform::v1::{GrantChanged, GrantSecret, Role},
};
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{Held, Loan},
    error::{Error, Result},
    moment::{self, now_milliseconds},
    store::{Scope, Store},
};

/// No subject has more grants than this.
const MOST: u32 = 1000;
const COLUMNS: &str = "name, roles, countries, expires_at, secrets, lent_to, lent_by";

/// What one member, key, intervention or loan grants.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub name: String,
    roles: String,
    countries: String,
    expires_at: Option<i64>,
    secrets: String,
    lent_to: String,
    lent_by: String,
}

/// One secret of a key.
#[derive(Serialize, Deserialize)]
struct Secret {
    /// SHA-256, base64url.
    digest: String,
    expires_at: Option<i64>,
}

/// What is known of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub rows: Vec<Row>,
    /// A change came, and could not be taken: it may be a revocation.
    pub missed: bool,
    /// It was read while changes may have been on their way that were sent before.
    pub early: bool,
}

impl Row {
    /// What is held by it at this moment: each role in each country.
    pub fn held(&self) -> Result<Vec<Held>> {
        if self.expires_at.is_some_and(|end| end <= now_milliseconds()) {
            return Ok(Vec::new());
        }
        let roles: Vec<i32> = read(&self.roles)?;
        let countries: Vec<String> = read(&self.countries)?;
        let roles = roles.into_iter().filter_map(|role| Role::try_from(role).ok());
        let everywhere = |role| countries.iter().map(move |country| Held { role, country: country.clone() });
        Ok(roles.filter(|role| *role != Role::Unspecified).flat_map(everywhere).collect())
    }

    /// Whether somebody holds it by a membership of their own, and not for a while by an intervention, nor lent by another
    /// country.
    pub fn is_membership(&self) -> bool {
        self.name.contains("/members/") && !self.is_guest()
    }

    /// Whether another country lends whoever holds it.
    pub fn is_guest(&self) -> bool {
        !self.lent_by.is_empty()
    }

    /// The loans that it is at this moment: one for each country that lends, as long as it gives anything.
    pub fn loans(&self) -> Result<Vec<Loan>> {
        let held = self.held()?.into_iter();
        Ok(held.map(|held| Loan { country: held.country, to: self.lent_to.clone() }).collect())
    }

    /// The digests of the secrets that are good at this moment.
    pub fn digests(&self) -> Result<Vec<Vec<u8>>> {
        let secrets: Vec<Secret> = read(&self.secrets)?;
        let good = secrets.into_iter().filter(|secret| secret.expires_at.is_none_or(|end| end > now_milliseconds()));
        good.map(|secret| BASE64_URL_SAFE_NO_PAD.decode(secret.digest).map_err(Error::internal)).collect()
    }
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

fn text<T: Serialize>(value: &T) -> Result<Value> {
    Ok(serde_json::to_string(value).map_err(Error::internal)?.into())
}

/// Keeps what an event says, unless something newer is kept.
pub(super) async fn keep(scope: &Scope, event: GrantChanged) -> Result<()> {
    const KEEP: &str = "INSERT INTO grants \
         (country, name, version, subject, key_id, roles, countries, expires_at, secrets, lent_to, lent_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (country, name) DO UPDATE SET \
         version = excluded.version, subject = excluded.subject, key_id = excluded.key_id, roles = excluded.roles, \
         countries = excluded.countries, expires_at = excluded.expires_at, secrets = excluded.secrets, \
         lent_to = excluded.lent_to, lent_by = excluded.lent_by \
         WHERE excluded.version > grants.version";
    let secrets: Vec<Secret> = event.secrets.iter().map(secret).collect();
    // A key is found by its id, and a loan by whom it is to; neither ever by a subject: no identity provider can name one.
    let (subject, key) = match (event.lent_to.is_empty(), event.subject.is_empty()) {
        (false, _) => ("", ""),
        (true, true) => ("", event.name.rsplit('/').next().unwrap_or_default()),
        (true, false) => (event.subject.as_str(), ""),
    };
    let values: [Value; 11] = [
        scope.country().into(),
        event.name.as_str().into(),
        event.version.into(),
        subject.into(),
        key.into(),
        text(&event.roles)?,
        text(&event.countries)?,
        event.expire_time.as_ref().map(moment::milliseconds_of).into(),
        text(&secrets)?,
        event.lent_to.into(),
        event.lent_by.into(),
    ];
    execute(scope.connection().await?, KEEP, values).await
}

fn secret(secret: &GrantSecret) -> Secret {
    Secret {
        digest: BASE64_URL_SAFE_NO_PAD.encode(&secret.digest),
        expires_at: secret.expire_time.as_ref().map(moment::milliseconds_of),
    }
}

pub(super) async fn execute<const COUNT: usize>(
    connection: &impl ConnectionTrait,
    query: &str,
    values: [Value; COUNT],
) -> Result<()> {
    let backend = connection.get_database_backend();
    connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    Ok(())
}

/// What a subject holds, in all places; `early` where changes may still be on their way.
pub(super) async fn of_subject(store: &Store, subject: &str, early: bool) -> Result<Found> {
    of(store, "subject = $1 AND lent_to = ''", vec![subject.into()], early).await
}

/// What an API key holds.
pub(super) async fn of_key(store: &Store, id: Uuid, early: bool) -> Result<Found> {
    of(store, "key_id = $1 AND lent_to = ''", vec![id.to_string().into()], early).await
}

/// All that is lent at this moment, by whichever country.
pub(super) async fn lent(store: &Store, early: bool) -> Result<Found> {
    const IN_FORCE: &str = "lent_to <> '' AND roles <> '[]' AND (expires_at IS NULL OR expires_at > $1)";
    of(store, IN_FORCE, vec![now_milliseconds().into()], early).await
}

async fn of(store: &Store, which: &str, values: Vec<Value>, early: bool) -> Result<Found> {
    let transaction = store.begin_look().await?;
    let backend = transaction.get_database_backend();
    let query = format!("SELECT {COLUMNS} FROM grants WHERE {which} LIMIT {MOST}");
    let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, query, values)).all(&transaction).await?;
    let query = format!("SELECT count(*) AS missed FROM retries WHERE name = '{}'", GrantChanged::NAME);
    let retried = transaction.query_one_raw(Statement::from_string(backend, query)).await?;
    transaction.commit().await?;
    let missed: i64 = retried.map_or(Ok(1), |row| row.try_get("", "missed"))?;
    Ok(Found { rows, missed: missed > 0, early })
}

/// A page of all grants behind this country and name, each with its country, as it was told.
pub(super) async fn page(store: &Store, after: &(String, String), most: u64) -> Result<Vec<(String, GrantChanged)>> {
    let query = format!(
        "SELECT country, version, subject, {COLUMNS} FROM grants WHERE (country, name) > ($1, $2) \
         ORDER BY country, name LIMIT {most}"
    );
    let transaction = store.begin_look().await?;
    let values: [Value; 2] = [after.0.as_str().into(), after.1.as_str().into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
    let rows = transaction.query_all_raw(statement).await?;
    transaction.commit().await?;
    rows.iter().map(told).collect()
}

fn told(row: &QueryResult) -> Result<(String, GrantChanged)> {
    let kept = Row::from_query_result(row, "")?;
    let secrets: Vec<Secret> = read(&kept.secrets)?;
    let secret = |secret: Secret| {
        let digest = BASE64_URL_SAFE_NO_PAD.decode(secret.digest).map_err(Error::internal)?;
        Ok(GrantSecret { digest, expire_time: secret.expires_at.map(moment::from_milliseconds) })
    };
    let event = GrantChanged {
        name: kept.name,
        version: row.try_get("", "version")?,
        subject: row.try_get("", "subject")?,
        roles: read(&kept.roles)?,
        countries: read(&kept.countries)?,
        expire_time: kept.expires_at.map(moment::from_milliseconds),
        secrets: secrets.into_iter().map(secret).collect::<Result<_>>()?,
        lent_to: kept.lent_to,
        lent_by: kept.lent_by,
    };
    Ok((row.try_get("", "country")?, event))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(expires_at: Option<i64>, secret_until: Option<i64>) -> Row {
        let digest = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
        Row {
            name: "countries/do/members/1".into(),
            roles: "[4,5]".into(),
            countries: r#"["do","cr"]"#.into(),
            expires_at,
            secrets: serde_json::to_string(&[Secret { digest, expires_at: secret_until }]).expect("json"),
            lent_to: String::new(),
            lent_by: String::new(),
        }
    }

    #[test]
    fn each_role_is_held_in_each_country_until_the_end() {
        let held = row(None, None).held().expect("held");
        let held: Vec<(Role, &str)> = held.iter().map(|held| (held.role, held.country.as_str())).collect();
        let (staff, admin) = (Role::OfficeStaff, Role::OfficeAdmin);
        assert_eq!(held, [(staff, "do"), (staff, "cr"), (admin, "do"), (admin, "cr")]);
        assert!(row(Some(now_milliseconds() - 1), None).held().expect("held").is_empty());
        assert_eq!(row(Some(now_milliseconds() + 60_000), None).held().expect("held").len(), 4);
    }

    #[test]
    fn a_secret_is_good_until_its_own_end() {
        assert_eq!(row(None, None).digests().expect("digests"), [vec![7; 32]]);
        assert!(row(None, Some(now_milliseconds() - 1)).digests().expect("digests").is_empty());
    }
}
