//! What takes an entry out of every public answer at once, and what brings it back.

use proto::{
    notifications::v1::ListNotificationsRequest,
    registrations::v1::{
        FlagPublicationRequest, GetRegistrationRequest, Publication, PublishRegistrationRequest, Registration,
        ReviveRegistrationRequest, SubmitRegistrationRequest, UpdateRegistrationRequest, WithdrawRegistrationRequest,
        catalogue_change::Kind, registration::State,
    },
};
use std::time::Duration;
use tests::{
    network::{Network, registration},
    patience::{until, until_within},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    asked::{Asked, changes, everywhere, get, missing, nowhere},
    made::{agree, disagree, embargo, entry, publish, published, resume, stands_validated, suspend, update},
};

/// Within this an entry is gone whose applicant does not consent any more, also for whoever keeps a copy.
const PROMISED: Duration = Duration::from_secs(1);

pub async fn an_embargo_ends_by_the_clock_of_the_server(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Guardada hasta la feria")).await?;
    everywhere(&asked, &shown).await?;
    let held = embargo(&office, &shown.name, 3600).await?;
    assert!(!held.shown && held.embargo_time.is_some() && !held.suspended, "{held:?}");
    nowhere(&asked, &shown).await?;
    embargo(&office, &shown.name, 2).await?;
    comes_back(&asked, &shown).await
}

/// A search looks at what is under embargo again once a worker has seen that it is over.
async fn comes_back(asked: &Asked, shown: &Publication) -> Result<(), Failure> {
    until("the embargo is over", || async {
        let found = asked.found("countries/do", &format!("\"{}\"", shown.title)).await?;
        Ok((get(asked, &shown.name).await?.is_some() && !found.is_empty()).then_some(()))
    })
    .await?;
    everywhere(asked, shown).await
}

pub async fn an_embargo_outlasts_a_consent_that_was_taken_back_for_a_while(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Guardada dos veces")).await?;
    let held = embargo(&office, &shown.name, 3600).await?;
    disagree(&office, &shown.registration).await?;
    agree(&office, &shown.registration).await?;
    publish(&office, &shown.registration).await?;
    nowhere(&asked, &shown).await?;
    assert_eq!(entry(network, &shown.name).await?.embargo_time, held.embargo_time, "nobody named another one");

    // What is over by then does not come back.
    embargo(&office, &shown.name, 2).await?;
    comes_back(&asked, &shown).await?;
    disagree(&office, &shown.registration).await?;
    agree(&office, &shown.registration).await?;
    publish(&office, &shown.registration).await?;
    everywhere(&asked, &shown).await
}

