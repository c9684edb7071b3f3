//! Row-level security beneath the scopes, asked in SQL as the application's own role, of every table that the catalogue
//! names: a new table cannot be forgotten.
//!
//! The superuser puts a row of one country and one of the network into each table first, since an empty table shows
//! nothing to anybody.

mod around;
mod filled;
mod setting;

use filled::{Filled, changed, copied, found, found_of, insert, names, within};
use sea_orm::ConnectionTrait;
use tests::{platform::Failure, servers::Role, tables::number};

/// Tables without a country, which belong to no tenant: what the owner of the schema remembers of it.
const OF_NO_COUNTRY: [&str; 2] = ["schema_migrations", "schema_mode"];

/// Tables whose rows of the network every country reads: what the network owns and countries work with. In `people` those
/// are the addresses of the offices, which letters from every country go to.
const SHARED: [&str; 17] = [
    "notifications.countries",
    "notifications.country_standings",
    "notifications.edition_letters",
    "notifications.people",
    "partners.countries",
    "partners.country_standings",
    "partners.institutions",
    "registrations.countries",
    "registrations.country_standings",
    "registrations.edition_versions",
    "registrations.editions",
    "registrations.erasure_clocks",
    "reviews.countries",
    "reviews.country_standings",
    "reviews.editions",
    "reviews.institutions",
    "reviews.plans",
];

/// Tables in which relay, retries and sealer see every country, by a setting that no call has: events on their way, and
/// the marks and seals of the audit log.
const OF_THE_MACHINERY: [&str; 7] =
    ["audit_seals", "audit_unsealed", "grant_beats", "grants", "inbox", "outbox", "retries"];

/// What the application may have in the setting, and yet reach nothing of `do`.
const ELSEWHERE: [Option<&str>; 3] = [None, Some(""), Some("cr")];

