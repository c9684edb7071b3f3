//! What no caller should send, sent all the same, to a running platform on both grounds: each refused precisely, in the
//! caller's language, and leaving nothing behind.

mod bytes;
mod fields;
mod names;
pub mod refusal;
mod repeats;
mod times;
mod tokens;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_precisely_and_leaves_nothing_on_embedded_parts() -> Result<(), Failure> {
    every_refusal(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_precisely_and_leaves_nothing_on_real_servers() -> Result<(), Failure> {
    every_refusal(&Network::real("bad_input").await?).await
}

/// One running platform for all: what one refusal left behind would show at the next.
async fn every_refusal(network: &Network) -> Result<(), Failure> {
    let there = names::something_to_ask_for(network).await?;
    let before = network.data.settled().await?;
    names::what_is_not_there_and_what_is_not_yours_are_answered_alike(network, &there).await?;
    names::names_of_another_form_are_refused(network).await?;
    tokens::tokens_that_do_not_hold_let_nobody_in(network).await?;
    bytes::what_is_too_large_or_no_message_is_the_callers_fault(network).await?;
    fields::fields_that_break_a_rule_are_named(network).await?;
    fields::pages_are_bounded_and_their_tokens_belong_to_one_query(network).await?;
    fields::changes_need_a_fresh_etag_and_known_fields(network, &there).await?;
    times::a_call_whose_time_is_over_changes_nothing(network).await?;
    assert_eq!(network.data.settled().await?, before, "a refused call left something behind");
    repeats::a_request_id_stands_for_one_request(network).await
}
