//! What may be asked of one country, and that it takes nothing from another.

use futures::future::join_all;
use proto::registrations::v1::import_registrations_request::Content;
use tests::{network::Network, platform::Failure};
use tokio::task::JoinSet;
use tonic::{Code, Status};

use super::{Import, PATIENT, check, draft, limited, list, refusals};
use crate::import::files::{row, spanish};

/// Begins a draft, by one of many who work in the office.
fn create(
    network: &Network,
    country: &str,
    person: usize,
) -> Result<impl Future<Output = Result<(), Status>> + use<>, Failure> {
    let subject = format!("office:{country}:{person}");
    let mut office = network.caller(&subject, "office_admin", country, "en")?.registrations;
    let request = draft(country, &subject);
    Ok(async move { office.create_registration(request).await.map(drop) })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_is_called_so_often_and_another_is_answered_at_once() -> Result<(), Failure> {
    let network = limited(&[("limits.country_rate", "5")]).await?;
    let people: Vec<_> = (0..50)
        .map(|person| network.caller(&format!("p{person}"), "office_admin", "do", "en"))
        .collect::<Result<_, _>>()?;
    // In less time than there is room for them.
    let answers = join_all(people.iter().cycle().take(500).map(|person| list(person, "do"))).await;
    let refusal = refusals(answers).pop().ok_or("none of them is too many")?;
    check(&refusal, Code::ResourceExhausted, "COUNTRY_QUOTA_EXCEEDED", Some("countries/do"))?;
    list(&network.office("cr")?, "cr").await?;
    Ok(())
}

/// Nobody can write while the table is held: calls of a country stand in line, up to so many, and those of another stand
/// in a line of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_country_has_so_many_calls_open_and_another_has_its_own() -> Result<(), Failure> {
    let network = limited(&[("limits.country_calls", "3"), PATIENT]).await?;
    let holding = network.data.hold_registrations().await?;
    let mut writing = JoinSet::new();
    for person in 0..10 {
        writing.spawn(create(&network, "do", person)?);
    }
    for _ in 0..7 {
        let refusal = writing.join_next().await.ok_or("ten calls")??.err().ok_or("more than three are taken")?;
        check(&refusal, Code::ResourceExhausted, "COUNTRY_QUOTA_EXCEEDED", Some("countries/do"))?;
    }
    for person in 0..3 {
        writing.spawn(create(&network, "cr", person)?);
    }
    holding.rollback().await?;
    for answer in writing.join_all().await {
        answer?;
    }
    Ok(())
}

/// Rows beyond the rate wait, and are not refused: half a file would be worse than a late one.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_waits_for_its_turn_and_other_calls_of_its_country_are_answered() -> Result<(), Failure> {
    let limits = [("limits.country_import_rate", "100"), ("limits.country_rate", "50")];
    let network = limited(&limits).await?;
    let office = network.office("do")?;
    let rows: Vec<_> = (0..250).map(|number| row(&format!("Ruta {number}"), "Diez talleres")).collect();
    let import = Import::begin(&office);
    import.send_settings("do").await?;
    for piece in spanish(&rows).chunks(64 * 1024) {
        import.send(Content::Chunk(piece.to_vec())).await?;
    }
    let answer = tokio::spawn(import.end());
    let mut answered = 0;
    while !answer.is_finished() {
        match list(&office, "do").await {
            Ok(()) => answered += 1,
            Err(refusal) => check(&refusal, Code::ResourceExhausted, "COUNTRY_QUOTA_EXCEEDED", Some("countries/do"))?,
        }
    }
    let answer = answer.await?.map_err(|failure| failure.to_string())??;
    assert_eq!((answer.rows, answer.registered), (250, 250));
    assert!(answered > 0, "the import took the calls' rate");
    Ok(())
}
