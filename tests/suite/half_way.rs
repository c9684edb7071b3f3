//! Long work on a country that is killed half-way: what was done stays, and the same work goes on from there.

use platform::clients::Caller;
use proto::partners::v1::{ConfirmCountryErasureRequest, EraseCountryRequest};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use tests::{
    calls,
    patience::until,
    people::People,
    platform::{Failure, Ground, Serving},
    tables::number,
};

const SERVICES: [&str; 2] = ["partners", "registrations"];
const REGISTRATIONS: &str = "SELECT count(*) FROM registrations WHERE country = 'do'";
const SUBMISSIONS: &str = "SELECT count(*) FROM outbox WHERE name = 'registration.submitted'";

/// A network of one country on PostgreSQL, its edition open.
async fn network(name: &str, import_rate: &str) -> Result<(Ground, Serving, DatabaseConnection), Failure> {
    let mut ground = Ground::real(name).await?;
    ground.set("ACELERACION__LIMITS__COUNTRY_IMPORT_RATE", import_rate);
    let serving = again(&mut ground).await?;
    let mut region = People::of(&ground)?.region()?;
    calls::admit(&mut region, &["do"]).await?;
    calls::open_edition(&mut region, &["do"]).await?;
    let database = ground.database("registrations").await?;
    Ok((ground, serving, database))
}

async fn again(ground: &mut Ground) -> Result<Serving, Failure> {
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    Ok(serving)
}

/// A file of so many rows, each of which can be registered.
fn file(rows: usize) -> String {
    let mut file =
        "country,track,category,organisation,organisation_kind,title,summary,description,stage,contact_email,language,\
                    data_consent,publication_consent\n"
            .to_owned();
    for number in 0..rows {
        file.push_str(&format!(
            "do,solution,agile-means-of-payment,Taller {number},company,Cobro {number},Cobro,Cobra al entregar.,implemented,\
             taller{number}@norte.example.org,es,yes,yes\n"
        ));
    }
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_killed_half_way_is_sent_again_and_doubles_nothing() -> Result<(), Failure> {
    const ROWS: usize = 150;
    let (mut ground, serving, database) = network("half_way_import", "25").await?;
    let mut office = People::of(&ground)?.office("do")?;
    let first = tokio::spawn(async move { calls::import(&mut office, "do", file(ROWS).as_bytes()).await });
    until("the first rows", || async { Ok((number(&database, REGISTRATIONS).await? > 0).then_some(())) }).await?;
    serving.kill().await?;
    assert!(first.await?.is_err(), "the import answered before it was killed");
    let done = number(&database, REGISTRATIONS).await?;
    assert!((1..150).contains(&done), "{done}");
    assert_eq!(number(&database, SUBMISSIONS).await?, done, "rows and events are kept together");

    ground.set("ACELERACION__LIMITS__COUNTRY_IMPORT_RATE", "1000");
    let _serving = again(&mut ground).await?;
    let mut office = People::of(&ground)?.office("do")?;
    let second = calls::import(&mut office, "do", file(ROWS).as_bytes()).await?;
    assert_eq!((i64::from(second.already_registered), second.refused_rows.len()), (done, 0));
    assert_eq!(i64::from(second.registered), 150 - done);
    assert_eq!(number(&database, REGISTRATIONS).await?, 150);
    assert_eq!(number(&database, SUBMISSIONS).await?, 150);
    Ok(())
}

async fn erase(office: &mut Caller, region: &mut Caller) -> Result<(), Failure> {
    let name = || "countries/do".to_owned();
    office.partners.erase_country(EraseCountryRequest { name: name(), ..Default::default() }).await?;
    let confirmed = ConfirmCountryErasureRequest { name: name(), ..Default::default() };
    region.partners.confirm_country_erasure(confirmed).await?;
    Ok(())
}

/// More rows than are removed at once, of which the last is held, so that the removal stands still where it is killed.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_of_a_country_that_was_killed_half_way_is_finished_after_the_restart() -> Result<(), Failure> {
    const ROWS: usize = 1_100;
    let (mut ground, serving, database) = network("half_way_erasure", "10000").await?;
    let people = People::of(&ground)?;
    let (mut office, mut region) = (people.office("do")?, people.region()?);
    let imported = calls::import(&mut office, "do", file(ROWS).as_bytes()).await?;
    assert_eq!(imported.registered, 1_100);

    let holder = ground.database("registrations").await?;
    let held = holder.begin().await?;
    let last = "SELECT 1 FROM registrations WHERE country = 'do' ORDER BY id DESC LIMIT 1 FOR UPDATE";
    held.execute_unprepared(last).await?;
    erase(&mut office, &mut region).await?;
    until("the first rows gone", || async { Ok((number(&database, REGISTRATIONS).await? < 1_100).then_some(())) })
        .await?;
    serving.kill().await?;
    held.rollback().await?;
    assert!(number(&database, REGISTRATIONS).await? > 0, "all was gone before the kill");

    let _serving = again(&mut ground).await?;
    for table in ["registrations", "audit_entries", "audit_unsealed", "consents"] {
        let left = format!("SELECT count(*) FROM {table} WHERE country = 'do'");
        until(table, || async { Ok((number(&database, &left).await? == 0).then_some(())) }).await?;
    }
    let heads = "SELECT count(*) FROM audit_seals WHERE country = 'do'";
    until("the head that was signed last, and no other", || async {
        Ok((number(&database, heads).await? == 1).then_some(()))
    })
    .await
}