pub async fn a_flag_hides_an_entry_until_the_office_resumes_it(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Con un aviso")).await?;
    let mut somebody = network.caller("applicant:cr", "applicant", "cr", "en")?.registrations;
    let flag = FlagPublicationRequest {
        name: shown.name.clone(),
        reason: "esta empresa ya no existe".into(),
        ..FlagPublicationRequest::default()
    };
    somebody.flag_publication(flag.clone()).await?;
    nowhere(&asked, &shown).await?;
    assert_eq!(refusal(somebody.flag_publication(flag.clone()).await), missing(), "it is out of sight");
    let held = entry(network, &shown.name).await?;
    assert!(held.suspended && held.suspend_reason.is_empty() && !held.shown, "{held:?}");
    assert_eq!(held.flags.first().map(|flag| flag.reason.as_str()), Some("esta empresa ya no existe"));

    resume(&office, &shown.name).await?;
    everywhere(&asked, &shown).await?;
    let again = refusal(somebody.flag_publication(flag).await);
    assert_eq!(again, of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "once a person and entry");
    let refused = refusal(resume(&office, &shown.name).await);
    assert_eq!(refused, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    everywhere(&asked, &shown).await
}

pub async fn what_is_suspended_stays_so_when_the_consent_comes_back(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Con una queja")).await?;
    disagree(&office, &shown.registration).await?;
    nowhere(&asked, &shown).await?;

    let reason = "se revisa una queja";
    suspend(&office, &shown.name, reason).await?;
    agree(&office, &shown.registration).await?;
    publish(&office, &shown.registration).await?;
    nowhere(&asked, &shown).await?;
    let held = entry(network, &shown.name).await?;
    assert_eq!((held.suspended, held.suspend_reason.as_str()), (true, reason));
    resume(&office, &shown.name).await?;
    everywhere(&asked, &shown).await
}

/// A registration that was handed in by a call, and stands as one that was validated.
async fn handed_in(network: &Network, title: &str) -> Result<String, Failure> {
    let name = network.draft("do", registration(title)).await?.name;
    let calls = network.office("do")?.registrations;
    calls.clone().submit_registration(SubmitRegistrationRequest { name: name.clone(), ..Default::default() }).await?;
    until("its case", || {
        let (mut calls, name) = (calls.clone(), name.clone());
        async move {
            let found = calls.get_registration(GetRegistrationRequest { name }).await?.into_inner().registration;
            Ok(found.filter(|found| found.state() == State::Screening))
        }
    })
    .await?;
    stands_validated(network, "do", title).await?;
    Ok(name)
}

pub async fn whoever_applied_reads_from_when_on_it_is_shown(network: &Network) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let name = handed_in(network, "Para la feria").await?;
    let end = platform::moment::from_seconds(platform::moment::now().unix_timestamp() + 3600);
    let embargo_time = Some(platform::moment::timestamp(end));
    let request = PublishRegistrationRequest { name: name.clone(), embargo_time, ..Default::default() };
    office.registrations.publish_registration(request).await?;
    let filter = format!("registration = {name}");
    let listed = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let letter = until("a letter of it", || {
        let (mut calls, listed) = (office.notifications.clone(), listed.clone());
        async move {
            let letters = calls.list_notifications(listed).await?.into_inner().notifications;
            Ok(letters.into_iter().find(|letter| letter.template.contains("publi")))
        }
    })
    .await?;
    assert_eq!(letter.template, "publication-awaited");
    Ok(())
}

pub async fn what_the_office_wrote_waits_for_it_once_the_registration_says_otherwise(
    network: &Network,
) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut calls = office.registrations.clone();
    let name = handed_in(network, "Lo que era").await?;
    let shown = publish(&office, &name).await?;
    let worded =
        Publication { name: shown.name.clone(), title: "Como la oficina lo dice".into(), ..Default::default() };
    update(&office, worded, &["title"]).await?;
    disagree(&office, &name).await?;
    let reason = String::from("cambió todo");
    let withdraw = WithdrawRegistrationRequest { name: name.clone(), reason: reason.clone(), ..Default::default() };
    calls.withdraw_registration(withdraw).await?;
    calls.revive_registration(ReviveRegistrationRequest { name: name.clone(), reason, ..Default::default() }).await?;
    let rewritten = Registration { name: name.clone(), title: "Lo que es".into(), ..Default::default() };
    let rewritten = UpdateRegistrationRequest { registration: Some(rewritten), ..Default::default() };
    calls.update_registration(rewritten).await?;
    assert!(!entry(network, &shown.name).await?.suspended, "a draft counts for nobody");
    calls.submit_registration(SubmitRegistrationRequest { name, ..Default::default() }).await?;
    let held = entry(network, &shown.name).await?;
    assert!(held.suspended && !held.suspend_reason.is_empty(), "{held:?}");
    Ok(())
}

pub async fn what_nobody_consents_to_any_more_is_gone_within_a_second(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Sin permiso")).await?;
    let token = until("it is told", || async {
        let (told, token) = changes(&asked, "countries/do", "").await?;
        Ok(told.iter().any(|change| change.name == shown.name).then_some(token))
    })
    .await?;
    disagree(&office, &shown.registration).await?;
    let told = until_within(PROMISED, "its end is told", || async {
        let (told, _) = changes(&asked, "countries/do", &token).await?;
        Ok(told.into_iter().find(|change| change.name == shown.name))
    })
    .await?;
    assert!(told.kind() == Kind::Removed && told.publication.is_none(), "{told:?}");
    nowhere(&asked, &shown).await
}
