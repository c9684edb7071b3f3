//! How PostgreSQL finds what there is to tell of the catalogue, which each process looks for again and again.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tests::{data::number, network::Network, patience::until, platform::Failure};

/// Entries that were told of as they stand.
const ENTRIES: i64 = 20_000;

/// Looks that are waited for.
const LOOKS: i64 = 10;

pub async fn news_are_found_by_index(name: &str) -> Result<(), Failure> {
    let network = Network::real(name).await?;
    let session = network.ground.database("registrations").await?;
    session.execute_unprepared(&filled()).await?;
    session.execute_unprepared("ANALYZE publications").await?;
    after_looks(&session, 1).await?;
    let before = read_one_by_one(&session).await?;
    after_looks(&session, LOOKS).await?;
    let read = read_one_by_one(&session).await? - before;
    // Counts come late: a look or two from before the table was known to be large may be among them.
    assert!(read < ENTRIES * LOOKS / 2, "{read} rows were read without an index");
    Ok(session.close().await?)
}

fn filled() -> String {
    format!(
        "INSERT INTO publications (country, id, version, told_version, told_members, registration, edition, track, category, \
         organisation, title, summary, city, sdgs, published, publish_time) \
         SELECT 'do', gen_random_uuid(), 1, 1, 1, gen_random_uuid(), 'open', 'SOLUTION', 'logistics', 'Taller', \
         'Entrada ' || place, '', '', '[]', true, now() FROM generate_series(1, {ENTRIES}) AS place"
    )
}

/// Waits for so many more looks by each of the indexes.
async fn after_looks(session: &DatabaseConnection, more: i64) -> Result<(), Failure> {
    let indexes = ["untold", "gone", "embargoed", "untold_members", "gone_members"];
    for index in indexes.map(|name| format!("publications_{name}")) {
        let looks = || async {
            let query = format!("SELECT idx_scan AS found FROM pg_stat_user_indexes WHERE indexrelname = '{index}'");
            number(session, &query).await
        };
        let before = looks().await?;
        until(&index, || async { Ok((looks().await? >= before + more).then_some(())) }).await?;
    }
    Ok(())
}

async fn read_one_by_one(session: &DatabaseConnection) -> Result<i64, Failure> {
    number(session, "SELECT seq_tup_read AS found FROM pg_stat_user_tables WHERE relname = 'publications'").await
}