#[tokio::test(flavor = "multi_thread")]
async fn the_application_reads_nothing_of_a_country_that_is_not_in_the_setting() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_read").await?;
    for Filled { service, app, tables, .. } in &filled {
        for table in tables {
            let own = format!("SELECT country FROM {table}");
            for setting in ELSEWHERE {
                assert_eq!(found(app, setting, &own).await?, 0, "{service}.{table} with {setting:?}");
                for other in tables {
                    let joined = format!("SELECT one.country FROM {table} one JOIN {other} two USING (country)");
                    assert_eq!(found(app, setting, &joined).await?, 0, "{service}: {joined} with {setting:?}");
                }
            }
        }
        // The rows are there to be seen, by who may see them.
        let seen = found(app, Some("do"), "SELECT country FROM inbox").await?;
        assert_eq!(seen, 1, "{service} shows a country its own");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_writes_nothing_of_a_country_that_is_not_in_the_setting() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_write").await?;
    for each in &filled {
        let before = each.content().await?;
        for table in &each.tables {
            for setting in ELSEWHERE {
                let add = insert(&each.superuser, table, "do").await?;
                let change = format!("UPDATE {table} SET country = country");
                let remove = format!("DELETE FROM {table}");
                for statement in [add, change, remove] {
                    let rows = changed(&each.app, setting, &statement).await?;
                    assert_eq!(rows, 0, "{}: {statement} with {setting:?}", each.service);
                }
            }
            // The row of the network is there to be read at most.
            for statement in [format!("UPDATE {table} SET country = 'do'"), format!("DELETE FROM {table}")] {
                let rows = changed(&each.app, Some("do"), &statement).await?;
                assert!(rows <= 1, "{}: {statement} met {rows} rows", each.service);
            }
        }
        assert_eq!(each.content().await?, before, "{}", each.service);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_copy_view_or_function_shows_what_a_query_does_not() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_aside").await?;
    for each in &filled {
        let owner = each.session(Role::Owner).await?;
        let app = Role::App.name();
        for table in &each.tables {
            for statement in [
                format!("CREATE VIEW aside AS SELECT country FROM {table}"),
                format!(
                    "CREATE FUNCTION beside() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT country FROM \
                     {table}'"
                ),
                format!("GRANT SELECT ON aside TO {app}"),
            ] {
                owner.execute_unprepared(&statement).await?;
            }
            for setting in ELSEWHERE {
                for query in ["SELECT country FROM aside", "SELECT country FROM beside() AS country"] {
                    let rows = found(&each.app, setting, query).await?;
                    assert_eq!(rows, 0, "{}.{table} through {query} with {setting:?}", each.service);
                }
                let copied = copied(&each.app, setting, table).await?;
                assert!(!copied.contains("do\n"), "{}.{table} copied with {setting:?}", each.service);
            }
            owner.execute_unprepared("DROP VIEW aside; DROP FUNCTION beside()").await?;
        }
        assert!(copied(&each.app, Some("do"), "inbox").await?.contains("do\n"), "a country copies its own");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_shared_but_those_that_are_meant_to_be() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_shared").await?;
    let mut shared = Vec::new();
    for Filled { service, app, tables, .. } in &filled {
        let mut machinery = Vec::new();
        for table in tables {
            let query = format!("SELECT country FROM {table}");
            for nowhere in [None, Some("")] {
                assert_eq!(found_of("network", app, nowhere, &query).await?, 0, "{service}.{table} with {nowhere:?}");
            }
            if found_of("network", app, Some("cr"), &query).await? > 0 {
                shared.push(format!("{service}.{table}"));
            }
            if found_of("do", app, Some("machinery"), &query).await? > 0 {
                machinery.push(table.as_str());
            }
        }
        assert_eq!(machinery, OF_THE_MACHINERY, "{service}");
    }
    shared.sort();
    assert_eq!(shared, SHARED);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_guarded_against_everybody_and_every_policy_names_whom_it_is_for() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_guard").await?;
    let (app, network, owner) = (Role::App.name(), Role::Network.name(), Role::Owner.name());
    for Filled { service, superuser, .. } in &filled {
        let none = async |query: &str, what: &str| -> Result<(), Failure> {
            let found = names(superuser, query).await?;
            assert!(found.is_empty(), "{service}: {what}: {found:?}");
            Ok(())
        };
        let tables = "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')";
        let unguarded = format!(
            "SELECT relname::text AS name {tables} AND NOT (relrowsecurity AND relforcerowsecurity) AND relname NOT IN \
             ('{}')",
            OF_NO_COUNTRY.join("', '")
        );
        none(&unguarded, "tables without forced row security").await?;
        let anybody = format!(
            "SELECT p.polname::text AS name FROM pg_policy p WHERE p.polroles = '{{}}' OR 0 = ANY (p.polroles) OR EXISTS \
             (SELECT FROM pg_roles r WHERE r.oid = ANY (p.polroles) AND r.rolname NOT IN ('{app}', '{network}'))"
        );
        none(&anybody, "policies for somebody else").await?;
        let rights = format!(
            "SELECT c.relname || ': ' || role || ' ' || may AS name FROM pg_class c, (VALUES ('{app}', 'TRUNCATE'), \
             ('{app}', 'TRIGGER'), ('{app}', 'REFERENCES'), ('{network}', 'INSERT'), ('{network}', 'UPDATE'), \
             ('{network}', 'DELETE'), ('{network}', 'TRUNCATE'), ('{network}', 'TRIGGER')) AS rights (role, may) WHERE \
             c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(role, c.oid, may)"
        );
        none(&rights, "rights that nobody needs").await?;
        let above = format!(
            "SELECT rolname::text AS name FROM pg_roles WHERE rolname IN ('{app}', '{network}', '{owner}') AND (rolsuper \
             OR rolbypassrls)"
        );
        none(&above, "roles above row security").await?;
        let memberships = format!(
            "SELECT m.roleid::regrole::text AS name FROM pg_auth_members m WHERE m.member IN ('{app}'::regrole, \
             '{network}'::regrole)"
        );
        none(&memberships, "roles that act as another").await?;
        let others = "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind \
                      NOT IN ('r', 'p', 'i', 'I')";
        none(others, "views, sequences and the like, which have no guard of their own").await?;
        let functions = "SELECT proname::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
        none(functions, "functions").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_role_changes_nothing() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_network").await?;
    for each in &filled {
        let network = each.session(Role::Network).await?;
        // Its default is a transaction that only reads, which whoever has the role can leave.
        network.execute_unprepared("SET default_transaction_read_only = off").await?;
        let before = each.content().await?;
        for table in &each.tables {
            let add = insert(&each.superuser, table, "do").await?;
            for statement in [add, format!("UPDATE {table} SET country = 'cr'"), format!("DELETE FROM {table}")] {
                let rows = changed(&network, Some("do"), &statement).await?;
                assert_eq!(rows, 0, "{}: {statement}", each.service);
            }
        }
        assert_eq!(each.content().await?, before, "{}", each.service);
        assert_eq!(number(&each.superuser, "SELECT count(*) FROM inbox").await?, 2, "there was something to change");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_only_grows() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_audit").await?;
    for Filled { app, superuser, .. } in &filled {
        let own = within(app, Some("do")).await?;
        let change = "UPDATE audit_entries SET actor = 'somebody else'";
        assert!(own.execute_unprepared(change).await.is_err(), "{change}");
        drop(own);
        // What is left of a country that was erased may go, and nothing else.
        let everywhere = "SELECT count(*) FROM audit_entries WHERE country IN ('do', 'network')";
        let before = number(superuser, everywhere).await?;
        assert_eq!(changed(app, Some("do"), "DELETE FROM audit_entries").await?, 0);
        assert_eq!(changed(app, Some("machinery"), "DELETE FROM audit_entries").await?, 0);
        let erased = "INSERT INTO country_standings VALUES ('network', 'do', 1, 'ERASED', '')";
        superuser.execute_unprepared(erased).await?;
        for elsewhere in [None, Some("cr"), Some("network"), Some("machinery")] {
            assert_eq!(changed(app, elsewhere, "DELETE FROM audit_entries").await?, 0, "{elsewhere:?}");
        }
        assert!(before > 0 && number(superuser, everywhere).await? == before, "nothing is gone yet");
        assert!(changed(app, Some("do"), "DELETE FROM audit_entries").await? > 0);
    }
    Ok(())
}
