//! A country lends a reviewer to another one: how they come to have a seat there, how computing and the office put them on one
//! case, and how it ends, from either side.

mod course;
mod making;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn a_lent_reviewer_takes_one_case_until_the_loan_ends_on_embedded_parts() -> Result<(), Failure> {
    course::whole(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lent_reviewer_takes_one_case_until_the_loan_ends_on_real_servers() -> Result<(), Failure> {
    course::whole(&Network::real("lent_reviewer").await?).await
}
