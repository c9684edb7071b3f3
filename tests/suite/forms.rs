//! What an edition asks, as data: forms and rules that the network edits and countries add to, what becomes of answers, and
//! of calendars. On both grounds.

mod answers;
mod calendar;
mod country;
mod eligibility;
pub mod making;
mod one_by_one;
mod revising;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edition_asks_is_data_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edition_asks_is_data_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("forms").await?).await
}

/// Each with an edition of its own, so that none stands in the way of another.
async fn everything(network: &Network) -> Result<(), Failure> {
    answers::all_that_is_wrong_with_the_answers_comes_back_together(network).await?;
    answers::answers_to_what_is_asked_are_kept_and_no_others(network).await?;
    one_by_one::who_changes_one_answer_takes_nothing_from_another(network).await?;
    one_by_one::answers_have_an_end_and_answer_what_is_asked_however_they_come(network).await?;
    one_by_one::only_a_question_of_the_edition_is_answered_by_its_path(network).await?;
    revising::drafts_follow_a_revised_edition_and_what_is_submitted_stays_under_its_own(network).await?;
    revising::people_enter_under_what_does_not_change_any_more(network).await?;
    revising::entries_of_an_open_edition_are_scored_by_the_stages_and_rubrics_that_they_entered_under(network).await?;
    revising::an_edition_is_in_every_language_that_a_country_may_have(network).await?;
    revising::a_definition_that_does_not_hold_together_is_refused_with_all_its_faults(network).await?;
    revising::an_edition_is_copied_for_the_next_year(network).await?;
    country::a_country_asks_more_than_the_network_and_shows_in_what_it_differs(network).await?;
    country::a_country_loosens_nothing(network).await?;
    country::what_a_country_asks_of_some_it_asks_behind_what_tells_them_apart(network).await?;
    country::a_country_takes_its_changes_over_into_the_next_edition(network).await?;
    calendar::a_country_closes_by_its_own_clocks_and_lets_one_draft_be_late(network).await?;
    calendar::what_was_withdrawn_is_taken_up_late_by_permission(network).await?;
    calendar::a_country_extends_its_calendar_only_so_far(network).await?;
    eligibility::rules_are_explained_to_anybody_before_the_rest_is_answered(network).await?;
    eligibility::a_track_that_is_not_taken_and_a_late_entry_are_told_apart(network).await?;
    eligibility::an_applicant_enters_no_more_often_than_the_rules_let_them(network).await?;
    eligibility::of_two_that_are_handed_in_at_once_one_is_too_many(network).await
}
