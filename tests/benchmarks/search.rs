//! Searches of an office, of the region and of the catalogue, in a small table and in a large one: by words that few have
//! and that all have, by a phrase, and by a word with fields, each with facets.

use std::time::Instant;

use platform::{clients::Caller, search};
use proto::registrations::v1::{SearchPublicationsRequest, SearchRegistrationsRequest};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
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
/// How often each is asked before it is measured: by then each session has its plans, and what is read is in memory.
const BEFORE: usize = 60;
/// How often each is asked: ten answers are slower than the 99th percentile.
const ASKED_EACH: usize = 1000;

/// Who asks: an office for its own registrations, the region for all, or an applicant for the catalogue of all countries.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Country,
    Region,
    Catalogue,
}

/// What is asked: a name for the table, by whom, and the filter. All rows have the words of the draft.
const ASKED: [(&str, Of, &str); 13] = [
    ("rare word", Of::Country, RARE),
    ("frequent word", Of::Country, "talleres"),
    ("three frequent words", Of::Country, "talleres camión entregas"),
    ("phrase", Of::Country, "\"rutas compartidas entre talleres\""),
    ("word and two fields", Of::Country, "talleres state = DECLINED track = STORY"),
    ("beginning of a word", Of::Country, "talle*"),
    ("two fields", Of::Country, "state = DECLINED track = STORY"),
    ("rare word, all countries", Of::Region, RARE),
    ("frequent word, all countries", Of::Region, "talleres"),
    ("rare word, catalogue", Of::Catalogue, RARE),
    ("frequent word, catalogue", Of::Catalogue, "talleres"),
    ("three frequent words, catalogue", Of::Catalogue, "talleres rutas entregas"),
    ("phrase, catalogue", Of::Catalogue, "\"rutas compartidas entre talleres\""),
];

/// Measures each search at 10 thousand rows and at `large`.
pub async fn measure(world: &World, large: u32, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("search", &["registrations", "partners"]).await?;
    platform.open_edition().await?;
    for country in COUNTRIES {
        platform.admit(country).await?;
    }
    rows::draft(&mut platform.office()?, TITLE).await?;
    rows::spread(world, &platform, TITLE, 1, u64::from(SMALL)).await?;
    index(world, &platform).await?;
    let small = answers(&platform).await?;
    eprintln!("search: filling the table up to {large} rows");
    rows::spread(world, &platform, TITLE, u64::from(SMALL) + 1, u64::from(large - SMALL)).await?;
    index(world, &platform).await?;
    let large = answers(&platform).await?;
    for (place, (name, _, _)) in ASKED.into_iter().enumerate() {
        table.searched(name, small[place], large[place]);
    }
    Ok(())
}

/// Publishes what is published, gives every copy the terms of the draft that it is a copy of, of other weights, and a few
/// the rare word. Into tables without indexes, which take longer one row at a time.
async fn index(world: &World, platform: &Platform) -> Result<(), Failure> {
    let session = world.look(platform, "registrations").await?;
    session.execute_unprepared(PUBLISHED).await?;
    let draft = format!("SELECT id FROM registrations WHERE country = '{COUNTRY}' AND title = '{TITLE}'");
    session.execute_unprepared("CREATE TABLE IF NOT EXISTS published (term text, weight integer)").await?;
    session.execute_unprepared("TRUNCATE published").await?;
    published_terms(&session).await?;
    for table in ["registration_terms", "publication_terms"] {
        let (copies, of) = match table {
            "registration_terms" => ("registrations r", "registration_terms t WHERE r.id <> t.document".to_owned()),
            _ => ("publications r", "published t".to_owned()),
        };
        let key = "(country, document, term) INCLUDE (weight)";
        let statements = [
            format!("DROP INDEX {table}_heaviest"),
            format!("ALTER TABLE {table} DROP CONSTRAINT {table}_pkey"),
            format!("DELETE FROM {table} WHERE document NOT IN ({draft})"),
            format!(
                "INSERT INTO {table} (country, document, term, weight) SELECT r.country, r.id, t.term, \
                 t.weight - (hashtext(r.id::text || t.term) & 255) FROM {copies}, {of}"
            ),
            format!(
                "INSERT INTO {table} (country, document, term, weight) SELECT country, id, '{RARE}', 900 FROM \
                 (SELECT country, id, row_number() OVER (PARTITION BY country ORDER BY id) AS place FROM {copies}) r \
                 WHERE place <= {FEW}"
            ),
            format!("ALTER TABLE {table} ADD PRIMARY KEY {key}"),
            format!("CREATE INDEX {table}_heaviest ON {table} (country, term, weight DESC, document DESC)"),
            format!("VACUUM (ANALYZE) {table}"),
        ];
        for statement in statements {
            session.execute_unprepared(&statement).await?;
        }
    }
    session.execute_unprepared("VACUUM (ANALYZE) publications").await?;
    session.execute_unprepared("CHECKPOINT").await?;
    session.close().await?;
    Ok(())
}

