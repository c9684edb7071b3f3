//! Members: how they come, and how they go.

use platform::clients::Caller;
use proto::{
    partners::v1::{
        AcceptInvitationRequest, AdmitCountryRequest, Country, InviteMemberRequest, ListMembersRequest, Member,
        RevokeMemberRequest, UpdateMemberRequest, member::State,
    },
    platform::v1::Role,
};
use tests::{
    network::{Network, words},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::{Code, Status};

use super::callers::reached;

fn invitation(parent: &str, person: &str, roles: &[Role]) -> InviteMemberRequest {
    let member = Member {
        display_name: person.into(),
        email: format!("{person}@example.org"),
        roles: roles.iter().map(|role| i32::from(*role)).collect(),
        ..Member::default()
    };
    InviteMemberRequest { parent: parent.into(), member: Some(member), ..Default::default() }
}

/// Invites a person by their name.
pub async fn invite(by: &Caller, parent: &str, person: &str, roles: &[Role]) -> Result<Member, Status> {
    let answer = by.clone().partners.invite_member(invitation(parent, person, roles)).await?.into_inner();
    answer.member.ok_or_else(|| Status::internal("no member"))
}

/// The code from the letter to a person, whose number among those to them is this.
pub async fn code_of(mail: &Mail, person: &str, letter: usize) -> Result<String, Failure> {
    let address = format!("{person}@example.org");
    until(&format!("letter {letter} to {address}"), || async {
        let letters = mail.letters_to(&address)?;
        let code = letters
            .get(letter)
            .and_then(|letter| letter.part("body").lines().find_map(|line| line.strip_prefix("code: ")));
        Ok(code.map(|code| code.trim().to_owned()))
    })
    .await
}

/// Accepts an invitation for somebody.
pub async fn accept(network: &Network, name: &str, code: &str, subject: &str) -> Result<Member, Failure> {
    Ok(try_accept(network, name, code, subject).await?.map_err(Box::new)?)
}

/// Accepts an invitation for somebody, or is refused.
pub async fn try_accept(
    network: &Network,
    name: &str,
    code: &str,
    subject: &str,
) -> Result<Result<Member, Status>, Failure> {
    let request = AcceptInvitationRequest { name: name.into(), code: code.into(), ..Default::default() };
    let answer = network.person(subject)?.partners.accept_invitation(request).await;
    Ok(answer.map(|answer| answer.into_inner().member.unwrap_or_default()))
}

/// Invites a person to the country do and accepts for them.
pub async fn join(network: &Network, mail: &Mail, person: &str, role: Role) -> Result<Member, Failure> {
    let invited = invite(&network.office("do")?, "countries/do", person, &[role]).await?;
    let member = accept(network, &invited.name, &code_of(mail, person, 0).await?, person).await?;
    assert_eq!((member.state(), member.subject.as_str()), (State::Active, person));
    Ok(member)
}

/// Takes all roles from a member of the country do.
pub async fn revoke(network: &Network, member: &Member) -> Result<(), Failure> {
    let request = RevokeMemberRequest { name: member.name.clone(), ..Default::default() };
    let answer = network.office("do")?.partners.revoke_member(request).await?.into_inner();
    assert_eq!(answer.member.unwrap_or_default().state(), State::Revoked);
    Ok(())
}

pub async fn an_office_gives_its_own_roles_in_its_own_country(network: &Network) -> Result<(), Failure> {
    let (office, region) = (network.office("do")?, network.region()?);
    let all = [Role::Applicant, Role::Reviewer, Role::OfficeStaff, Role::OfficeAdmin];
    invite(&office, "countries/do", "all", &all).await?;
    for role in [Role::RegionalObserver, Role::RegionalAdmin, Role::System] {
        let answer = invite(&office, "countries/do", "greedy", &[role]).await;
        assert_eq!(refusal(answer), of(Code::InvalidArgument, "INVALID_FIELD"), "{role:?}");
    }
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(invite(&office, "countries/cr", "far", &[Role::OfficeStaff]).await), not_there);
    assert_eq!(refusal(invite(&office, "network", "high", &[Role::RegionalAdmin]).await), not_there);
    let staff = network.caller("staff", "office_staff", "do", "en")?;
    let answer = invite(&staff, "countries/do", "friend", &[Role::OfficeStaff]).await;
    assert_eq!(refusal(answer), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    // Who oversees the network reads there.
    let answer = invite(&region, "countries/do", "friend", &[Role::OfficeStaff]).await;
    assert_eq!(refusal(answer), of(Code::PermissionDenied, "INTERVENTION_NEEDED"));
    let request = ListMembersRequest { parent: "countries/do".into(), ..Default::default() };
    assert!(!region.clone().partners.list_members(request).await?.into_inner().members.is_empty());
    Ok(())
}

pub async fn the_network_has_members_of_its_own(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let region = network.region()?;
    let answer = invite(&region, "network", "local", &[Role::OfficeAdmin]).await;
    assert_eq!(refusal(answer), of(Code::InvalidArgument, "INVALID_FIELD"), "a role of a country");
    let invited = invite(&region, "network", "rita", &[Role::RegionalAdmin]).await?;
    assert!(invited.name.starts_with("network/members/"), "{}", invited.name);
    accept(network, &invited.name, &code_of(mail, "rita", 0).await?, "rita").await?;
    let request = ListMembersRequest { parent: "network".into(), ..Default::default() };
    let of_network = until("rita's role", || async {
        let answer = network.person("rita")?.partners.list_members(request.clone()).await;
        Ok(answer.ok().map(|answer| answer.into_inner().members))
    })
    .await?;
    assert_eq!(of_network.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), [invited.name.as_str()]);
    // To a country's office they are not there.
    let answer = network.office("do")?.partners.list_members(request).await;
    assert_eq!(refusal(answer), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let mut rita = network.person("rita")?.partners;
    let request = RevokeMemberRequest { name: invited.name, ..Default::default() };
    assert_eq!(refusal(rita.revoke_member(request).await), of(Code::FailedPrecondition, "LAST_ADMIN"));
    Ok(())
}

pub async fn the_last_admin_stays(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let admin = join(network, mail, "alba", Role::OfficeAdmin).await?;
    let last = of(Code::FailedPrecondition, "LAST_ADMIN");
    let mut office = network.office("do")?.partners;
    let request = RevokeMemberRequest { name: admin.name.clone(), ..Default::default() };
    assert_eq!(refusal(office.revoke_member(request.clone()).await), last);
    let staff = Member { name: admin.name.clone(), roles: vec![Role::OfficeStaff.into()], ..Member::default() };
    let less = UpdateMemberRequest { member: Some(staff), ..Default::default() };
    assert_eq!(refusal(office.update_member(less.clone()).await), last);

    let stale = RevokeMemberRequest { etag: "1".into(), ..request.clone() };
    join(network, mail, "bruno", Role::OfficeAdmin).await?;
    assert_eq!(refusal(office.revoke_member(stale).await), of(Code::Aborted, "ETAG_STALE"));
    let changed = office.update_member(less).await?.into_inner().member.unwrap_or_default();
    assert_eq!(changed.roles, [i32::from(Role::OfficeStaff)]);
    assert_eq!(changed.display_name, "alba", "what was not set stays");
    office.revoke_member(request.clone()).await?;
    assert_eq!(refusal(office.revoke_member(request).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    // Who was revoked may come again.
    let again = invite(&network.office("do")?, "countries/do", "alba", &[Role::OfficeStaff]).await?;
    accept(network, &again.name, &code_of(mail, "alba", 1).await?, "alba").await?;
    reached(network, "alba").await
}

pub async fn the_first_admins_of_a_country_come_with_its_admission(
    network: &Network,
    mail: &Mail,
) -> Result<(), Failure> {
    let country = Country {
        display_names: words("Guatemala"),
        languages: vec!["es".into()],
        default_language: "es".into(),
        time_zone: "America/Guatemala".into(),
        ..Country::default()
    };
    let request = AdmitCountryRequest {
        country_id: "gt".into(),
        country: Some(country),
        admin_emails: vec!["gloria@example.org".into()],
        ..Default::default()
    };
    network.region()?.partners.admit_country(request).await?;
    let code = code_of(mail, "gloria", 0).await?;
    let request = ListMembersRequest { parent: "countries/gt".into(), ..Default::default() };
    let listed = network.region()?.partners.list_members(request).await?.into_inner().members;
    let [invited] = listed.as_slice() else { return Err(format!("one is invited: {listed:?}").into()) };
    accept(network, &invited.name, &code, "gloria").await?;
    until("gloria's role", || async {
        let invited = invite(&network.person("gloria")?, "countries/gt", "gabriel", &[Role::OfficeStaff]).await;
        Ok(invited.ok().map(drop))
    })
    .await
}

/// Each takes the role from the other at the same moment, time and again.
pub async fn two_admins_cannot_both_go(network: &Network, mail: &Mail) -> Result<(), Failure> {
    for round in 0..8 {
        let (one, other) = (format!("one{round}"), format!("other{round}"));
        let one = join(network, mail, &one, Role::OfficeAdmin).await?;
        let other = join(network, mail, &other, Role::OfficeAdmin).await?;
        if round == 0 {
            continue;
        }
        // Those of the rounds before are gone but for one, who goes first.
        let request = ListMembersRequest { parent: "countries/do".into(), ..Default::default() };
        let all = network.office("do")?.partners.list_members(request).await?.into_inner().members;
        let admins = all.into_iter().filter(|member| member.state() == State::Active);
        for before in admins.filter(|member| member.name != one.name && member.name != other.name) {
            revoke(network, &before).await?;
        }
        let call = async |member: &Member| {
            let request = RevokeMemberRequest { name: member.name.clone(), ..Default::default() };
            Ok::<_, Failure>(refusal(network.office("do")?.partners.revoke_member(request).await))
        };
        let (first, second) = tokio::join!(call(&one), call(&other));
        let answers = [first?, second?];
        let refusals: Vec<_> = answers.iter().flatten().collect();
        assert_eq!(refusals, [&(Code::FailedPrecondition, "LAST_ADMIN".to_owned())], "round {round}: {answers:?}");
    }
    Ok(())
}
