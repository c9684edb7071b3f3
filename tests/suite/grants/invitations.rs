//! Invitations: whoever has the code, and nobody else.

use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest},
    partners::v1::{ResendInvitationRequest, member::State},
    platform::v1::Role,
};
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::Code;

use super::{
    callers::reached,
    members::{accept, code_of, invite, try_accept},
};

pub async fn only_who_has_the_code_takes_the_role_and_only_once(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let office = network.office("do")?;
    let invited = invite(&office, "countries/do", "ana", &[Role::OfficeStaff]).await?;
    assert_eq!((invited.state(), invited.subject.as_str()), (State::Invited, ""));
    let again = invite(&office, "countries/do", "ANA", &[Role::OfficeStaff]).await;
    assert_eq!(refusal(again), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "one address, one invitation");
    let first = code_of(mail, "ana", 0).await?;
    no_office_reads_the_code(network, &first).await?;

    let resend = ResendInvitationRequest { name: invited.name.clone(), ..Default::default() };
    office.clone().partners.resend_invitation(resend.clone()).await?;
    let second = code_of(mail, "ana", 1).await?;
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    for wrong in ["", "inv_guess", first.as_str()] {
        let answer = try_accept(network, &invited.name, wrong, "mallory").await?;
        assert_eq!(refusal(answer), not_there, "{wrong:?}");
    }
    let elsewhere = invited.name.replace("countries/do", "countries/cr");
    assert_eq!(refusal(try_accept(network, &elsewhere, &second, "mallory").await?), not_there);

    let ana = accept(network, &invited.name, &second, "ana").await?;
    assert_eq!(ana.roles, [i32::from(Role::OfficeStaff)]);
    let twice = try_accept(network, &invited.name, &second, "mallory").await?;
    assert_eq!(refusal(twice), not_there, "a code works once");
    let over = office.clone().partners.resend_invitation(resend).await;
    assert_eq!(refusal(over), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    reached(network, "ana").await
}

/// Whoever works in an office reads its letters; with the code in them they could become its admin.
async fn no_office_reads_the_code(network: &Network, code: &str) -> Result<(), Failure> {
    let mut office = network.office("do")?.notifications;
    let request = ListNotificationsRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = office.list_notifications(request).await?.into_inner().notifications;
    let letter = listed.into_iter().find(|one| one.template == "member-invited").ok_or("no letter")?;
    let request = GetNotificationRequest { name: letter.name };
    let letter = office.get_notification(request).await?.into_inner().notification.ok_or("no letter")?;
    assert!(letter.body.contains("code: inv_…") && !letter.body.contains(code), "{}", letter.body);
    Ok(())
}
