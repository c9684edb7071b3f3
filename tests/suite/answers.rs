//! An edition's own questions wherever their answers go: to reviewers, into spreadsheets and out of them; and what an edition
//! has its letters say. On both grounds.

mod asking;
mod letters;
mod measured;
mod reviewing;
mod sheets;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn answers_to_an_editions_own_questions_go_where_they_are_needed_on_embedded_parts() -> Result<(), Failure> {
    everywhere(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_to_an_editions_own_questions_go_where_they_are_needed_on_real_servers() -> Result<(), Failure> {
    everywhere(&Network::real("answers").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_words_its_letters_on_embedded_parts() -> Result<(), Failure> {
    worded(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_words_its_letters_on_real_servers() -> Result<(), Failure> {
    worded(&Network::real("letters").await?).await
}

async fn worded(network: &Network) -> Result<(), Failure> {
    letters::an_edition_words_its_letters(network).await?;
    letters::a_registration_keeps_the_letters_of_the_versions_it_was_made_under(network).await
}

async fn everywhere(network: &Network) -> Result<(), Failure> {
    reviewing::a_reviewer_reads_the_answers_under_the_questions_as_they_were_asked(network).await?;
    reviewing::a_mended_answer_is_the_one_that_is_read(network).await?;
    reviewing::what_is_blocked_is_read_by_no_reviewer(network).await?;
    sheets::an_export_of_an_edition_has_its_questions_and_an_import_takes_them_back(network).await?;
    sheets::an_answer_that_does_not_fit_is_refused_by_question_and_column(network).await?;
    measured::a_row_is_held_against_the_form_and_the_rules_of_its_edition(network).await?;
    measured::a_clarification_asks_for_what_is_open_of_an_entry_whose_file_said_less(network).await
}
