//! The life of a country, through the public door and on both backends: configured, suspended and resumed, taken away to
//! another installation, erased; and the other countries, which notice nothing.

mod configuring;
mod erasing;
mod moving;
mod rows;
mod suspending;

use tests::{
    network::Network,
    platform::{Failure, Ground},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sets_up_its_country_and_the_other_services_learn_of_it() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("life_configuring").await?] {
        configuring::an_office_changes_its_own_country_and_no_other(&network).await?;
        configuring::what_the_office_set_reaches_the_services_that_need_it(&network).await?;
        configuring::a_notice_has_a_version_for_each_of_its_texts(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_country_is_read_by_its_staff_and_refuses_the_rest_in_every_service() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::apart("life_suspending", &[]).await?] {
        suspending::the_network_suspends_with_a_reason_that_everybody_reads(&network).await?;
        suspending::every_service_refuses_and_staff_read_on(&network).await?;
        suspending::what_was_under_way_goes_on(&network).await?;
        suspending::the_catalogue_leaves_it_out(&network).await?;
        suspending::the_network_acts_there_by_an_intervention(&network).await?;
        suspending::a_resumed_country_takes_part_again(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_country_leaves_a_tombstone_and_heads_and_others_notice_nothing() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::apart("life_erasing", &[]).await?] {
        erasing::it_takes_two_people(&network).await?;
        erasing::nothing_is_left_but_the_tombstone_and_the_heads(&network).await?;
        erasing::its_name_is_never_used_again(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_moves_from_sqlite_to_postgres_with_all_it_has() -> Result<(), Failure> {
    let elsewhere = moving::Elsewhere::on(Ground::real("life_moving").await?).await?;
    moving::a_country_moves_with_all_it_has(&Network::embedded().await?, &elsewhere).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_moves_from_postgres_to_sqlite_with_all_it_has() -> Result<(), Failure> {
    let elsewhere = moving::Elsewhere::on(Ground::embedded()?).await?;
    moving::a_country_moves_with_all_it_has(&Network::apart("life_leaving", &[]).await?, &elsewhere).await
}
