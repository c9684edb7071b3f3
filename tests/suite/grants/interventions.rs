//! Interventions: how those who oversee the network act inside a country.

use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest},
    partners::v1::{
        CloseInterventionRequest, Intervention, ListInterventionsRequest, OpenInterventionRequest,
        OpenInterventionResponse,
    },
    registrations::v1::CreateRegistrationRequest,
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
};
use tonic::{Code, Status};

use tests::refusal::{of, refusal};

const REASON: &str = "the office has been closed by a flood";

async fn open(network: &Network, subject: &str, role: &str, country: &str) -> Result<OpenInterventionResponse, Status> {
    let place = if role.starts_with("regional") { "network" } else { "do" };
    let caller = network.caller(subject, role, place, "en").map_err(|failure| Status::internal(failure.to_string()))?;
    let intervention = Intervention { reason: REASON.into(), ..Intervention::default() };
    let request = OpenInterventionRequest {
        parent: format!("countries/{country}"),
        intervention: Some(intervention),
        ..Default::default()
    };
    Ok(caller.partners.clone().open_intervention(request).await?.into_inner())
}

/// What the regional admin would change in a country.
async fn act(network: &Network, country: &str) -> Result<Option<(Code, String)>, Failure> {
    let request = CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(registration("Ruta")),
        ..Default::default()
    };
    Ok(refusal(network.region()?.registrations.create_registration(request).await))
}

pub async fn the_network_acts_in_a_country_only_while_an_intervention_is_open(
    network: &Network,
) -> Result<(), Failure> {
    let not_allowed = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    assert_eq!(act(network, "do").await?, not_allowed);
    assert_eq!(refusal(open(network, "office", "office_admin", "do").await), not_allowed);
    assert_eq!(refusal(open(network, "observer", "regional_observer", "do").await), not_allowed);
    let nowhere = refusal(open(network, "region", "regional_admin", "zz").await);
    assert_eq!(nowhere, of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    let opened = open(network, "region", "regional_admin", "do").await?.intervention.unwrap_or_default();
    assert_eq!((opened.subject.as_str(), opened.reason.as_str()), ("region", REASON));
    until("the intervention", || async { Ok(act(network, "do").await?.is_none().then_some(())) }).await?;
    assert_eq!(act(network, "cr").await?, of(Code::NotFound, "RESOURCE_NOT_FOUND"), "in the one country only");
    the_office_is_told_and_sees_it(network, &opened).await?;

    // The country's own admin ends it.
    let request = CloseInterventionRequest { name: opened.name, ..Default::default() };
    let closed = network.office("do")?.partners.close_intervention(request.clone()).await?.into_inner();
    assert!(closed.intervention.unwrap_or_default().close_time.is_some());
    until("the end of the intervention", || async { Ok((act(network, "do").await? == not_allowed).then_some(())) })
        .await?;
    let again = network.region()?.partners.close_intervention(request).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

async fn the_office_is_told_and_sees_it(network: &Network, opened: &Intervention) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let list = ListNotificationsRequest { parent: "countries/do".into(), ..Default::default() };
    let letter = until("the letter to the office", || async {
        let answer = office.notifications.clone().list_notifications(list.clone()).await?.into_inner();
        Ok(answer.notifications.into_iter().find(|letter| letter.about == opened.name))
    })
    .await?;
    assert_eq!(
        (letter.template.as_str(), letter.recipient.as_str()),
        ("intervention-opened", "oficina@do.example.org")
    );
    let request = GetNotificationRequest { name: letter.name };
    let letter = office.notifications.get_notification(request).await?.into_inner().notification.unwrap_or_default();
    assert!(letter.body.contains(REASON) && letter.body.contains("region"), "{}", letter.body);

    let list =
        |country: &str| ListInterventionsRequest { parent: format!("countries/{country}"), ..Default::default() };
    let seen = office.partners.list_interventions(list("do")).await?.into_inner().interventions;
    assert_eq!(seen.as_slice(), std::slice::from_ref(opened));
    let elsewhere = network.office("cr")?.partners.list_interventions(list("do")).await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}
