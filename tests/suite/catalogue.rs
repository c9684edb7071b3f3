//! The catalogue: what the public gets holds nothing that is under embargo, flagged, suspended or withdrawn, in whichever way
//! it is asked; and whoever keeps a copy is told of each change.

mod asked;
mod exported;
pub mod flags;
pub mod made;
mod merged;
mod pictures;
mod plan;
mod shown;
mod standing;
mod told;
pub mod translated;
mod visibility;
mod worded;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_there_for_everybody_while_its_entry_is_and_goes_with_it() -> Result<(), Failure> {
    for network in [Network::embedded_with(&SOON).await?, Network::real_with("catalogue_pictures", &SOON).await?] {
        pictures::only_whole_pictures_of_the_registration_are_chosen(&network).await?;
        pictures::a_picture_goes_with_its_entry(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_country_decides_who_sees_its_entries_and_nothing_tells_others_of_them() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("catalogue_visibility").await?] {
        visibility::a_country_decides_who_sees_its_entries(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_is_told_of_flags_of_which_one_person_hides_few_and_finds_what_waits_for_it() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("catalogue_flags").await?] {
        flags::one_person_hides_few_entries(&network).await?;
        flags::one_person_hides_no_more_by_flags_at_once(&network).await?;
        standing::an_office_finds_its_entries_by_where_they_stand(&network).await?;
        standing::an_office_finds_its_entries_by_what_waits_for_it(&network).await?;
    }
    Ok(())
}

/// Files that nobody needs are looked for each second.
const SOON: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "1")];

#[tokio::test(flavor = "multi_thread")]
async fn no_public_answer_holds_what_is_embargoed_flagged_suspended_merged_or_withdrawn() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("catalogue_shown").await?] {
        shown::an_embargo_ends_by_the_clock_of_the_server(&network).await?;
        shown::an_embargo_outlasts_a_consent_that_was_taken_back_for_a_while(&network).await?;
        shown::a_flag_hides_an_entry_until_the_office_resumes_it(&network).await?;
        shown::what_is_suspended_stays_so_when_the_consent_comes_back(&network).await?;
        shown::whoever_applied_reads_from_when_on_it_is_shown(&network).await?;
        shown::what_the_office_wrote_waits_for_it_once_the_registration_says_otherwise(&network).await?;
        shown::what_nobody_consents_to_any_more_is_gone_within_a_second(&network).await?;
        merged::what_is_published_is_merged_into_what_is_published(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_to_tell_is_looked_for_by_index_among_many_entries() -> Result<(), Failure> {
    plan::news_are_found_by_index("catalogue_plan").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_reads_what_the_office_stands_for_in_each_language_and_is_told_of_each_change() -> Result<(), Failure>
{
    for network in [Network::embedded().await?, Network::real("catalogue_words").await?] {
        told::whoever_keeps_a_copy_is_told_of_every_change_in_order(&network).await?;
        worded::the_office_writes_for_the_public(&network).await?;
        translated::what_an_applicant_translates_waits_for_the_office(&network).await?;
        translated::what_the_office_takes_out_of_an_entry_is_read_in_no_language(&network).await?;
        exported::the_catalogue_is_found_by_what_it_says_and_exported_with_its_licence(&network).await?;
    }
    Ok(())
}
