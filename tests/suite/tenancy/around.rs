//! Ways around a policy: COPY, views and functions that write, rows that move, constraints that tell, and statistics.

use sea_orm::ConnectionTrait;
use tests::{platform::Failure, servers::Role};

use super::{
    ELSEWHERE,
    filled::{Filled, changed, copied_in, insert, names},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_copy_view_or_function_writes_what_a_statement_may_not() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_write_aside").await?;
    for each in &filled {
        let owner = each.session(Role::Owner).await?;
        let app = Role::App.name();
        for table in &each.tables {
            for setting in ["do", "cr", ""] {
                copied_in(&each.app, setting, table).await.map_err(|problem| format!("{table}: {problem}"))?;
            }
            for statement in [
                format!("CREATE VIEW aside AS SELECT * FROM {table}"),
                format!("GRANT SELECT, INSERT, UPDATE, DELETE ON aside TO {app}"),
                format!(
                    "CREATE FUNCTION beside() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'WITH gone AS (DELETE FROM \
                     {table} RETURNING 1) SELECT count(*) FROM gone'"
                ),
            ] {
                owner.execute_unprepared(&statement).await?;
            }
            for setting in ELSEWHERE {
                for statement in ["UPDATE aside SET country = country", "DELETE FROM aside"] {
                    let rows = changed(&each.app, setting, statement).await?;
                    assert_eq!(rows, 0, "{}.{table}: {statement} with {setting:?}", each.service);
                }
                let add = insert(&each.superuser, table, "do").await?.replacen(table.as_str(), "aside", 1);
                assert_eq!(changed(&each.app, setting, &add).await?, 0, "{}: {add} with {setting:?}", each.service);
            }
            // The rights are the owner's, and the owner has no rows.
            assert_eq!(names(&each.app, "SELECT beside()::text AS name").await?, ["0"], "{}.{table}", each.service);
            owner.execute_unprepared("DROP VIEW aside; DROP FUNCTION beside()").await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_row_is_given_to_another_country_or_taken_from_it() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_move").await?;
    for each in &filled {
        for table in &each.tables {
            let give = format!("UPDATE {table} SET country = 'cr'");
            let add = insert(&each.superuser, table, "cr").await?;
            let take = insert(&each.superuser, table, "do").await? + " ON CONFLICT DO NOTHING";
            for (setting, statement) in [("do", &give), ("do", &add), ("cr", &take)] {
                let rows = changed(&each.app, Some(setting), statement).await?;
                assert_eq!(rows, 0, "{}: {statement} in {setting}", each.service);
            }
        }
    }
    Ok(())
}

/// A constraint is checked past every policy: were it the same for all countries, its refusal would tell what another one
/// has.
#[tokio::test(flavor = "multi_thread")]
async fn no_constraint_tells_what_another_country_has() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_constraints").await?;
    for Filled { service, superuser, tables, .. } in &filled {
        let ours = format!("ANY (ARRAY['{}'])", tables.join("', '"));
        let number =
            |table: &str| format!("(SELECT attnum FROM pg_attribute WHERE attrelid = {table} AND attname = 'country')");
        let unique = format!(
            "SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE \
             c.relname = {ours} AND (i.indisunique OR i.indisexclusion) AND i.indkey[0] IS DISTINCT FROM {}",
            number("i.indrelid")
        );
        let foreign = format!(
            "SELECT c.conname::text AS name FROM pg_constraint c WHERE c.contype = 'f' AND (c.conkey[1] IS DISTINCT FROM \
             {} OR c.confkey[1] IS DISTINCT FROM {})",
            number("c.conrelid"),
            number("c.confrelid")
        );
        let triggers = "SELECT tgname::text AS name FROM pg_trigger WHERE NOT tgisinternal";
        for (query, what) in [
            (unique.as_str(), "unique keys that do not begin with the country"),
            (foreign.as_str(), "foreign keys that do not begin with the country"),
            (triggers, "triggers"),
        ] {
            let found = names(superuser, query).await?;
            assert!(found.is_empty(), "{service}: {what}: {found:?}");
        }
        let keys = format!(
            "SELECT DISTINCT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE \
             i.indisprimary AND c.relname = {ours} ORDER BY 1"
        );
        assert_eq!(names(superuser, &keys).await?, *tables, "{service}: tables with a primary key");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statistics_tell_what_another_country_has() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_statistics").await?;
    for Filled { service, superuser, app, tables, .. } in &filled {
        superuser.execute_unprepared("ANALYZE").await?;
        let told = format!(
            "SELECT DISTINCT tablename::text AS name FROM pg_stats WHERE tablename = ANY (ARRAY['{}']) ORDER BY 1",
            tables.join("', '")
        );
        assert!(names(app, &told).await?.is_empty(), "{service}");
        assert_eq!(names(superuser, &told).await?, *tables, "{service}: there is something to tell");
    }
    Ok(())
}
