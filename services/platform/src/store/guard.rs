//! Row-level security, laid on a table when it is created. In SQLite there is none.

use std::sync::OnceLock;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::SchemaManager;

use crate::names::NETWORK;

/// What the setting holds in transactions of the relay and the retries.
pub const MACHINERY: &str = "machinery";

static ROLES: OnceLock<(String, String)> = OnceLock::new();

/// Whose rows a table has, besides those of the country in the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody else's.
    None,
    /// The network's may be read in every country.
    NetworkReads,
    /// The relay and the retries of this service work on all of them.
    Machinery,
}

/// Remembers the users in the two URLs: the policies are written for them.
pub(super) fn name_roles(app_url: &str, network_url: &str) -> Result<(), String> {
    let user = |url: &str| {
        let user = url::Url::parse(url).map(|url| url.username().to_owned()).unwrap_or_default();
        let plain = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        plain.then_some(user).ok_or("database.url and database.network_url need users of lower-case letters and _")
    };
    let roles = (user(app_url)?, user(network_url)?);
    ROLES.get_or_init(|| roles);
    Ok(())
}

/// Guards a table that has just been created.
pub async fn guard(manager: &SchemaManager<'_>, table: &str, sharing: Sharing) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, network)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    let own = "country = NULLIF(current_setting('app.country', true), '')";
    let sees = match sharing {
        Sharing::None => own.to_owned(),
        Sharing::NetworkReads => {
            format!("{own} OR (country = '{NETWORK}' AND NULLIF(current_setting('app.country', true), '') IS NOT NULL)")
        }
        Sharing::Machinery => format!("{own} OR current_setting('app.country', true) = '{MACHINERY}'"),
    };
    let changes = if sharing == Sharing::Machinery { sees.as_str() } else { own };
    let statements = [
        format!("ALTER TABLE {table} ADD CHECK (country ~ '^([a-z]{{2}}|{NETWORK})$')"),
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY {table}_read ON {table} FOR SELECT TO {app} USING ({sees})"),
        format!("CREATE POLICY {table}_add ON {table} FOR INSERT TO {app} WITH CHECK ({changes})"),
        format!("CREATE POLICY {table}_change ON {table} FOR UPDATE TO {app} USING ({changes}) WITH CHECK ({changes})"),
        format!("CREATE POLICY {table}_remove ON {table} FOR DELETE TO {app} USING ({changes})"),
        format!("CREATE POLICY {table}_network ON {table} FOR SELECT TO {network} USING (true)"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {app}"),
        format!("GRANT SELECT ON {table} TO {network}"),
    ];
    for statement in statements {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Lays the guard on the owner of these tables too, or lifts it: while it is forced, a migration does not see their rows.
pub async fn forced(manager: &SchemaManager<'_>, tables: &[&str], force: bool) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let force = if force { "FORCE" } else { "NO FORCE" };
    for table in tables {
        connection.execute_unprepared(&format!("ALTER TABLE {table} {force} ROW LEVEL SECURITY")).await?;
    }
    Ok(())
}

/// Lets the machinery see and remove those rows of a guarded table that `old` names, and no others.
pub(super) async fn prunable(manager: &SchemaManager<'_>, table: &str, old: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, _)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    for what in ["SELECT", "DELETE"] {
        let policy = format!(
            "CREATE POLICY {table}_prune_{what} ON {table} FOR {what} TO {app} \
             USING (current_setting('app.country', true) = '{MACHINERY}' AND {old})"
        );
        connection.execute_unprepared(&policy).await?;
    }
    Ok(())
}

/// What may be done with the rows of a table that is guarded more closely than [`guard`] does.
pub(super) struct Allowed<'a> {
    /// SQL commands on rows of the country in the setting.
    pub own: &'a [&'a str],
    /// SQL commands of the machinery, on rows of every country.
    pub machinery: &'a [&'a str],
    /// Whether the role that reads across countries may read them.
    pub network: bool,
}

/// Guards a table that has just been created, on which each may do only what is named.
pub(super) async fn guard_closely(manager: &SchemaManager<'_>, table: &str, allowed: Allowed<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, network)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    let own = "country = NULLIF(current_setting('app.country', true), '')".to_owned();
    let machinery = format!("current_setting('app.country', true) = '{MACHINERY}'");
    let mut statements = vec![
        format!("ALTER TABLE {table} ADD CHECK (country ~ '^([a-z]{{2}}|{NETWORK})$')"),
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
    ];
    for (who, commands, rows) in [("own", allowed.own, own), ("machinery", allowed.machinery, machinery)] {
        for command in commands {
            let clause = if *command == "INSERT" { "WITH CHECK" } else { "USING" };
            let name = format!("{table}_{who}_{}", command.to_lowercase());
            statements.push(format!("CREATE POLICY {name} ON {table} FOR {command} TO {app} {clause} ({rows})"));
            statements.push(format!("GRANT {command} ON {table} TO {app}"));
        }
    }
    if allowed.network {
        statements.push(format!("CREATE POLICY {table}_network ON {table} FOR SELECT TO {network} USING (true)"));
        statements.push(format!("GRANT SELECT ON {table} TO {network}"));
    }
    for statement in statements {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Lets the machinery read those rows of a guarded table that `which` names, and no others.
pub(super) async fn readable(manager: &SchemaManager<'_>, table: &str, which: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, _)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    let policy = format!(
        "CREATE POLICY {table}_machinery ON {table} FOR SELECT TO {app} \
         USING (current_setting('app.country', true) = '{MACHINERY}' AND {which})"
    );
    connection.execute_unprepared(&policy).await?;
    Ok(())
}

/// Lets the application remove from a guarded table the rows of a country that is erased, and no others.
pub(super) async fn erasable(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, _)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    let statements = [
        // What was revoked comes back with a right for these rows alone.
        format!("DROP POLICY IF EXISTS {table}_remove ON {table}"),
        format!(
            "CREATE POLICY {table}_erase ON {table} FOR DELETE TO {app} \
             USING (country = NULLIF(current_setting('app.country', true), '') AND EXISTS (SELECT FROM \
             country_standings AS standing WHERE standing.code = {table}.country AND standing.state = 'ERASED'))"
        ),
        format!("GRANT DELETE ON {table} TO {app}"),
    ];
    for statement in statements {
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Takes from the application the right to change or remove rows: what is written there stays.
pub async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some((app, _)) = ROLES.get() else {
        return Err(DbErr::Migration("the roles of the application are not known".into()));
    };
    connection.execute_unprepared(&format!("REVOKE UPDATE, DELETE ON {table} FROM {app}")).await?;
    Ok(())
}
