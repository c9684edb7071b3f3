//! Who oversaw the network, and is erased: there by an admin of the network, and where they intervened by that country's office.

use proto::{
    partners::v1::{CloseInterventionRequest, Intervention, OpenInterventionRequest, RevokeMemberRequest},
    platform::v1::{ExportPersonalDataRequest, Role},
    registrations::v1::{
        CreateRegistrationRequest, ErasePersonRequest, ErasureRequest, ListErasureRequestsRequest, ListViewsRequest,
        RequestErasureRequest, erasure_request::State,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::{Code, Status};

use super::erasing::{nothing_is_left_of, the_audit_log_is_whole};
use crate::grants::members::{accept, code_of, invite};

const WORD: &str = "zr5qn";

/// From the invitation to the erasure.
pub async fn whole(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let member = member_of_the_network(network, mail).await?;
    let intervention = intervene(network).await?;
    nobody_else_asks(network, &member).await?;

    let of_network = ask(network, "network").await?;
    assert_eq!(of_network.names, [member.as_str()]);
    let of_country = ask(network, "countries/do").await?;
    assert_eq!(of_country.names, [intervention.as_str()], "each place decides on what it holds");
    let request = ListErasureRequestsRequest { parent: "network".into(), ..Default::default() };
    let listed = network.region()?.registrations.list_erasure_requests(request).await?.into_inner().erasure_requests;
    assert_eq!(listed, std::slice::from_ref(&of_network));

    let roles_first = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(erase(network, &of_network.name).await), roles_first);
    assert_eq!(refusal(erase(network, &of_country.name).await), roles_first);
    let close = CloseInterventionRequest { name: intervention, ..Default::default() };
    network.office("do")?.partners.close_intervention(close).await?;
    let revoke = RevokeMemberRequest { name: member, ..Default::default() };
    network.region()?.partners.revoke_member(revoke).await?;
    for asked in [&of_country, &of_network] {
        let erased = until("the roles gone", || async { Ok(erase(network, &asked.name).await.ok()) }).await?;
        assert_eq!(erased.state(), State::Erased);
    }
    nothing_is_left_of(network, WORD).await?;
    the_audit_log_is_whole(network).await
}

/// Somebody who oversees the network, beside somebody else who does: the last one could not go.
async fn member_of_the_network(network: &Network, mail: &Mail) -> Result<String, Failure> {
    for person in ["vera", WORD] {
        let invited = invite(&network.region()?, "network", person, &[Role::RegionalAdmin]).await?;
        accept(network, &invited.name, &code_of(mail, person, 0).await?, person).await?;
        if person == WORD {
            return Ok(invited.name);
        }
    }
    Err("nobody was invited".into())
}

/// Has them act inside a country, whose audit log tells of it.
async fn intervene(network: &Network) -> Result<String, Failure> {
    let intervention = Intervention { reason: format!("motivo {WORD}"), ..Intervention::default() };
    let request = OpenInterventionRequest {
        parent: "countries/do".into(),
        intervention: Some(intervention),
        ..OpenInterventionRequest::default()
    };
    let opened = until("the role in the network", || async {
        let answer = network.person(WORD)?.partners.open_intervention(request.clone()).await;
        Ok(answer.ok().map(|answer| answer.into_inner().intervention.unwrap_or_default().name))
    })
    .await?;
    let create = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Ruta")),
        ..CreateRegistrationRequest::default()
    };
    until("the intervention", || async {
        let office = ListViewsRequest { parent: "countries/do".into() };
        Ok(network.person(WORD)?.registrations.list_views(office).await.ok().map(drop))
    })
    .await?;
    network.person(WORD)?.registrations.create_registration(create).await?;
    Ok(opened)
}

async fn nobody_else_asks(network: &Network, member: &str) -> Result<(), Failure> {
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let named = |parent: &str| RequestErasureRequest {
        parent: parent.into(),
        person: member.into(),
        ..RequestErasureRequest::default()
    };
    let mut office = network.office("do")?;
    assert_eq!(refusal(office.registrations.request_erasure(named("network")).await), not_there);
    assert_eq!(refusal(office.registrations.request_erasure(named("countries/do")).await), not_there);
    let request = ListErasureRequestsRequest { parent: "network".into(), ..Default::default() };
    assert_eq!(refusal(office.registrations.list_erasure_requests(request).await), not_there);
    let (_, partners) =
        office.personal.iter_mut().find(|(service, _)| *service == "partners").ok_or("no client of partners")?;
    let request = ExportPersonalDataRequest {
        parent: "network/services/partners".into(),
        person: member.into(),
        ..ExportPersonalDataRequest::default()
    };
    assert_eq!(refusal(partners.export_personal_data(request).await), not_there);
    Ok(())
}

async fn ask(network: &Network, parent: &str) -> Result<ErasureRequest, Failure> {
    let request = RequestErasureRequest { parent: parent.into(), ..RequestErasureRequest::default() };
    let answer = network.person(WORD)?.registrations.request_erasure(request).await?.into_inner();
    let asked = answer.erasure_request.ok_or("no request")?;
    assert!(asked.name.starts_with(&format!("{parent}/erasureRequests/")), "{}", asked.name);
    Ok(asked)
}

/// Decides as an admin of the place that the request is of.
async fn erase(network: &Network, name: &str) -> Result<ErasureRequest, Status> {
    let caller = if name.starts_with("network") { network.region() } else { network.office("do") };
    let mut caller = caller.map_err(|failure| Status::internal(failure.to_string()))?.registrations;
    let request = ErasePersonRequest { name: name.into(), ..ErasePersonRequest::default() };
    Ok(caller.erase_person(request).await?.into_inner().erasure_request.unwrap_or_default())
}
