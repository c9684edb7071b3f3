//! Searches among one country's registrations and among all, in a small table and in a large one: by words that few have
//! and that all have, by a phrase, and by a word with fields, each with facets.

use std::time::{Duration, Instant};

use proto::registrations::v1::SearchRegistrationsRequest;
use sea_orm::ConnectionTrait;
use tests::{patience::until, platform::Failure};

use crate::{
    load, rows,
    table::Table,
    world::{COUNTRIES, COUNTRY, Platform, World},
};

const SMALL: u32 = 10_000;
const TITLE: &str = "Entregas buscadas";
/// A word that few of each country have, however many rows there are.
const RARE: &str = "unicornio";
const FEW: usize = 11;

/// What is asked: a name for the table, whether in all countries, and the filter. All rows have the words of the draft.
const ASKED: [(&str, bool, &str); 7] = [
    ("rare word", false, RARE),
    ("frequent word", false, "talleres"),
    ("three frequent words", false, "talleres camión entregas"),
    ("phrase", false, "\"rutas compartidas entre talleres\""),
    ("word and two fields", false, "talleres state = DECLINED track = STORY"),
    ("rare word, all countries", true, RARE),
    ("frequent word, all countries", true, "talleres"),
];

/// Measures each search at 10 thousand rows and at `large`.
pub async fn measure(world: &World, window: Duration, large: u32, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("search", &["registrations", "partners"]).await?;
    platform.open_edition().await?;
    for country in COUNTRIES {
        platform.admit(country).await?;
    }
    rows::draft(&mut platform.office()?, TITLE).await?;
    rows::spread(world, &platform, TITLE, 1, u64::from(SMALL)).await?;
    index(world, &platform).await?;
    known(&platform).await?;
    let small = slowest(&platform, window).await?;
    eprintln!("search: filling the table up to {large} rows");
    rows::spread(world, &platform, TITLE, u64::from(SMALL) + 1, u64::from(large - SMALL)).await?;
    index(world, &platform).await?;
    let large = slowest(&platform, window).await?;
    for (place, (name, _, _)) in ASKED.into_iter().enumerate() {
        table.searched(name, small[place], large[place]);
    }
    Ok(())
}

/// Gives every copy the terms of the draft that it is a copy of, of other weights, and a few the rare word. Into a table
/// without indexes, which take longer one row at a time.
async fn index(world: &World, platform: &Platform) -> Result<(), Failure> {
    let session = world.look(platform, "registrations").await?;
    let draft = format!("SELECT id FROM registrations WHERE country = '{COUNTRY}' AND title = '{TITLE}'");
    let statements = [
        "DROP INDEX registration_terms_heaviest".to_owned(),
        "ALTER TABLE registration_terms DROP CONSTRAINT registration_terms_pkey".to_owned(),
        format!("DELETE FROM registration_terms WHERE document <> ({draft})"),
        "INSERT INTO registration_terms (country, document, term, weight) SELECT r.country, r.id, t.term, \
         t.weight - (hashtext(r.id::text || t.term) & 255) FROM registrations r, registration_terms t \
         WHERE r.id <> t.document"
            .to_owned(),
        format!(
            "INSERT INTO registration_terms (country, document, term, weight) SELECT country, id, '{RARE}', 900 FROM \
             (SELECT country, id, row_number() OVER (PARTITION BY country ORDER BY id) AS place FROM registrations) r \
             WHERE place <= {FEW}"
        ),
        "ALTER TABLE registration_terms ADD PRIMARY KEY (country, document, term) INCLUDE (weight)".to_owned(),
        "CREATE INDEX registration_terms_heaviest ON registration_terms (country, term, weight DESC, document DESC)"
            .to_owned(),
    ];
    for statement in statements {
        session.execute_unprepared(&statement).await?;
    }
    session.execute_unprepared("VACUUM (ANALYZE) registration_terms").await?;
    session.execute_unprepared("CHECKPOINT").await?;
    session.close().await?;
    Ok(())
}

/// Waits until the service knows of all countries, and checks what is found.
async fn known(platform: &Platform) -> Result<(), Failure> {
    let few = i32::try_from(FEW * COUNTRIES.len())?;
    until("the rare word in every country", || async {
        let mut region = platform.region()?.registrations;
        let found = region.search_registrations(request(true, RARE)).await?.into_inner();
        Ok((found.total_size == few).then_some(()))
    })
    .await?;
    let mut office = platform.office()?.registrations;
    for (name, everywhere, filter) in ASKED.into_iter().filter(|(_, everywhere, _)| !everywhere) {
        let found = office.search_registrations(request(everywhere, filter)).await?.into_inner();
        assert!(!found.hits.is_empty() && !found.facets.is_empty(), "{name} finds nothing");
    }
    Ok(())
}

fn request(everywhere: bool, filter: &str) -> SearchRegistrationsRequest {
    let parent = if everywhere { "countries/-".to_owned() } else { format!("countries/{COUNTRY}") };
    SearchRegistrationsRequest { parent, filter: filter.into(), page_size: 20, ..Default::default() }
}

/// The 99th percentile of each search in milliseconds, one caller, a page of 20, asked in turns.
async fn slowest(platform: &Platform, window: Duration) -> Result<Vec<f64>, Failure> {
    let (mut office, mut region) = (platform.office()?.registrations, platform.region()?.registrations);
    let mut times = vec![Vec::new(); ASKED.len()];
    let begun = Instant::now();
    while begun.elapsed() < window {
        for (place, (_, everywhere, filter)) in ASKED.into_iter().enumerate() {
            let client = if everywhere { &mut region } else { &mut office };
            let asked = Instant::now();
            client.search_registrations(request(everywhere, filter)).await?;
            times[place].push(asked.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(times.iter_mut().map(|times| load::quantile(times, 0.99)).collect())
}
