//! The databases of the services with something in every table, and what the application's role gets at.

use futures::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
    sqlx::postgres::PgPoolCopyExt,
};
use tests::{
    platform::{Failure, Ground, SERVICES},
    servers::{self, Role},
};

/// One service's database with something in every table.
pub struct Filled {
    /// Its name.
    pub service: &'static str,
    /// The name of its database.
    pub database: String,
    /// A session to which everything is shown.
    pub superuser: DatabaseConnection,
    /// A session of the application's role, always the same.
    pub app: DatabaseConnection,
    /// Every table with a country.
    pub tables: Vec<String>,
}

impl Filled {
    /// The databases of all services.
    pub async fn all(name: &str) -> Result<(Ground, Vec<Self>), Failure> {
        // Nothing here is published: there is no broker at this address.
        let ground = Ground::with_events(name, "amqp://127.0.0.1:9/none".into()).await?;
        let mut filled = Vec::new();
        for service in SERVICES {
            let database = format!("{name}_{service}");
            let superuser = servers::shared().postgres().await?.connect(Role::Administrator, &database).await?;
            let tables = names(&superuser, TABLES).await?;
            assert!(tables.len() > 8, "{service} has more tables with a country than {tables:?}");
            for table in &tables {
                for country in ["do", "network"] {
                    fill(&superuser, table, country).await?;
                }
            }
            let app = servers::shared().postgres().await?.connect(Role::App, &database).await?;
            filled.push(Self { service, database, superuser, app, tables });
        }
        Ok((ground, filled))
    }

    /// A session of another role.
    pub async fn session(&self, role: Role) -> Result<DatabaseConnection, Failure> {
        Ok(servers::shared().postgres().await?.connect(role, &self.database).await?)
    }

    /// Every row there is, as text.
    pub async fn content(&self) -> Result<Vec<String>, Failure> {
        let mut rows = Vec::new();
        for table in &self.tables {
            rows.extend(names(&self.superuser, &format!("SELECT t::text AS name FROM {table} t ORDER BY 1")).await?);
        }
        Ok(rows)
    }
}

const TABLES: &str = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
                      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND \
                      a.attname = 'country' AND NOT a.attisdropped ORDER BY 1";

/// What a query of one column, `name`, answers.
pub async fn names(session: &impl ConnectionTrait, query: &str) -> Result<Vec<String>, Failure> {
    let rows = session.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// The statement that adds a row of a country: some value in every column that needs one.
pub async fn insert(superuser: &DatabaseConnection, table: &str, country: &str) -> Result<String, Failure> {
    let columns = format!(
        "SELECT quote_ident(column_name) || ' ' || CASE WHEN column_name = 'country' THEN quote_literal('{country}') \
         WHEN data_type IN ('json', 'jsonb') THEN quote_literal('{{}}') \
         WHEN data_type = 'bytea' THEN quote_literal('\\x00') WHEN data_type = 'uuid' THEN 'gen_random_uuid()' \
         WHEN data_type = 'boolean' THEN 'false' WHEN data_type LIKE 'timestamp%' OR data_type = 'date' THEN 'now()' \
         ELSE quote_literal('1') END AS name FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name = '{table}' AND is_nullable = 'NO' ORDER BY ordinal_position"
    );
    let columns = names(superuser, &columns).await?;
    let (columns, values): (Vec<&str>, Vec<&str>) = columns.iter().filter_map(|pair| pair.split_once(' ')).unzip();
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", ")))
}

async fn fill(superuser: &DatabaseConnection, table: &str, country: &str) -> Result<(), Failure> {
    let statement = insert(superuser, table, country).await?;
    superuser.execute_unprepared(&statement).await?;
    Ok(())
}

/// A transaction with this country in the setting.
pub async fn within(session: &DatabaseConnection, setting: Option<&str>) -> Result<DatabaseTransaction, Failure> {
    let transaction = session.begin().await?;
    if let Some(country) = setting {
        transaction.execute_unprepared(&format!("SELECT set_config('app.country', '{country}', true)")).await?;
    }
    Ok(transaction)
}

/// How many rows of `do` a query of countries finds; none where it may not even be asked.
pub async fn found(session: &DatabaseConnection, setting: Option<&str>, countries: &str) -> Result<i64, Failure> {
    found_of("do", session, setting, countries).await
}

/// The same of any country.
pub async fn found_of(
    country: &str,
    session: &DatabaseConnection,
    setting: Option<&str>,
    countries: &str,
) -> Result<i64, Failure> {
    let transaction = within(session, setting).await?;
    let query = format!("SELECT count(*) AS found FROM ({countries}) AS seen WHERE country = '{country}'");
    match transaction.query_one_raw(Statement::from_string(DbBackend::Postgres, query)).await {
        Ok(row) => Ok(row.ok_or("no answer")?.try_get("", "found")?),
        Err(refused) => denied(&refused.to_string()).map(|()| 0),
    }
}

/// A statement that failed for another reason than this shows nothing.
fn denied(refusal: &str) -> Result<(), Failure> {
    let known = ["permission denied", "row-level security"];
    if known.iter().any(|words| refusal.contains(words)) { Ok(()) } else { Err(refusal.into()) }
}

/// Refuses that COPY writes anything, whatever it says.
pub async fn copied_in(app: &DatabaseConnection, setting: &str, table: &str) -> Result<(), Failure> {
    app.execute_unprepared(&format!("SET app.country = '{setting}'")).await?;
    let statement = format!("COPY {table} (country) FROM STDIN");
    let refused = app.get_postgres_connection_pool().copy_in_raw(&statement).await;
    app.execute_unprepared("RESET app.country").await?;
    denied(&refused.err().ok_or("COPY may write")?.to_string())
}

/// How many rows a statement changes; none where it is refused.
pub async fn changed(session: &DatabaseConnection, setting: Option<&str>, statement: &str) -> Result<u64, Failure> {
    let transaction = within(session, setting).await?;
    match transaction.execute_unprepared(statement).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(refused) => denied(&refused.to_string()).map(|()| 0),
    }
}

/// The countries in a table as COPY gives them. The session has one connection, which keeps the setting.
pub async fn copied(app: &DatabaseConnection, setting: Option<&str>, table: &str) -> Result<String, Failure> {
    match setting {
        Some(country) => app.execute_unprepared(&format!("SET app.country = '{country}'")).await?,
        None => app.execute_unprepared("RESET app.country").await?,
    };
    let statement = format!("COPY {table} (country) TO STDOUT");
    let copied = match app.get_postgres_connection_pool().copy_out_raw(&statement).await {
        Ok(copying) => copying.try_collect::<Vec<_>>().await?.concat(),
        Err(refused) => denied(&refused.to_string()).map(|()| Vec::new())?,
    };
    app.execute_unprepared("RESET app.country").await?;
    Ok(String::from_utf8(copied)?)
}
