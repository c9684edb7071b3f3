//! Each submission is a version that nothing changes; what was withdrawn is revived, changed and submitted again.

use platform::clients::Caller;
use proto::{
    platform::v1::Role,
    registrations::v1::{
        CompareRegistrationVersionsRequest, CompareRegistrationVersionsResponse, GetRegistrationRequest,
        ListRegistrationVersionsRequest, Registration, RegistrationVersion, ReviveRegistrationRequest,
        SubmitRegistrationRequest, UpdateRegistrationRequest, WithdrawConsentRequest, WithdrawRegistrationRequest,
        changed_passage, registration::State,
    },
    reviews::v1::{Case, ListCasesRequest, case},
};
use tests::{
    calls,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES},
    refusal::{of, refusal},
};
use tonic::{Code, Status};

const OLD: &str = "Cada cobro separa un porcentaje para reposición de inventario, que la dueña ve cada noche en su \
                   teléfono, aunque no tenga conexión en ese momento.";
const NEW: &str = "Cada cobro separa un porcentaje para reposición de inventario, que la dueña ve cada semana en su \
                   teléfono, aunque no tenga conexión en ese momento.";

#[tokio::test(flavor = "multi_thread")]
async fn each_submission_stays_as_it_was_and_the_next_one_says_what_changed() -> Result<(), Failure> {
    let mut ground = Ground::real("versions").await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    calls::admit(&mut people.region()?, &["do"]).await?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    let mut ana = people.applicant("do")?;

    let name = calls::create(&mut ana, "do", "La que vuelve").await?;
    update(&mut ana, &name, Registration { description: OLD.into(), ..Default::default() }).await?;
    submit(&mut ana, &name).await?;
    let first = case_in(&people, &name, case::State::Open).await?;
    passes(&people, &name, &first).await?;
    assert_eq!(refusal(revive(&mut ana, &name).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    withdraw(&mut ana, &name).await?;
    let revived = revive(&mut ana, &name).await?;
    assert_eq!((revived.state(), revived.submit_time), (State::Draft, None));
    assert_eq!(revived.state_reason, "todavía queremos participar");
    update(&mut ana, &name, Registration { description: NEW.into(), jobs: Some(4), ..Default::default() }).await?;
    submit(&mut ana, &name).await?;

    let versions = versions(&mut ana, &name).await?;
    let told: Vec<(i32, &str)> = versions.iter().map(|one| (one.number, description(one))).collect();
    assert_eq!(told, [(2, NEW), (1, OLD)]);
    says_what_changed(&compare(&mut ana, &name, 0).await?);
    assert_eq!(compare(&mut people.office("do")?, &name, 2).await?, compare(&mut ana, &name, 0).await?);
    let of_the_first = compare(&mut ana, &name, 1).await?;
    assert_eq!((of_the_first.base, of_the_first.version), (0, 1));
    assert!(of_the_first.differences.iter().any(|one| one.field == "title" && one.after == "La que vuelve"));

    let nobody = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(compare(&mut ana, &name, 3).await), nobody, "there is no third");
    let mut mallory = people.person("mallory", Role::Applicant, "do")?;
    assert_eq!(refusal(compare(&mut mallory, &name, 1).await), nobody);
    assert_eq!(refusal(self::versions(&mut mallory, &name).await), nobody);
    assert_eq!(refusal(revive(&mut mallory, &name).await), nobody);
    the_new_case_goes_on(&people, &name, &first).await
}

fn says_what_changed(compared: &CompareRegistrationVersionsResponse) {
    let fields: Vec<(&str, &str)> =
        compared.differences.iter().map(|one| (one.field.as_str(), one.label.as_str())).collect();
    assert_eq!(fields, [("description", "Description"), ("jobs", "Jobs")]);
    let passages = compared.differences[0].passages.iter();
    let changed = passages.filter(|passage| passage.kind() != changed_passage::Kind::Same);
    let changed: Vec<(changed_passage::Kind, &str)> =
        changed.map(|passage| (passage.kind(), passage.words.as_str())).collect();
    assert_eq!(changed, [(changed_passage::Kind::Removed, "noche"), (changed_passage::Kind::Added, "semana")]);
}

/// The second submission is reviewed in a case of its own, and the first case stays closed.
async fn the_new_case_goes_on(people: &People, name: &str, first: &Case) -> Result<(), Failure> {
    let second = case_in(people, name, case::State::Open).await?;
    assert_ne!(second.name, first.name);
    assert_eq!(case_in(people, name, case::State::Closed).await?.name, first.name);
    passes(people, name, &second).await
}

/// Lets a case through the screening, and waits until its registration tells so.
async fn passes(people: &People, name: &str, case: &Case) -> Result<(), Failure> {
    calls::pass(&people.office("do")?, &case.name).await?;
    until("its review", || async {
        let request = GetRegistrationRequest { name: name.to_owned() };
        let found = people.office("do")?.registrations.get_registration(request).await?.into_inner().registration;
        Ok(found.filter(|found| found.state() == State::InReview).map(drop))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_registered_anew_or_is_to_be_erased_is_not_revived() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    calls::admit(&mut people.region()?, &["do"]).await?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    let mut ana = people.applicant("do")?;

    let first = calls::submit(&mut ana, "do", "La que se repite").await?;
    withdraw(&mut ana, &first).await?;
    let second = calls::submit(&mut ana, "do", "La que se repite").await?;
    let made = of(Code::AlreadyExists, "REGISTRATION_ALREADY_MADE");
    assert_eq!(revive(&mut ana, &first).await?.state(), State::Draft);
    assert_eq!(refusal(submit(&mut ana, &first).await), made, "the second took its place");
    withdraw(&mut ana, &second).await?;
    submit(&mut ana, &first).await?;
    assert_eq!(revive(&mut ana, &second).await?.state(), State::Draft);
    assert_eq!(refusal(submit(&mut ana, &second).await), made, "and now the first has it again");

    let over = calls::submit(&mut ana, "do", "La que se borra").await?;
    let request = WithdrawConsentRequest {
        name: over.clone(),
        kind: proto::registrations::v1::ConsentKind::Data.into(),
        ..Default::default()
    };
    ana.registrations.withdraw_consent(request).await?;
    assert_eq!(refusal(revive(&mut ana, &over).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    until("its version is emptied", || async {
        let versions = versions(&mut ana.clone(), &over).await?;
        Ok(versions.iter().all(|version| version.registration.is_none()).then_some(()))
    })
    .await
}

fn description(version: &RegistrationVersion) -> &str {
    version.registration.as_ref().map(|registration| registration.description.as_str()).unwrap_or_default()
}

async fn update(caller: &mut Caller, name: &str, change: Registration) -> Result<(), Status> {
    let registration = Some(Registration { name: name.to_owned(), ..change });
    let request = UpdateRegistrationRequest { registration, ..Default::default() };
    caller.registrations.update_registration(request).await.map(drop)
}

async fn submit(caller: &mut Caller, name: &str) -> Result<(), Status> {
    let request = SubmitRegistrationRequest { name: name.to_owned(), ..Default::default() };
    caller.registrations.submit_registration(request).await.map(drop)
}

async fn withdraw(caller: &mut Caller, name: &str) -> Result<(), Status> {
    let request = WithdrawRegistrationRequest { name: name.to_owned(), reason: "ya no".into(), ..Default::default() };
    caller.registrations.withdraw_registration(request).await.map(drop)
}

async fn revive(caller: &mut Caller, name: &str) -> Result<Registration, Status> {
    let reason = "todavía queremos participar".to_owned();
    let request = ReviveRegistrationRequest { name: name.to_owned(), reason, ..Default::default() };
    Ok(caller.registrations.revive_registration(request).await?.into_inner().registration.unwrap_or_default())
}

async fn versions(caller: &mut Caller, name: &str) -> Result<Vec<RegistrationVersion>, Status> {
    let request = ListRegistrationVersionsRequest { parent: name.to_owned(), ..Default::default() };
    Ok(caller.registrations.list_registration_versions(request).await?.into_inner().versions)
}

async fn compare(caller: &mut Caller, name: &str, version: i32) -> Result<CompareRegistrationVersionsResponse, Status> {
    let request = CompareRegistrationVersionsRequest { name: name.to_owned(), version, base: 0 };
    Ok(caller.registrations.compare_registration_versions(request).await?.into_inner())
}

/// A case of a registration once one stands so.
async fn case_in(people: &People, registration: &str, state: case::State) -> Result<Case, Failure> {
    until(&format!("a case that is {state:?}"), || async {
        let filter = format!("registration = \"{registration}\"");
        let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
        let found = people.office("do")?.reviews.list_cases(request).await?.into_inner().cases;
        Ok(found.into_iter().find(|found| found.state() == state))
    })
    .await
}
