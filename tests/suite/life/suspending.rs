//! `SuspendCountry` and `ResumeCountry`: what goes on in a suspended country, and what does not.

use platform::clients::Caller;
use proto::{
    notifications::v1::ListNotificationsRequest,
    partners::v1::{
        CloseInterventionRequest, Intervention, InviteMemberRequest, ListPartnershipsRequest, Member,
        OpenInterventionRequest, ResumeCountryRequest, SuspendCountryRequest, country::State,
    },
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, ListPublicationsRequest, ListRegistrationsRequest, SubmitRegistrationRequest,
        registrations_service_client::RegistrationsServiceClient,
    },
    reviews::v1::{ListAssignmentsRequest, ListCasesRequest, ReleaseDecisionsRequest},
};
use sea_orm::{ConnectionTrait, Statement, Value};
use tests::{
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::configuring::read;

const REASON: &str = "the office has been closed by a flood";
type Refusal = Option<(Code, String)>;

fn suspended() -> Refusal {
    of(Code::FailedPrecondition, "COUNTRY_SUSPENDED")
}

async fn suspend(by: &Caller, country: &str) -> Result<(), Status> {
    let name = format!("countries/{country}");
    let request = SuspendCountryRequest { name, reason: REASON.into(), ..SuspendCountryRequest::default() };
    by.partners.clone().suspend_country(request).await.map(drop)
}

/// Begins a registration; its name.
pub async fn create(by: &Caller, country: &str) -> Result<String, Status> {
    let request = CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(registration(&format!("Ruta {}", uuid::Uuid::now_v7()))),
        ..CreateRegistrationRequest::default()
    };
    let answer = by.registrations.clone().create_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default().name)
}

