//! How PostgreSQL finds the heaviest rows of a term, asked as the application: an operator that might tell of hidden rows
//! would keep it from the index, and each search would read all terms of the country.

use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use tests::{
    platform::Failure,
    servers::{self, Role},
};

/// What a search asks for each of its words.
const HEAVIEST: &str = "SELECT country, document, term, weight FROM registration_terms WHERE country = 'do' AND \
                        term = 'tall' ORDER BY weight DESC, document DESC LIMIT 1001";
/// What it asks of other words of what it found.
const OF_ROWS: &str = "SELECT term, weight FROM registration_terms WHERE country = 'do' AND \
                       document IN ('0190a0a0-0000-7000-8000-000000000001', \
                       '0190a0a0-0000-7000-8000-000000000002') AND term IN ('tall', 'rut')";

/// Two thousand rows of twenty terms each.
const FILLED: &str = "INSERT INTO registration_terms (country, document, term, weight) \
                      SELECT 'do', gen_random_uuid(), term, place % 90 FROM generate_series(1, 2000) AS place, \
                      LATERAL (SELECT 'tall' AS term UNION ALL SELECT 'rut' UNION ALL \
                      SELECT 'term' || number FROM generate_series(1, 18) AS number) AS terms; \
                      ANALYZE registration_terms";

#[tokio::test(flavor = "multi_thread")]
async fn terms_are_read_by_their_indexes_under_row_level_security() -> Result<(), Failure> {
    let ground = tests::platform::Ground::real("search_plan").await?;
    let database = "search_plan_registrations";
    let session = servers::shared().postgres().await?.connect(Role::App, database).await?;
    // Of an empty table any way is as good.
    let owner = ground.database("registrations").await?;
    owner.execute_unprepared(FILLED).await?;
    let settings = "SET LOCAL app.country = 'do'";
    for (query, index, condition) in [
        (HEAVIEST, "Index Only Scan using registration_terms_heaviest", "(term = 'tall'::text)"),
        (OF_ROWS, "Index Only Scan using registration_terms_pkey", "document = ANY"),
    ] {
        let transaction = session.begin().await?;
        transaction.execute_unprepared(settings).await?;
        let explain = Statement::from_string(DbBackend::Postgres, format!("EXPLAIN (COSTS OFF) {query}"));
        let lines = transaction.query_all_raw(explain).await?;
        let lines: Vec<String> = lines.iter().map(|row| row.try_get("", "QUERY PLAN")).collect::<Result<_, _>>()?;
        let plan = lines.join("\n");
        assert!(plan.contains(index) && !plan.contains("Sort"), "{plan}");
        let by_index = lines.iter().find(|line| line.contains("Index Cond")).ok_or("no condition")?;
        assert!(by_index.contains(condition), "{plan}");
    }
    drop(ground);
    Ok(())
}
