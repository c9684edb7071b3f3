//! Figures, through the public door and on both grounds: an office counts its own as they are, whoever reads for the network
//! recognises nobody, and either database counts the same.

mod counted;
mod covered;

use platform::clients::Caller;
use proto::registrations::v1::{
    GroupFigure, StateFigures, SummarizeRegistrationsRequest, SummarizeRegistrationsResponse, registration::State,
};
use tests::{network::Network, platform::Failure};
use tonic::Status;

#[tokio::test(flavor = "multi_thread")]
async fn an_office_counts_where_its_registrations_stand_and_how_long_they_took() -> Result<(), Failure> {
    let mut answers = Vec::new();
    for network in [Network::embedded().await?, Network::real("figures").await?] {
        counted::made(&network).await?;
        counted::an_office_sees_every_count(&network).await?;
        counted::an_edition_and_a_filter_choose_what_is_counted(&network).await?;
        counted::a_command_prints_them(&network).await?;
        covered::who_reads_for_the_network_recognises_nobody(&network).await?;
        covered::a_country_with_few_is_left_out_with_another_beside_it(&network).await?;
        let mut office = network.office("do")?;
        answers.push(summarized(&mut office, request("countries/do")).await?);
    }
    assert_eq!(answers[0], answers[1], "the databases count differently");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_moves_were_recorded_tells_what_it_can_and_says_so() -> Result<(), Failure> {
    counted::what_was_before_is_told_as_far_as_it_is_known().await
}

fn request(parent: &str) -> SummarizeRegistrationsRequest {
    SummarizeRegistrationsRequest { parent: parent.into(), ..Default::default() }
}

async fn summarized(
    caller: &mut Caller,
    request: SummarizeRegistrationsRequest,
) -> Result<SummarizeRegistrationsResponse, Status> {
    Ok(caller.registrations.summarize_registrations(request).await?.into_inner())
}

fn state(figures: &SummarizeRegistrationsResponse, state: State) -> Result<StateFigures, Failure> {
    Ok(*figures.states.iter().find(|row| row.state() == state).ok_or("no such state")?)
}

/// How many came, are there, and left.
fn ways(figures: &SummarizeRegistrationsResponse, of: State) -> Result<[Option<i64>; 3], Failure> {
    let row = state(figures, of)?;
    Ok([row.reached, row.now, row.left])
}

fn pairs(figures: &[GroupFigure]) -> Vec<(&str, Option<i64>)> {
    figures.iter().map(|row| (row.value.as_str(), row.count)).collect()
}