/// Entries of the catalogue for the published among the copies, which everybody was told of; their ids are those of their
/// registrations.
const PUBLISHED: &str = "INSERT INTO publications (country, id, version, registration, edition, track, category, \
                         organisation, title, summary, city, sdgs, published, publish_time, language, sector, goals, \
                         told_version, told_members) \
                         SELECT country, id, 1, id, edition, track, category, organisation, title, summary, city, sdgs, \
                         true, now(), language, sector, ',', 1, 1 FROM registrations WHERE state = 'PUBLISHED' \
                         ON CONFLICT DO NOTHING";

/// The terms of such an entry.
async fn published_terms(session: &DatabaseConnection) -> Result<(), Failure> {
    let fields = vec![(4, TITLE), (3, "Taller Norte"), (2, rows::SUMMARY), (1, rows::CITY)];
    for (term, weight) in search::terms(&search::Texts { language: "es", fields }) {
        let insert = "INSERT INTO published VALUES ($1, $2)";
        session
            .execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, insert, [term.into(), weight.into()]))
            .await?;
    }
    Ok(())
}

/// Those who ask.
struct Asking {
    office: Caller,
    region: Caller,
    applicant: Caller,
}

/// What an answer is measured by.
#[derive(PartialEq)]
struct Answer {
    found: i32,
    facets: usize,
}

impl Asking {
    async fn ask(&mut self, of: Of, filter: &str) -> Result<Answer, Failure> {
        let everywhere = "countries/-".to_owned();
        let (parent, client) = match of {
            Of::Country => (format!("countries/{COUNTRY}"), &mut self.office),
            Of::Region => (everywhere, &mut self.region),
            Of::Catalogue => {
                let request = SearchPublicationsRequest {
                    parent: everywhere,
                    filter: filter.into(),
                    page_size: 20,
                    ..Default::default()
                };
                let found = self.applicant.registrations.search_publications(request).await?.into_inner();
                return Ok(Answer { found: found.total_size, facets: found.facets.len() });
            }
        };
        let request = SearchRegistrationsRequest { parent, filter: filter.into(), page_size: 20, ..Default::default() };
        let found = client.registrations.search_registrations(request).await?.into_inner();
        Ok(Answer { found: found.total_size, facets: found.facets.len() })
    }
}

/// The 99th percentile of each search in milliseconds, one caller, a page of 20, asked in turns.
async fn answers(platform: &Platform) -> Result<Vec<f64>, Failure> {
    let mut asking =
        Asking { office: platform.office()?, region: platform.region()?, applicant: platform.applicant()? };
    let everywhere = i32::try_from(FEW * COUNTRIES.len())?;
    until("the rare word in every country", || {
        let mut region = platform.region();
        async move {
            let request =
                SearchRegistrationsRequest { parent: "countries/-".into(), filter: RARE.into(), ..Default::default() };
            let found = region.as_mut().map_err(|problem| problem.to_string())?;
            let found = found.registrations.search_registrations(request).await?.into_inner();
            Ok((found.total_size == everywhere).then_some(()))
        }
    })
    .await?;
    for (name, of, filter) in ASKED {
        let answer = asking.ask(of, filter).await?;
        let enough = if filter == RARE && of == Of::Country { FEW } else { 100.min(FEW * COUNTRIES.len()) };
        assert!(answer.found >= i32::try_from(enough)? && answer.facets > 0, "{name} finds {}", answer.found);
    }
    let mut times = vec![Vec::new(); ASKED.len()];
    for round in 0..BEFORE + ASKED_EACH {
        for (place, (_, of, filter)) in ASKED.into_iter().enumerate() {
            let asked = Instant::now();
            asking.ask(of, filter).await?;
            if round >= BEFORE {
                times[place].push(asked.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    for (place, (name, _, _)) in ASKED.into_iter().enumerate() {
        let [half, most] = [0.5, 0.99].map(|share| load::quantile(&mut times[place], share));
        eprintln!("  search, {name}: p50 {half:.2} ms, p99 {most:.2} ms of {} answers", times[place].len());
    }
    Ok(times.iter_mut().map(|times| load::quantile(times, 0.99)).collect())
}
