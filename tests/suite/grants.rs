//! Roles that the platform grants: given by invitation, known to four processes by events, and gone everywhere soon after
//! they are revoked, also while the broker is away.

mod callers;
mod commands;
mod interventions;
mod invitations;
mod keys;
pub mod members;
mod missed;
mod restored;

use std::time::Duration;

use proto::platform::v1::Role;
use tests::{
    network::Network,
    platform::Failure,
    servers::{Mail, RabbitMq},
};
use tonic::Code;

use callers::{answers, reached, refused, stalled_import};

/// What the product promises is a second; the rest is for a machine that does much else.
const REVOKED_WITHIN: Duration = Duration::from_secs(8);
/// What the product promises is five seconds.
const CUT_OFF_WITHIN: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_works_in_all_services_and_what_is_revoked_in_none_not_even_with_the_broker_cut_off()
-> Result<(), Failure> {
    let (rabbitmq, mail) = (RabbitMq::start().await?, Mail::new()?);
    mail.start().await?;
    let url = mail.url();
    let network = Network::apart_on(&rabbitmq, "grants", &[("ACELERACION__MAIL__URL", url.as_str())]).await?;
    invitations::only_who_has_the_code_takes_the_role_and_only_once(&network, &mail).await?;

    let berta = members::join(&network, &mail, "berta", Role::OfficeStaff).await?;
    let carla = members::join(&network, &mail, "carla", Role::OfficeStaff).await?;
    reached(&network, "berta").await?;
    reached(&network, "carla").await?;

    let open = stalled_import(&network.person("berta")?).await?;
    members::revoke(&network, &berta).await?;
    refused(&network, "berta", Code::PermissionDenied, REVOKED_WITHIN).await?;
    assert_eq!(open.ended(REVOKED_WITHIN).await?, Code::PermissionDenied, "a stream that was open");
    assert_eq!(answers(&network, "carla").await?, [Code::Ok; 4], "nobody else is concerned");

    let open = stalled_import(&network.person("carla")?).await?;
    rabbitmq.stop().await?;
    members::revoke(&network, &carla).await?;
    // Partners, which revokes, knows at once; the others know that they do not.
    let mut cut_off = [Code::Unavailable; 4];
    cut_off[1] = Code::PermissionDenied;
    callers::answered(&network, "carla", cut_off, CUT_OFF_WITHIN).await?;
    assert_eq!(open.ended(CUT_OFF_WITHIN).await?, Code::Unavailable, "a stream that was open");
    callers::the_refusal_says_when_to_come_again(&network, "carla").await?;
    callers::the_rest_goes_on(&network).await?;

    rabbitmq.start_again().await?;
    refused(&network, "carla", Code::PermissionDenied, Duration::from_secs(90)).await?;
    members::join(&network, &mail, "dora", Role::OfficeStaff).await?;
    reached(&network, "dora").await?;
    missed::a_change_that_cannot_be_taken_may_be_a_revocation(&rabbitmq, "grants").await?;
    refused(&network, "dora", Code::Unavailable, REVOKED_WITHIN).await?;
    callers::the_rest_goes_on(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_a_revocation_admits_nobody_by_it() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    let network = Network::apart("grants_restored", &[("ACELERACION__MAIL__URL", url.as_str())]).await?;
    restored::who_was_revoked_since_is_never_admitted_by_an_old_database(network, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn offices_manage_their_own_members_and_never_lose_their_last_admin() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    let network = Network::embedded_with(&[("ACELERACION__MAIL__URL", url.as_str())]).await?;
    members::an_office_gives_its_own_roles_in_its_own_country(&network).await?;
    members::the_network_has_members_of_its_own(&network, &mail).await?;
    members::the_last_admin_stays(&network, &mail).await?;
    members::the_first_admins_of_a_country_come_with_its_admission(&network, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_who_take_the_role_from_each_other_one_stays() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    let network = Network::apart("grants_last", &[("ACELERACION__MAIL__URL", url.as_str())]).await?;
    members::two_admins_cannot_both_go(&network, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn systems_call_with_keys_and_the_network_acts_in_a_country_by_interventions() -> Result<(), Failure> {
    let network = Network::apart("grants_keys", &[]).await?;
    keys::a_key_opens_what_it_was_issued_for_and_nothing_else(&network).await?;
    keys::a_key_is_rotated_with_overlap_and_revoked(&network).await?;
    keys::a_key_ends_at_its_time(&network).await?;
    keys::a_key_of_the_network_is_narrowed_to_some_countries(&network).await?;
    keys::nobody_issues_what_they_do_not_hold(&network).await?;
    interventions::the_network_acts_in_a_country_only_while_an_intervention_is_open(&network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_manage_roles_by_commands() -> Result<(), Failure> {
    commands::roles_are_managed_from_the_command_line_and_no_secret_comes_into_the_log().await
}
