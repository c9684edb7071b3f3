//! What an office entered is withdrawn and revived by it, with a reason, until somebody has claimed it; after that by them.

use platform::{clients::Caller, error::fields_of};
use prost_types::FieldMask;
use proto::registrations::v1::{
    ConsentKind, CreateRegistrationRequest, Registration, ReviveRegistrationRequest, UpdateRegistrationRequest,
    WithdrawConsentRequest, WithdrawRegistrationRequest, registration::State,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::{Code, Status};

use super::asking::{claim, code_in, offer, submit, withdraw};

#[tokio::test(flavor = "multi_thread")]
async fn an_office_takes_back_what_it_entered_until_somebody_has_claimed_it() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::real_with("withdrawing", &[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    let office = network.caller("staff", "office_staff", "do", "en")?;
    let name = network.draft("do", registration("La que anotó la oficina")).await?.name;
    submit(&office, &name).await?;

    let refused = because(&office, &name, "").await.expect_err("a reason is missing");
    assert_eq!(fields_of(&refused).first().map(|(field, _)| field.as_str()), Some("reason"));
    let withdrawn = because(&office, &name, "la anotamos dos veces").await?;
    assert_eq!((withdrawn.state(), withdrawn.state_reason.as_str()), (State::Withdrawn, "la anotamos dos veces"));
    let revived = revive(&office, &name).await?;
    assert_eq!((revived.state(), revived.state_reason.as_str()), (State::Draft, "era otra"));
    let neighbour = network.office("cr")?;
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(withdraw(&neighbour, &name).await), not_there);

    offer(&office, &name, "ana@example.org").await?;
    let ana = network.person("ana")?;
    claim(&ana, &name, &code_in(&mail, "ana@example.org", 0).await?).await?;
    let theirs = of(Code::PermissionDenied, "REGISTRATION_OWNER_NEEDED");
    assert_eq!(refusal(withdraw(&office, &name).await), theirs);
    assert_eq!(withdraw(&ana, &name).await?.state(), State::Withdrawn);
    assert_eq!(refusal(revive(&office, &name).await), theirs);
    assert_eq!(revive(&ana, &name).await?.state(), State::Draft);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_whose_consent_was_unticked_is_revived_and_one_whose_consent_was_taken_back_is_not()
-> Result<(), Failure> {
    let network = Network::embedded().await?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let mut names = Vec::new();
    for title in ["La que se destildó", "La que se retiró"] {
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(registration(title)),
            ..Default::default()
        };
        let made = ana.registrations.clone().create_registration(request).await?.into_inner().registration;
        names.push(made.unwrap_or_default().name);
    }
    let unticked = UpdateRegistrationRequest {
        registration: Some(Registration { name: names[0].clone(), ..Default::default() }),
        update_mask: Some(FieldMask { paths: vec!["data_consent".into()] }),
        ..Default::default()
    };
    ana.registrations.clone().update_registration(unticked).await?;
    withdraw(&ana, &names[0]).await?;
    assert_eq!(revive(&ana, &names[0]).await?.state(), State::Draft);

    let kind = ConsentKind::Data.into();
    let request = WithdrawConsentRequest { name: names[1].clone(), kind, ..Default::default() };
    ana.registrations.clone().withdraw_consent(request).await?;
    assert_eq!(refusal(revive(&ana, &names[1]).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

async fn because(caller: &Caller, name: &str, reason: &str) -> Result<Registration, Status> {
    let request = WithdrawRegistrationRequest { name: name.to_owned(), reason: reason.into(), ..Default::default() };
    let answer = caller.registrations.clone().withdraw_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

async fn revive(caller: &Caller, name: &str) -> Result<Registration, Status> {
    let request = ReviveRegistrationRequest { name: name.to_owned(), reason: "era otra".into(), ..Default::default() };
    Ok(caller.registrations.clone().revive_registration(request).await?.into_inner().registration.unwrap_or_default())
}
