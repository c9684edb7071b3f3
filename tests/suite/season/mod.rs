//! A whole season: three countries, 300 entries, and 40 reviewers of whom some are late, never answer, decline, turn out to have
//! a tie, or leave. Reviewers are assigned by computing, and replaced so. It ends with everything decided and everybody told;
//! and whatever has to hold then is looked at from outside.

mod assigning;
mod cast;
mod checks;
mod course;
mod entries;
mod figures;
mod reviewing;
mod ties;

use std::time::Instant;

use tests::{network::Network, platform::Failure};

use course::Season;

/// The countries, by code and by how many review there.
pub const COUNTRIES: [(&str, usize); 3] = [("do", 14), ("cr", 13), ("gt", 13)];
/// Entries of each country.
pub const ENTRIES: usize = 100;
/// Reviews that each case gets, all of which a decision stands on.
pub const REVIEWS: i32 = 2;
/// The most reviews of one person.
pub const MOST_PER_REVIEWER: i32 = 32;
/// The most reviews of the first of each country, who says so.
pub const MOST_OF_THE_FIRST: i32 = 6;
/// The most reviews of the people of one institution; those of the first one would come to more.
pub const MOST_PER_INSTITUTION: i32 = 42;

#[tokio::test(flavor = "multi_thread")]
async fn a_season_of_three_countries_ends_with_everything_decided_and_told() -> Result<(), Failure> {
    let network = Network::real("season").await?;
    let begun = Instant::now();
    let season = Season::open(&network).await?;
    let [(first, ..), (second, ..), (third, ..)] = COUNTRIES;
    tokio::try_join!(season.run(first), season.run(second), season.run(third))?;
    network.data.settled().await?;
    for (country, ..) in COUNTRIES {
        checks::of_country(&season, country).await?;
        figures::an_office_sees_its_reviewers(&season, country).await?;
    }
    figures::nobody_else_sees_a_reviewer(&season).await?;
    checks::of_network(&season).await?;
    eprintln!("a season of {} entries took {:.1} s", COUNTRIES.len() * ENTRIES, begun.elapsed().as_secs_f64());
    Ok(())
}
