//! The benchmarks: what the platform does in a second, beside what PostgreSQL alone would do on the same machine.
//!
//! What always holds: everything that is compared was measured in one run, on servers that this run started; only the
//! ratios mean anything on another machine.

mod assignment;
mod audit;
mod duplicates;
mod fair;
mod flow;
mod lists;
mod load;
mod pgbench;
mod rows;
mod scores;
mod search;
mod sheets;
mod starts;
mod submissions;
mod table;
mod world;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use table::Table;
use tests::platform::Failure;
use world::World;

/// Measures the platform on private PostgreSQL and RabbitMQ servers, with optimised builds.
#[derive(Parser)]
#[command(
    name = "tests/bench",
    after_help = "Example: tests/bench --json figures.json\n         tests/bench lists starts"
)]
struct Arguments {
    /// Also write the figures to this file, as one JSON object.
    #[arg(long)]
    json: Option<PathBuf>,
    /// How long each rate is measured, in seconds.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Rows of the large table of registrations.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(20_000..))]
    rows: u32,
    /// What to measure: submissions, reads, audit, flow, fair, lists, sheets, search, duplicates, starts, assignment,
    /// scores; all of it
    /// when nothing is named.
    #[arg(value_parser = PARTS)]
    parts: Vec<String>,
    /// Cargo says so to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

const PARTS: [&str; 12] = [
    "starts",
    "submissions",
    "reads",
    "audit",
    "flow",
    "fair",
    "lists",
    "sheets",
    "search",
    "duplicates",
    "assignment",
    "scores",
];

/// What is computed, and nothing else.
const WITHOUT_SERVERS: [&str; 2] = ["assignment", "scores"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("tests/bench: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = |part: &str| arguments.parts.is_empty() || arguments.parts.iter().any(|named| named == part);
    let mut table = Table::default();
    if wanted("assignment") {
        // Before any server is there to share the core with.
        assignment::measure(&mut table)?;
    }
    if wanted("scores") {
        scores::measure(&mut table);
    }
    if arguments.parts.is_empty() || arguments.parts.iter().any(|named| !WITHOUT_SERVERS.contains(&named.as_str())) {
        measure_servers(arguments, &mut table).await?;
    }
    println!("{table}");
    if let Some(file) = &arguments.json {
        std::fs::write(file, table.json()?).map_err(|problem| format!("{}: {problem}", file.display()))?;
        eprintln!("figures written to {}", file.display());
    }
    Ok(())
}

/// What takes private servers.
async fn measure_servers(arguments: &Arguments, table: &mut Table) -> Result<(), Failure> {
    let wanted = |part: &str| arguments.parts.is_empty() || arguments.parts.iter().any(|named| named == part);
    let window = Duration::from_secs(arguments.seconds);
    let world = World::start().await?;
    if wanted("starts") {
        starts::measure(&world, table).await?;
    }
    if wanted("submissions") {
        submissions::measure_writes(&world, window, table).await?;
    }
    if wanted("reads") {
        submissions::measure_reads(&world, window, table).await?;
    }
    if wanted("audit") {
        audit::measure(&world, window, table).await?;
    }
    if wanted("flow") {
        flow::measure(&world, window, table).await?;
    }
    if wanted("fair") {
        fair::measure(&world, window, table).await?;
    }
    if wanted("lists") {
        lists::measure(&world, window, arguments.rows, table).await?;
    }
    if wanted("sheets") {
        sheets::measure(&world, table).await?;
    }
    if wanted("duplicates") {
        duplicates::measure(&world, table).await?;
    }
    if wanted("search") {
        search::measure(&world, arguments.rows, table).await?;
    }
    Ok(())
}
