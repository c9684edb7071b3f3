//! Personal data, on both grounds: what is held of somebody is theirs to have and to have erased; consent is to a notice
//! and can be taken back; and what is old goes by the country's setting.

mod acted;
mod consents;
mod deciding;
mod declared;
mod emitted;
mod erasing;
mod exporting;
mod overseeing;
mod retained;
mod somebody;

use tests::{network::Network, platform::Failure, servers::Mail};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_their_data_blocked_and_erased_on_a_trial() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    erasing::whole(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_their_data_blocked_and_erased_in_every_service_on_real_servers() -> Result<(), Failure> {
    let settings = [
        ("ACELERACION__EVENTS__RETRY_ATTEMPTS", "2"),
        ("ACELERACION__EVENTS__RETRY_FIRST_MILLISECONDS", "20"),
        ("ACELERACION__EVENTS__RETRY_LONGEST_SECONDS", "1"),
    ];
    let network = Network::apart("personal", &settings).await?;
    erasing::whole(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acted_is_erased_without_what_the_audit_log_has_of_others() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("erased_actors").await?] {
        acted::whole(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_oversaw_the_network_is_erased_there_and_where_they_intervened() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    let network = Network::apart("overseeing", &[("ACELERACION__MAIL__URL", url.as_str())]).await?;
    overseeing::whole(&network, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_to_the_notice_in_force_and_what_was_agreed_to_ends_with_it() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    consents::only_the_notice_in_force_is_consented_to(&network).await?;
    consents::without_consent_to_the_data_nothing_of_the_applicant_is_left(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_alone_hands_in_and_agrees() -> Result<(), Failure> {
    let network = Network::real("deciding_alone").await?;
    deciding::the_office_neither_hands_in_nor_agrees_for_an_applicant(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_leaves_the_catalogue_with_the_consent_to_it() -> Result<(), Failure> {
    consents::a_publication_ends_with_its_consent_and_comes_back_with_it().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_goes_by_the_setting_of_its_country_and_a_dry_run_says_so_before() -> Result<(), Failure> {
    retained::old_drafts_people_and_letters_go().await
}