pub async fn the_network_suspends_with_a_reason_that_everybody_reads(network: &Network) -> Result<(), Failure> {
    let not_allowed = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    assert_eq!(refusal(suspend(&network.office("do")?, "do").await), not_allowed);
    assert_eq!(refusal(suspend(&network.region()?, "zz").await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    // Handed in just before, so that its consequences are under way.
    let mut applicant = network.caller("ana", "applicant", "do", "es")?;
    let name = create(&applicant, "do").await?;
    let submit = SubmitRegistrationRequest { name, ..SubmitRegistrationRequest::default() };
    applicant.registrations.submit_registration(submit).await?;
    suspend(&network.region()?, "do").await?;
    let country = read(network, "do").await?;
    assert_eq!((country.state(), country.suspend_reason.as_str()), (State::Suspended, REASON));
    let again = suspend(&network.region()?, "do").await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

/// What changes something in each service that has such an rpc; each would be refused otherwise too, for what it names.
async fn changes(network: &Network, country: &str) -> Result<[Refusal; 3], Failure> {
    let office = network.office(country)?;
    let parent = format!("countries/{country}");
    let member = Member {
        display_name: "Eva".into(),
        email: "eva@example.org".into(),
        roles: vec![Role::OfficeStaff.into()],
        ..Member::default()
    };
    let invite = InviteMemberRequest { parent: parent.clone(), member: Some(member), ..Default::default() };
    let release = ReleaseDecisionsRequest { parent, edition: EDITION.into(), ..Default::default() };
    Ok([
        refusal(create(&network.office(country)?, country).await),
        refusal(office.partners.clone().invite_member(invite).await),
        refusal(office.reviews.clone().release_decisions(release).await),
    ])
}

/// What somebody reads in each service.
async fn reads(caller: &Caller) -> [Refusal; 4] {
    let parent = || "countries/do".to_owned();
    let registrations = ListRegistrationsRequest { parent: parent(), ..Default::default() };
    let partnerships = ListPartnershipsRequest { parent: parent(), ..Default::default() };
    let cases = ListCasesRequest { parent: parent(), ..Default::default() };
    let notifications = ListNotificationsRequest { parent: parent(), ..Default::default() };
    [
        refusal(caller.registrations.clone().list_registrations(registrations).await),
        refusal(caller.partners.clone().list_partnerships(partnerships).await),
        refusal(caller.reviews.clone().list_cases(cases).await),
        refusal(caller.notifications.clone().list_notifications(notifications).await),
    ]
}

pub async fn every_service_refuses_and_staff_read_on(network: &Network) -> Result<(), Failure> {
    until("the suspension in every service", || async {
        Ok((changes(network, "do").await? == [suspended(), suspended(), suspended()]).then_some(()))
    })
    .await?;
    for (role, place) in [
        ("office_staff", "do"),
        ("office_admin", "do"),
        ("regional_observer", "network"),
        ("regional_admin", "network"),
    ] {
        assert_eq!(reads(&network.caller("somebody", role, place, "en")?).await, [None, None, None, None], "{role}");
    }
    let list = ListRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
    let applicant = network.caller("ana", "applicant", "do", "en")?;
    assert_eq!(refusal(applicant.registrations.clone().list_registrations(list).await), suspended());
    let list = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    let reviewer = network.caller("rosa", "reviewer", "do", "en")?;
    assert_eq!(refusal(reviewer.reviews.clone().list_assignments(list).await), suspended());
    let list = ListPartnershipsRequest { parent: "countries/do".into(), ..Default::default() };
    let partner = network.caller("pia", "partner_representative", "do", "en")?;
    assert_eq!(refusal(partner.partners.clone().list_partnerships(list).await), suspended());
    // Whoever is elsewhere learns nothing of it.
    let elsewhere = create(&network.office("cr")?, "do").await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(refusal(create(&network.office("cr")?, "cr").await), None, "others go on");
    Ok(())
}

pub async fn what_was_under_way_goes_on(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let list = ListCasesRequest { parent: "countries/do".into(), ..Default::default() };
    until("the case of what was handed in before", || async {
        let cases = office.reviews.clone().list_cases(list.clone()).await?.into_inner().cases;
        Ok((cases.len() == 1).then_some(()))
    })
    .await
}

pub async fn the_catalogue_leaves_it_out(network: &Network) -> Result<(), Failure> {
    for country in ["do", "cr"] {
        publish(network, country).await?;
    }
    let list =
        async |parent: &str| {
            let request = ListPublicationsRequest { parent: parent.into(), ..Default::default() };
            // The first process has the registrations.
            let mut anybody = RegistrationsServiceClient::new(network.channel().await?);
            Ok::<_, Failure>(anybody.list_publications(request).await.map(|answer| {
                answer.into_inner().publications.into_iter().map(|entry| entry.country).collect::<Vec<_>>()
            }))
        };
    assert_eq!(refusal(list("countries/do").await?), suspended());
    assert_eq!(list("countries/-").await??, ["countries/cr"]);
    Ok(())
}

/// An entry of the catalogue, put there by hand: how one comes there is not this test's.
async fn publish(network: &Network, country: &str) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let id = uuid::Uuid::now_v7();
    let now = sea_orm::prelude::TimeDateTimeWithTimeZone::now_utc();
    let values: Vec<Value> = vec![country.into(), id.into(), uuid::Uuid::now_v7().into(), now.into()];
    let query = "INSERT INTO publications (country, id, version, registration, edition, track, category, organisation, \
                 title, summary, city, sdgs, published, publish_time) \
                 VALUES ($1, $2, 1, $3, 'open', 'SOLUTION', 'logistics', 'Taller', 'Ruta', '', '', '[]', true, $4)";
    session.execute_raw(Statement::from_sql_and_values(session.get_database_backend(), query, values)).await?;
    Ok(session.close().await?)
}

pub async fn the_network_acts_there_by_an_intervention(network: &Network) -> Result<(), Failure> {
    let mut region = network.region()?;
    let refused = refusal(create(&region, "do").await);
    assert_eq!(refused, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let intervention = Intervention { reason: REASON.into(), ..Intervention::default() };
    let request = OpenInterventionRequest {
        parent: "countries/do".into(),
        intervention: Some(intervention),
        ..Default::default()
    };
    let opened = region.partners.open_intervention(request).await?.into_inner().intervention.unwrap_or_default();
    until("the intervention", || async { Ok(create(&region, "do").await.is_ok().then_some(())) }).await?;
    region.partners.close_intervention(CloseInterventionRequest { name: opened.name, ..Default::default() }).await?;
    Ok(())
}

pub async fn a_resumed_country_takes_part_again(network: &Network) -> Result<(), Failure> {
    let request = ResumeCountryRequest { name: "countries/do".into(), ..ResumeCountryRequest::default() };
    let by_office = network.office("do")?.partners.resume_country(request.clone()).await;
    assert_eq!(refusal(by_office), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    network.region()?.partners.resume_country(request.clone()).await?;
    let country = read(network, "do").await?;
    assert_eq!((country.state(), country.suspend_reason.as_str()), (State::Active, ""));
    until("the end of the suspension in every service", || async {
        let refused = changes(network, "do").await?;
        Ok((!refused.contains(&suspended())).then_some(()))
    })
    .await?;
    let again = network.region()?.partners.resume_country(request).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}
