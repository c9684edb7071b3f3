//! What audit entries and events cost a write, while a service seals the entries and publishes the events: rows that are
//! new, and rows that are read and changed, through scopes, beside the same without either by the same driver; and the
//! statements of a new row in pgbench, which tells what of it is the database's. In turns, on the same database.

use std::{sync::Arc, time::Duration};

use platform::{
    names::Place,
    store::{Scope, Store, Tenant},
};
use proto::registrations::v1::RegistrationSubmitted;
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, IntoActiveModel,
    QueryFilter, QuerySelect, Statement, TransactionTrait, entity::prelude::*,
};
use serde::Serialize;
use tests::{platform::Failure, servers::Role};

use crate::{
    load, pgbench,
    table::Table,
    world::{COUNTRY, Platform, World},
};

const CLIENTS: [usize; 2] = [1, 16];
/// Rows that are changed.
const ROWS: usize = 5_000;
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
    pub turns: i64,
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
    let changed = Arc::new(rows_to_change(&store).await?);
    for clients in CLIENTS {
        let plain = session(world, &platform, clients).await?;
        for (what, kind) in
            [("a new row with audit and event", Kind::New), ("a change with audit and event", Kind::Change)]
        {
            let (rows, session) = (Arc::clone(&changed), plain.clone());
            let without = load::rate(clients, window, move |_, number| {
                let (session, row) = (session.clone(), kind.row(&rows, number));
                async move { write_without(&session, row).await }
            });
            let without = without.await?;
            let (rows, store) = (Arc::clone(&changed), store.clone());
            let with = load::rate(clients, window, move |_, number| {
                let (store, row) = (store.clone(), kind.row(&rows, number));
                async move { write_with(store.work("measured", Place::Country(COUNTRY.into())).await?, row).await }
            });
            table.beside(what, clients, with.await?, without);
        }
        let without = pgbench::rate(world, &platform, &script(""), clients, window).await?;
        let with = pgbench::rate(world, &platform, &script(BESIDE), clients, window).await?;
        table.beside("a new row, the same in SQL", clients, with, without);
    }
    store.close().await;
    Ok(())
}

/// A write in SQL, with these statements behind the row.
fn script(beside: &str) -> String {
    let text = row().text;
    format!(
        "BEGIN;\nSELECT set_config('app.country', '{COUNTRY}', true);\n\
         INSERT INTO measured VALUES ('{COUNTRY}', gen_random_uuid(), '{text}', 0);\n{beside}COMMIT;\n"
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
        "CREATE TABLE measured (country text, id uuid, text text NOT NULL, turns bigint NOT NULL, \
         PRIMARY KEY (country, id))"
            .to_owned(),
        "ALTER TABLE measured ENABLE ROW LEVEL SECURITY".into(),
        format!("CREATE POLICY measured_own ON measured TO {app} USING ({own}) WITH CHECK ({own})"),
        format!("GRANT SELECT, INSERT, UPDATE ON measured TO {app}"),
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
    Model {
        country: COUNTRY.into(),
        id: Uuid::now_v7(),
        text: "Los talleres juntan sus entregas. ".repeat(28),
        turns: 0,
    }
}

/// What is written.
#[derive(Clone, Copy)]
enum Kind {
    New,
    Change,
}

/// A row to add, or the id of one to change.
enum Write {
    New(Model),
    Change(Uuid),
}

impl Kind {
    fn row(self, rows: &[Uuid], number: u64) -> Write {
        match self {
            Kind::New => Write::New(row()),
            // One after the other, so that two callers hardly ever want the same.
            Kind::Change => Write::Change(rows[usize::try_from(number).unwrap_or_default() % rows.len()]),
        }
    }
}

async fn rows_to_change(store: &Store) -> Result<Vec<Uuid>, Failure> {
    let mut scope = store.work("measured", Place::Country(COUNTRY.into())).await?;
    let mut ids = Vec::new();
    for _ in 0..ROWS {
        let row = row();
        ids.push(row.id);
        scope.insert::<Entity>(row).await?;
    }
    scope.commit().await?;
    Ok(ids)
}

/// The row with as many turns more.
fn turned(row: &Model) -> Model {
    Model { turns: row.turns + 1, ..row.clone() }
}

async fn write_with(mut scope: Scope, write: Write) -> Result<(), Failure> {
    let (name, version) = match write {
        Write::New(row) => {
            let name = Entity::resource(&row);
            scope.insert::<Entity>(row).await?;
            (name, 1)
        }
        Write::Change(id) => {
            let before = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await?;
            let before = before.ok_or("the row is gone")?;
            scope.update::<Entity>(&before, turned(&before)).await?;
            (Entity::resource(&before), before.turns + 1)
        }
    };
    scope.publish(&RegistrationSubmitted { name, version, ..Default::default() });
    scope.commit().await?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "what is measured is the row without a scope")]
async fn write_without(session: &DatabaseConnection, write: Write) -> Result<(), Failure> {
    let transaction = session.begin().await?;
    let setting = "SELECT set_config('app.country', $1, true)";
    transaction.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, setting, [COUNTRY.into()])).await?;
    match write {
        Write::New(row) => {
            Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&transaction).await?;
        }
        Write::Change(id) => {
            let of_country = Entity::find().filter(Column::Country.eq(COUNTRY));
            let before = of_country.filter(Column::Id.eq(id)).lock_exclusive().one(&transaction).await?;
            let before = before.ok_or("the row is gone")?;
            let change = Entity::update_many().col_expr(Column::Turns, turned(&before).turns.into());
            let change = change.filter(Column::Country.eq(COUNTRY)).filter(Column::Id.eq(id));
            change.exec(&transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}
