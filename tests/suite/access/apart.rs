//! What those who review and those who are reviewed must not learn of each other: every rpc that reads is asked, and what must
//! not be known leaves no trace in any answer. Here is what the tests share.

use serde_json::json;
use tests::{issuer::claims, network::Network, platform::Failure, servers::Mail};

use super::{applicants, blind, differential::Caller, reviewers};
use crate::reviewing::people;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_of_a_review_before_their_time_on_real_servers() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    everything(&Network::real_with("apart", &[("ACELERACION__MAIL__URL", &url)]).await?, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_of_a_review_before_their_time_on_embedded_parts() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    everything(&Network::embedded_with(&[("ACELERACION__MAIL__URL", &url)]).await?, &mail).await
}

async fn everything(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let members = people(network).await?;
    reviewers::what_others_do_leaves_no_trace_before_ones_own_review_is_in(network, &members).await?;
    applicants::who_reviews_them_and_how_leaves_no_trace_for_applicants(network, mail, &members).await?;
    blind::a_blind_reviewer_is_told_nowhere_who_applied(network, &members).await
}

/// Somebody of `do` by what the platform granted them, and by a role that their token tells of besides; empty: none.
pub fn caller(network: &Network, subject: &str, role: &str) -> Result<Caller, Failure> {
    let mut claims = claims(subject, role, "do");
    if role.is_empty() {
        claims["roles"] = json!([]);
    }
    let described = if role.is_empty() { subject.to_owned() } else { format!("{subject}, who is {role} as well") };
    Ok(Caller { described, sees_own: false, token: Some(network.issuer.sign(&claims)?) })
}

/// Whether a text is somewhere in the bytes of an answer, in whatever case its letters are.
pub fn says(answer: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(answer).to_lowercase().contains(&text.to_lowercase())
}
