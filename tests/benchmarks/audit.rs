//! What audit entries and events cost a write, while a service seals the entries and publishes the events: rows written
//! through scopes, beside the same rows written without either by the same driver; and the statements of both in pgbench,
//! which tells what of it is the database's. In turns, on the same database.

use std::{sync::Arc, time::Duration};

use platform::{
    names::Place,
    store::{Scope, Store, Tenant},
};
use proto::registrations::v1::RegistrationSubmitted;
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, IntoActiveModel,
    Statement, TransactionTrait, entity::prelude::*,
};
use serde::Serialize;
use tests::{platform::Failure, servers::Role};

use crate::{
    load, pgbench,
    table::Table,
    world::{COUNTRY, Platform, World},
};

const CLIENTS: [usize; 2] = [1, 16];
const SERVICE: &str = "registrations";

/// A row of about a kilobyte.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "measured")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub text: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/measured/{}", row.country, row.id)
    }
}

/// Writes a second with audit entry and event, and without.
pub async fn measure(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("audit", &[SERVICE]).await?;
    create_table(world, &platform).await?;
    let store = Store::open(SERVICE, &platform.ground.config()?, registrations::SERVICE.migrations).await?;
    for clients in CLIENTS {
        let plain = session(world, &platform, clients).await?;
        let without = load::rate(clients, window, move |_, _| {
            let plain = plain.clone();
            async move { write_without(&plain).await }
        });
        let without = without.await?;
        let store = Arc::new(store.clone());
        let with = load::rate(clients, window, move |_, _| {
            let store = Arc::clone(&store);
            async move {
                let scope = store.work("measured", Place::Country(COUNTRY.into())).await?;
                write_with(scope).await
            }
        });
        table.beside("a write with audit and event", clients, with.await?, without);
        let without = pgbench::rate(world, &platform, &script(""), clients, window).await?;
        let with = pgbench::rate(world, &platform, &script(BESIDE), clients, window).await?;
        table.beside("the same in SQL", clients, with, without);
    }
    store.close().await;
    Ok(())
}

/// A write in SQL, with these statements behind the row.
fn script(beside: &str) -> String {
    let text = row().text;
    format!(
        "BEGIN;\nSELECT set_config('app.country', '{COUNTRY}', true);\n\
         INSERT INTO measured VALUES ('{COUNTRY}', gen_random_uuid(), '{text}');\n{beside}COMMIT;\n"
    )
}

/// What a commit writes beside a new row of the country `do`, in one statement as the scope has it.
const BESIDE: &str = "WITH entry AS (INSERT INTO audit_entries (country, id, at, actor, role, method, resource, \
     request_id, address, before, after) VALUES ('do', gen_random_uuid(), now(), 'system', 'system', 'measured', \
     'countries/do/measured/' || gen_random_uuid(), '', '', NULL, \
     json_build_object('country', 'do', 'id', gen_random_uuid(), 'text', repeat('Los talleres juntan sus entregas. ', 28))) \
     RETURNING country, id), mark AS (INSERT INTO audit_unsealed SELECT country, id FROM entry) \
     INSERT INTO outbox (country, id, source, kind, name, subject, version, at, data) VALUES ('do', gen_random_uuid(), \
     'registrations', 'aceleracion.registrations.v1.RegistrationSubmitted', 'registration.submitted', 'measured', 1, \
     (extract(epoch from clock_timestamp()) * 1000)::bigint, '');\n";

/// With the guard that every table of the platform has.
async fn create_table(world: &World, platform: &Platform) -> Result<(), Failure> {
    let session = world.look(platform, SERVICE).await?;
    let app = Role::App.name();
    let own = "country = NULLIF(current_setting('app.country', true), '')";
    for statement in [
        "CREATE TABLE measured (country text, id uuid, text text NOT NULL, PRIMARY KEY (country, id))".to_owned(),
        "ALTER TABLE measured ENABLE ROW LEVEL SECURITY".into(),
        format!("CREATE POLICY measured_own ON measured TO {app} USING ({own}) WITH CHECK ({own})"),
        format!("GRANT SELECT, INSERT ON measured TO {app}"),
    ] {
        session.execute_unprepared(&statement).await?;
    }
    session.close().await?;
    Ok(())
}

async fn session(world: &World, platform: &Platform, clients: usize) -> Result<DatabaseConnection, Failure> {
    let url = world.postgres.url(Role::App, &platform.database(SERVICE));
    let mut options = ConnectOptions::new(url);
    options.max_connections(u32::try_from(clients)?.max(1)).test_before_acquire(false);
    Ok(Database::connect(options).await?)
}

fn row() -> Model {
    Model { country: COUNTRY.into(), id: Uuid::now_v7(), text: "Los talleres juntan sus entregas. ".repeat(28) }
}

async fn write_with(mut scope: Scope) -> Result<(), Failure> {
    let row = row();
    scope.publish(&RegistrationSubmitted { name: Entity::resource(&row), version: 1, ..Default::default() });
    scope.insert::<Entity>(row).await?;
    scope.commit().await?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "what is measured is the row without a scope")]
async fn write_without(session: &DatabaseConnection) -> Result<(), Failure> {
    let transaction = session.begin().await?;
    let setting = "SELECT set_config('app.country', $1, true)";
    transaction.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, setting, [COUNTRY.into()])).await?;
    let insert = Entity::insert(row().into_active_model().reset_all());
    insert.exec_without_returning(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}
