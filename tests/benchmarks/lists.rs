//! Lists and filters of one country's registrations, in a small table and in a large one.

use std::time::{Duration, Instant};

use proto::registrations::v1::ListRegistrationsRequest;
use tests::platform::Failure;

use crate::{
    load, rows,
    table::Table,
    world::{COUNTRY, EDITION, Platform, World},
};

const SMALL: u32 = 10_000;
const TITLE: &str = "Entregas listadas";

/// What is asked: a name for the table, and the filter. As many wait for clarification in the one table as in the other.
const ASKED: [(&str, &str); 5] = [
    ("first page", ""),
    ("filter, two thirds match", "state = DECLINED"),
    ("filter, 11 match", "state = CLARIFICATION"),
    ("filter of two fields", "track = STORY AND state = PUBLISHED"),
    ("filter of an edition", "edition = \"editions/2020\""),
];

/// Measures each list at 10 thousand rows and at `large`.
pub async fn measure(world: &World, window: Duration, large: u32, table: &mut Table) -> Result<(), Failure> {
    assert_eq!(EDITION, "2020", "the filter names the edition");
    let platform = world.platform("lists", &["registrations"]).await?;
    platform.open_edition().await?;
    rows::draft(&mut platform.office()?, TITLE).await?;
    let window = window / u32::try_from(ASKED.len())?;
    rows::spread(world, &platform, TITLE, 1, u64::from(SMALL)).await?;
    let small = medians(&platform, window).await?;
    eprintln!("lists: filling the table up to {large} rows");
    rows::spread(world, &platform, TITLE, u64::from(SMALL) + 1, u64::from(large - SMALL)).await?;
    let large = medians(&platform, window).await?;
    for (place, (name, _)) in ASKED.into_iter().enumerate() {
        table.grown(name, small[place], large[place]);
    }
    Ok(())
}

/// The median time of each list in milliseconds, one caller, a page of 50, asked in turns.
async fn medians(platform: &Platform, window: Duration) -> Result<Vec<f64>, Failure> {
    let mut client = platform.office()?.registrations;
    let mut times = vec![Vec::new(); ASKED.len()];
    let begun = Instant::now();
    while begun.elapsed() < window * u32::try_from(ASKED.len())? {
        for (place, (_, filter)) in ASKED.into_iter().enumerate() {
            let request = ListRegistrationsRequest {
                parent: format!("countries/{COUNTRY}"),
                page_size: 50,
                filter: filter.into(),
                ..Default::default()
            };
            let asked = Instant::now();
            client.list_registrations(request).await?;
            times[place].push(asked.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(times.iter_mut().map(|times| load::quantile(times, 0.5)).collect())
}
