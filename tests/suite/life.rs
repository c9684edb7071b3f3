//! The life of a country, through the public door and on both backends: configured, suspended and resumed, taken away to
//! another installation, erased; and the other countries, which notice nothing.

mod configuring;

use tests::{network::Network, platform::Failure};

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sets_up_its_country_and_the_other_services_learn_of_it() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("life_configuring").await?] {
        configuring::an_office_changes_its_own_country_and_no_other(&network).await?;
        configuring::what_the_office_set_reaches_the_services_that_need_it(&network).await?;
        configuring::a_notice_has_a_version_for_each_of_its_texts(&network).await?;
    }
    Ok(())
}
