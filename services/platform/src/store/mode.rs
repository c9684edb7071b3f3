//! A database remembers the mode it was made in, and serves no other: what a trial issuer let in is not mixed with
//! what people of a real provider did, whatever a configuration says later.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::config::Mode;

/// Writes the mode down if the database is new; says what it was made in.
pub(super) async fn remember(owner: &DatabaseConnection, mode: Mode) -> Result<String, DbErr> {
    let create =
        "CREATE TABLE IF NOT EXISTS schema_mode (place integer PRIMARY KEY CHECK (place = 0), mode text NOT NULL)";
    owner.execute_unprepared(create).await?;
    if owner.get_database_backend() == DbBackend::Postgres {
        owner.execute_unprepared("GRANT SELECT ON schema_mode TO PUBLIC").await?;
    }
    let insert = format!("INSERT INTO schema_mode VALUES (0, '{}') ON CONFLICT DO NOTHING", mode.name());
    owner.execute_unprepared(&insert).await?;
    made_in(owner).await
}

/// The mode that the database was made in.
pub(super) async fn made_in(connection: &DatabaseConnection) -> Result<String, DbErr> {
    let query = Statement::from_string(connection.get_database_backend(), "SELECT mode FROM schema_mode");
    let row = connection.query_one_raw(query).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("schema_mode is empty".into()))?.try_get("", "mode")
}

/// Refuses the other mode, in the operator's words.
pub(super) fn fits(made_in: &str, mode: Mode) -> Result<(), String> {
    if made_in == mode.name() {
        return Ok(());
    }
    let why = match mode {
        Mode::Trial => "in trial mode anybody could be anybody in it: set mode to \"production\"",
        Mode::Production => "nobody knows who was let into it: make a new database for production",
    };
    Err(format!("it was made in {made_in} mode, and {why}; or check database.url"))
}
