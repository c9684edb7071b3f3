//! What comes to be where the callers of the differential test must not see it.

use proto::{
    partners::v1::{InviteMemberRequest, Member},
    platform::v1::Role,
};
use tests::{
    data::number,
    network::Network,
    patience::until,
    platform::{Failure, SERVICES},
};

use super::making::{DAY, assign, case, intervene, issue, partner, recruit, submit};

/// What is hidden, with an id that nothing has in place of each id that something will have.
pub const ABROAD: [&str; 6] = [
    "countries/cr/registrations/00000000-0000-7000-8000-000000000001",
    "countries/cr/cases/00000000-0000-7000-8000-000000000002/assignments/00000000-0000-7000-8000-000000000003",
    "countries/cr/cases/00000000-0000-7000-8000-000000000002",
    "countries/cr/members/00000000-0000-7000-8000-000000000004",
    "countries/cr/apiKeys/00000000-0000-7000-8000-000000000005",
    "countries/cr/interventions/00000000-0000-7000-8000-000000000006",
];
/// The same of other people in `do`.
pub const OF_OTHERS: [&str; 3] = [
    "countries/do/registrations/00000000-0000-7000-8000-000000000007",
    "countries/do/cases/00000000-0000-7000-8000-000000000008/assignments/00000000-0000-7000-8000-000000000009",
    "countries/do/cases/00000000-0000-7000-8000-000000000008",
];

/// Ids that nothing has, each with the one it stands in for.
pub type StandIns = Vec<(String, String)>;

/// Much happens in another country and in the network, to a namesake of a caller as well: of one who works for an office, and so
/// applies nowhere by themselves. What an applicant has there is their own to see.
pub async fn abroad(network: &Network) -> Result<StandIns, Failure> {
    let mut last = String::new();
    for number in 0..8 {
        let subject = if number % 2 == 0 { "office_staff:do" } else { "another applicant" };
        last = submit(network, subject, "cr", &format!("De otro país {number}")).await?;
    }
    let member = recruit(network, "cr", "another", Role::Reviewer).await?;
    let hidden = case(network, "cr", &last).await?;
    let assignment = assign(network, "cr", &hidden).await?;
    partner(network, "cr", "institutions/academy").await?;
    let (key, _) = issue(network, "countries/cr", Role::OfficeAdmin, DAY).await?;
    let intervention = intervene(network, "cr", "another admin").await?;
    issue(network, "network", Role::System, DAY).await?;
    invite(network, "network", Role::RegionalObserver).await?;
    settled_and_sealed(network).await?;
    Ok(ids(&ABROAD, &[&last, &assignment, &hidden, &member, &key, &intervention]))
}

/// Invites somebody who does not come.
async fn invite(network: &Network, parent: &str, role: Role) -> Result<(), Failure> {
    let member = Member {
        display_name: "Eva".into(),
        email: "eva@example.org".into(),
        roles: vec![role.into()],
        ..Member::default()
    };
    let request = InviteMemberRequest { parent: parent.into(), member: Some(member), ..Default::default() };
    network.region()?.partners.invite_member(request).await?;
    Ok(())
}

/// Other people register and review in the same country.
pub async fn of_others(network: &Network) -> Result<StandIns, Failure> {
    let mut last = String::new();
    for number in 0..8 {
        last = submit(network, "another applicant", "do", &format!("De otra persona {number}")).await?;
    }
    // The reviewer with the fewest reviews gets the next case, once the service knows of both.
    recruit(network, "do", "another", Role::Reviewer).await?;
    settled_and_sealed(network).await?;
    let hidden = case(network, "do", &last).await?;
    let assignment = assign(network, "do", &hidden).await?;
    settled_and_sealed(network).await?;
    Ok(ids(&OF_OTHERS, &[&last, &assignment, &hidden]))
}

/// The ids of names beside those that stood in for them.
pub fn ids(stand_ins: &[&str], names: &[&str]) -> StandIns {
    let both = stand_ins.iter().zip(names).flat_map(|(nothing, real)| nothing.split('/').zip(real.split('/')));
    let mut ids: StandIns =
        both.filter(|(nothing, real)| nothing != real).map(|(nothing, real)| (nothing.into(), real.into())).collect();
    ids.dedup();
    ids
}

/// Waits until nothing is under way any more, and every entry of the audit log has its seal.
pub async fn settled_and_sealed(network: &Network) -> Result<(), Failure> {
    network.data.settled().await?;
    until("every entry is sealed", || async {
        let mut unsealed = 0;
        for service in SERVICES {
            let session = network.data.connect(service).await?;
            unsealed += number(&session, "SELECT count(*) AS found FROM audit_unsealed").await?;
            session.close().await?;
        }
        Ok((unsealed == 0).then_some(()))
    })
    .await
}
