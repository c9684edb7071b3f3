//! What a quiet country feels while another one floods the platform: its calls alone, and beside an import and as many
//! submissions as there may be, from several connections, with the limits that the platform has by itself.
//!
//! The quiet country calls on a thread of its own: in one runtime with the flood its times would be those
//! of this client.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use platform::clients::Caller;
use proto::registrations::v1::{
    GetRegistrationRequest, ImportRegistrationsRequest, ImportSettings, SubmitRegistrationRequest,
    import_registrations_request::Content,
};
use tests::platform::Failure;
use tokio::task::JoinSet;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    load, rows,
    table::Table,
    world::{CATEGORY, COUNTRY, EDITION, Platform, World},
};

const QUIET: &str = "cr";
const TITLE: &str = "Entregas de un torrente";
/// Calls a second of the quiet country.
const RATE: u32 = 50;
const CONNECTIONS: usize = 4;
const CALLERS: usize = 64;
/// More than a country may submit in a second.
const DRAFTS_A_SECOND: u64 = 4_000;
const IMPORTED_ROWS: usize = 20_000;
/// How long it is watched at least: a percentile of few calls is the luck of one of them. The import outlasts it.
const LEAST: Duration = Duration::from_secs(40);

/// What the quiet country's calls took, in milliseconds.
#[derive(Default)]
struct Times {
    writes: Vec<f64>,
    reads: Vec<f64>,
}

impl Times {
    fn all(&self) -> Vec<f64> {
        [self.writes.as_slice(), &self.reads].concat()
    }
}

/// The 99th percentile of the quiet country's calls, alone and beside the flood.
pub async fn measure(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    let window = window.max(LEAST);
    let platform = world.limited_platform("fair", &["registrations"]).await?;
    platform.open_edition().await?;
    rows::draft(&mut platform.office()?, TITLE).await?;
    let drafts = DRAFTS_A_SECOND * (window.as_secs() + 1);
    rows::copy(world, &platform, TITLE, 1, drafts).await?;
    // The first calls open connections and fill caches, in both cases.
    quiet(&platform, Duration::from_secs(1), "calienta").await?;
    let mut alone = quiet(&platform, window, "sola").await?;
    eprintln!("fair: {CALLERS} callers submit and one imports in {COUNTRY}, while {QUIET} calls");
    let flood = Flood::begin(&platform, drafts)?;
    quiet(&platform, Duration::from_secs(1), "calienta otra vez").await?;
    let (before, begun) = (flood.submitted.load(Ordering::Relaxed), Instant::now());
    let mut beside = quiet(&platform, window, "acompañada").await?;
    let submitted = flood.submitted.load(Ordering::Relaxed) - before;
    table.figure(
        "submissions of the country that floods",
        submitted as f64 / begun.elapsed().as_secs_f64(),
        "a second",
    );
    flood.end().await?;
    let p99 = |times: &mut Vec<f64>| load::quantile(times, 0.99);
    let (mut all_alone, mut all_beside) = (alone.all(), beside.all());
    table.fair("all calls", p99(&mut all_alone), p99(&mut all_beside));
    table.fair("CreateRegistration", p99(&mut alone.writes), p99(&mut beside.writes));
    table.fair("GetRegistration", p99(&mut alone.reads), p99(&mut beside.reads));
    Ok(())
}

/// Calls of the quiet country, half of them writing, one after the other and no faster than its rate.
async fn quiet(platform: &Platform, window: Duration, title: &str) -> Result<Times, Failure> {
    let (callers, title) = (platform.callers(), title.to_owned());
    tokio::task::spawn_blocking(move || {
        let thread = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread.block_on(async {
            let mut office = callers.office_of(QUIET)?;
            let mut times = Times::default();
            let mut tick = tokio::time::interval(Duration::from_secs(2) / RATE);
            let first = Instant::now();
            while first.elapsed() < window {
                tick.tick().await;
                let title = format!("{title} {}", times.writes.len());
                let begun = Instant::now();
                let name = rows::draft_in(&mut office, QUIET, &title).await?.name;
                times.writes.push(begun.elapsed().as_secs_f64() * 1000.0);
                let begun = Instant::now();
                office.registrations.get_registration(GetRegistrationRequest { name }).await?;
                times.reads.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(times)
        })
    })
    .await?
}

/// Everything that one country sends.
struct Flood {
    running: JoinSet<Result<(), Failure>>,
    submitted: Arc<AtomicU64>,
}

impl Flood {
    fn begin(platform: &Platform, drafts: u64) -> Result<Self, Failure> {
        let offices: Vec<Caller> = (0..CONNECTIONS).map(|_| platform.office()).collect::<Result<_, _>>()?;
        let (next, submitted) = (Arc::new(AtomicU64::new(1)), Arc::new(AtomicU64::new(0)));
        let mut running = JoinSet::new();
        for caller in 0..CALLERS {
            let mut office = offices[caller % CONNECTIONS].clone();
            let (next, submitted) = (Arc::clone(&next), Arc::clone(&submitted));
            running.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > drafts {
                        return Ok(());
                    }
                    submit(&mut office, number).await?;
                    submitted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let office = platform.office()?;
        running.spawn(async move { import(office).await });
        Ok(Self { running, submitted })
    }

    async fn end(mut self) -> Result<(), Failure> {
        // Whoever failed before did not flood.
        while let Some(ended) = self.running.try_join_next() {
            ended??;
        }
        self.running.shutdown().await;
        Ok(())
    }
}

/// Submits one draft; whoever is refused for a limit calls again when the refusal says, as clients do.
async fn submit(office: &mut Caller, number: u64) -> Result<(), Failure> {
    loop {
        let request = SubmitRegistrationRequest { name: rows::copy_name(number), ..Default::default() };
        match office.registrations.submit_registration(request).await {
            Ok(_) => return Ok(()),
            Err(refusal) => tokio::time::sleep(pause(&refusal).ok_or(refusal)?).await,
        }
    }
}

fn pause(refusal: &Status) -> Option<Duration> {
    let limited = matches!(refusal.code(), Code::ResourceExhausted | Code::Unavailable);
    let pause = refusal.get_error_details().retry_info().and_then(|info| info.retry_delay);
    pause.filter(|_| limited)
}

async fn import(mut office: Caller) -> Result<(), Failure> {
    let head = "country,track,category,organisation,organisation_kind,title,summary,description,stage,contact_email,\
                language,data_consent,publication_consent\n";
    let text = "Los talleres de una misma calle juntan sus entregas. ".repeat(6);
    let mut file = head.to_owned();
    for number in 0..IMPORTED_ROWS {
        file.push_str(&format!(
            "{COUNTRY},solution,{CATEGORY},Taller {number},company,Ruta {number},Compartida,{text},implemented,\
             taller{number}@norte.example.org,es,yes,yes\n"
        ));
    }
    let settings = ImportSettings {
        parent: format!("countries/{COUNTRY}"),
        edition: format!("editions/{EDITION}"),
        file_name: "torrente.csv".into(),
        ..ImportSettings::default()
    };
    let pieces: Vec<Content> = file.as_bytes().chunks(64 * 1024).map(|piece| Content::Chunk(piece.to_vec())).collect();
    let contents = std::iter::once(Content::Settings(settings)).chain(pieces);
    let messages = contents.map(|content| ImportRegistrationsRequest { content: Some(content) });
    let messages = futures::stream::iter(messages.collect::<Vec<_>>());
    let answer = office.registrations.import_registrations(messages).await?.into_inner();
    Err(format!("the import was over before the others: {} of {} rows", answer.registered, answer.rows).into())
}
