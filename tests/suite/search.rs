//! Searches and filters: what is found by words and fields, in what order, with what beside it; the same on either database,
//! and nothing of what the caller may not see.

mod catalogue;
mod fields;
mod languages;
mod many;
mod plan;
mod sample;
mod words;

use platform::clients::Caller;
use proto::registrations::v1::{
    ListRegistrationsRequest, Passage, RegistrationHit, SearchRegistrationsRequest, SearchRegistrationsResponse,
};
use tests::{
    network::Network,
    platform::{Failure, Ground},
};
use tonic::Status;

#[tokio::test(flavor = "multi_thread")]
async fn registrations_are_found_by_words_fields_and_both_on_either_database() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("search").await?] {
        fields::each_field_is_asked_in_the_form_that_it_has(&network).await?;
        words::stems_accents_phrases_and_languages_are_found(&network).await?;
        words::a_title_comes_before_a_description_and_pages_follow_one_another(&network).await?;
        words::a_beginning_stands_for_all_words_however_many_they_are(&network).await?;
        words::facets_count_all_hits_and_passages_show_plain_text(&network).await?;
        words::what_is_blocked_or_changed_is_no_longer_found(&network).await?;
        words::another_country_leaves_no_trace(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_gives_the_same_answers_on_either_database() -> Result<(), Failure> {
    sample::compared().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_finds_what_the_catalogue_shows_and_nothing_else() -> Result<(), Failure> {
    catalogue::found_by_everybody(Ground::embedded()?).await?;
    catalogue::found_by_everybody(Ground::real("search_catalogue").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_found_in_each_of_its_languages_and_by_how_words_begin_on_either_database() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("search_languages").await?] {
        languages::an_entry_is_found_in_each_of_its_languages(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_embargo_takes_no_place_among_what_a_search_looks_at() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("search_embargo").await?] {
        languages::what_is_under_embargo_takes_no_place(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_more_rows_have_than_a_search_looks_at_is_found_by_a_field_besides_on_either_database()
-> Result<(), Failure> {
    let unhurried = [("ACELERACION__LIMITS__COUNTRY_RATE", "100000"), ("ACELERACION__LIMITS__CALLER_RATE", "100000")];
    let real = Network::real_with("search_many", &unhurried).await?;
    for network in [Network::embedded_with(&unhurried).await?, real] {
        many::a_field_finds_what_the_heaviest_rows_of_a_frequent_word_leave_out(&network).await?;
    }
    Ok(())
}

/// One page of a search in `parent`.
async fn search(
    caller: &mut Caller,
    parent: &str,
    filter: &str,
    page_size: i32,
    page_token: &str,
) -> Result<SearchRegistrationsResponse, Status> {
    let request = SearchRegistrationsRequest {
        parent: parent.into(),
        filter: filter.into(),
        page_size,
        page_token: page_token.into(),
        ..Default::default()
    };
    Ok(caller.registrations.search_registrations(request).await?.into_inner())
}

/// All hits of a search in `do`.
async fn hits(caller: &mut Caller, filter: &str) -> Result<Vec<RegistrationHit>, Status> {
    Ok(search(caller, "countries/do", filter, 100, "").await?.hits)
}

/// Their titles.
fn titles(hits: &[RegistrationHit]) -> Vec<&str> {
    hits.iter().filter_map(|hit| hit.registration.as_ref()).map(|found| found.title.as_str()).collect()
}

/// The titles that a list in `do` has, in order of the alphabet.
async fn listed(caller: &mut Caller, filter: &str) -> Result<Vec<String>, Status> {
    let request = ListRegistrationsRequest {
        parent: "countries/do".into(),
        filter: filter.into(),
        page_size: 1000,
        ..ListRegistrationsRequest::default()
    };
    let found = caller.registrations.list_registrations(request).await?.into_inner().registrations;
    let mut titles: Vec<String> = found.into_iter().map(|found| found.title).collect();
    titles.sort();
    Ok(titles)
}

/// A passage with brackets around what was looked for.
fn shown(passage: &Passage) -> String {
    let piece = |matched: bool, text: &str| if matched { format!("[{text}]") } else { text.to_owned() };
    passage.pieces.iter().map(|it| piece(it.matched, &it.text)).collect()
}
