//! Translations, on both grounds: beside the original, told who made them, and public only as far as the entry is.

use platform::clients::Caller;
use proto::registrations::v1::{
    Answer, ConsentKind, DeleteTranslationRequest, GetPublicationRequest, GetRegistrationRequest,
    ListPublicationsRequest, ListTranslationsRequest, Registration, TranslatedAnswer, Translation,
    UpdateRegistrationRequest, WithdrawConsentRequest, answer::Value, translation::Origin,
};
use tests::{
    network::{Network, registration},
    people::People,
    platform::{Failure, Ground, SERVICES},
    refusal::{of, refusal},
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::catalogue::translated::{into, translate};

async fn listed(by: &Caller, parent: &str) -> Result<Vec<Translation>, Status> {
    let request = ListTranslationsRequest { parent: parent.into() };
    Ok(by.registrations.clone().list_translations(request).await?.into_inner().translations)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_entry_keeps_its_words_beside_those_of_others_on_a_trial() -> Result<(), Failure> {
    an_english_entry_keeps_its_words(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_entry_keeps_its_words_beside_those_of_others_on_real_servers() -> Result<(), Failure> {
    an_english_entry_keeps_its_words(&Network::real("translation").await?).await
}

async fn an_english_entry_keeps_its_words(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let english = Registration { source_language: "en".into(), ..registration("Savings with each payment") };
    let entry = network.draft("do", english).await?;
    let read = || async {
        let request = GetRegistrationRequest { name: entry.name.clone() };
        let answer = office.registrations.clone().get_registration(request).await?.into_inner();
        Ok::<_, Failure>(answer.registration.unwrap_or_default())
    };
    let original = read().await?;

    let spanish = translate(&office, into(&entry.name, "es", "Ahorro con cada cobro")).await?;
    assert_eq!((spanish.origin(), spanish.actor.as_str(), spanish.outdated), (Origin::Person, "office:do", false));
    let machine = Translation {
        origin: Origin::Machine.into(),
        engine: "opus-mt 1.2".into(),
        ..into(&entry.name, "pt", "Poupança com cada pagamento")
    };
    translate(&office, machine).await?;
    assert_eq!(read().await?, original, "the original was touched");

    what_is_wrong_is_told_together(&office, &entry.name).await?;
    nobody_else_reaches_them(network, &entry.name).await?;

    let stale = Translation { etag: "7".into(), ..into(&entry.name, "es", "Otro") };
    assert_eq!(refusal(translate(&office, stale).await), of(Code::Aborted, "ETAG_STALE"));
    let mended = Translation { etag: spanish.etag.clone(), ..into(&entry.name, "es", "Ahorro en cada cobro") };
    let mended = translate(&office, mended).await?;
    assert_eq!((mended.title.as_str(), mended.create_time), ("Ahorro en cada cobro", spanish.create_time));

    let renamed = Registration { name: entry.name.clone(), title: "Savings at each sale".into(), ..Default::default() };
    let request = UpdateRegistrationRequest { registration: Some(renamed), ..Default::default() };
    office.registrations.clone().update_registration(request).await?;
    let all = listed(&office, &entry.name).await?;
    let told: Vec<(&str, bool)> = all.iter().map(|one| (one.title.as_str(), one.outdated)).collect();
    assert_eq!(told, [("Ahorro en cada cobro", true), ("Poupança com cada pagamento", true)]);

    nothing_is_translated_into_itself(&office, &entry.name).await?;

    let name = format!("{}/translations/pt", entry.name);
    let request = DeleteTranslationRequest { name, ..Default::default() };
    office.registrations.clone().delete_translation(request.clone()).await?;
    let again = office.registrations.clone().delete_translation(request).await;
    assert_eq!(refusal(again), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(listed(&office, &entry.name).await?.len(), 1);
    Ok(())
}

async fn nothing_is_translated_into_itself(office: &Caller, entry: &str) -> Result<(), Failure> {
    let written_in = |language: &str| {
        let registration =
            Registration { name: entry.to_owned(), source_language: language.into(), ..Registration::default() };
        UpdateRegistrationRequest { registration: Some(registration), ..UpdateRegistrationRequest::default() }
    };
    let refused = office.registrations.clone().update_registration(written_in("pt")).await.expect_err("a translation");
    let violations = refused.get_error_details().bad_request().map(|bad| bad.field_violations.clone());
    let fields: Vec<String> = violations.unwrap_or_default().into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["registration.source_language"]);
    office.registrations.clone().update_registration(written_in("fr")).await?;
    office.registrations.clone().update_registration(written_in("en")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_translated_beside_those_that_were_given_on_both_grounds() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("translated_answers").await?] {
        answers_are_translated(&network).await?;
    }
    Ok(())
}

async fn answers_are_translated(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let answer = |question: &str, value: Value| Answer { question: question.into(), value: Some(value) };
    let answers =
        vec![answer("evidence", Value::Text("Dos meses de ventas".into())), answer("cost", Value::Number(120.0))];
    let entry =
        network.draft("do", Registration { answers: answers.clone(), ..registration("Ventas a la vista") }).await?;
    let in_english = |question: &str, text: &str| TranslatedAnswer { question: question.into(), text: text.into() };
    let words =
        Translation { answers: vec![in_english("evidence", "Two months of sales")], ..into(&entry.name, "en", "") };
    let english = translate(&office, words.clone()).await?;
    assert_eq!((&english.answers, english.outdated), (&words.answers, false));
    assert_eq!(listed(&office, &entry.name).await?, [english]);
    let read = GetRegistrationRequest { name: entry.name.clone() };
    let kept = office.registrations.clone().get_registration(read).await?.into_inner().registration;
    assert_eq!(kept.map(|kept| kept.answers), Some(answers), "the answers were touched");

    let of_a_number = Translation { answers: vec![in_english("cost", "One hundred")], ..words.clone() };
    assert_eq!(refusal(translate(&office, of_a_number).await), of(Code::InvalidArgument, "INVALID_FIELD"));

    let changed = Registration {
        name: entry.name.clone(),
        answers: vec![answer("evidence", Value::Text("Tres meses de ventas".into()))],
        ..Registration::default()
    };
    let request = UpdateRegistrationRequest { registration: Some(changed), ..Default::default() };
    office.registrations.clone().update_registration(request).await?;
    let outdated = listed(&office, &entry.name).await?;
    assert!(outdated[0].outdated && outdated[0].answers == words.answers, "{outdated:?}");
    Ok(())
}

async fn what_is_wrong_is_told_together(office: &Caller, entry: &str) -> Result<(), Failure> {
    let nameless = Translation { origin: Origin::Machine.into(), ..into(entry, "en", "") };
    let refused = translate(office, nameless).await.expect_err("three faults");
    let violations = refused.get_error_details().bad_request().map(|bad| bad.field_violations.clone());
    let fields: Vec<String> = violations.unwrap_or_default().into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["translation.name", "translation.engine", "translation.title"]);
    Ok(())
}

async fn nobody_else_reaches_them(network: &Network, entry: &str) -> Result<(), Failure> {
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    for other in [network.office("cr")?, network.caller("somebody else", "applicant", "do", "en")?] {
        assert_eq!(refusal(listed(&other, entry).await), not_there);
        assert_eq!(refusal(translate(&other, into(entry, "es", "Mío")).await), not_there);
    }
    assert_eq!(listed(&network.region()?, entry).await?.len(), 2, "the region oversees");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_shows_an_entry_in_its_languages_until_its_consent_is_taken_back() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--json"]).await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let office = People::of(&ground)?.office("do")?;
    let mut public = office.registrations.clone();
    let request = ListPublicationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let shown = public.list_publications(request.clone()).await?.into_inner().publications;
    let entry = shown.into_iter().find(|entry| entry.translations.is_empty()).ok_or("nothing is published")?;
    assert_eq!(entry.language, "es");

    let words = Translation {
        origin: Origin::Machine.into(),
        engine: "opus-mt 1.2".into(),
        problem: "Not public".into(),
        ..into(&entry.registration, "en", "In English")
    };
    translate(&office, words).await?;
    let shown = public.list_publications(request).await?.into_inner().publications;
    let listed = shown.into_iter().find(|shown| shown.name == entry.name).ok_or("it is gone")?;
    let [english] = listed.translations.as_slice() else { return Err(format!("{listed:?}").into()) };
    let told = (english.language.as_str(), english.title.as_str(), english.origin());
    assert_eq!(told, ("en", "In English", Origin::Machine));
    assert_eq!(listed.title, entry.title, "the original is what it was");
    let read = public.get_publication(GetPublicationRequest { name: entry.name.clone() }).await?.into_inner();
    assert_eq!(read.publication, Some(listed));

    let kind = ConsentKind::Publication.into();
    let request = WithdrawConsentRequest { name: entry.registration.clone(), kind, ..Default::default() };
    public.withdraw_consent(request).await?;
    let gone = public.get_publication(GetPublicationRequest { name: entry.name }).await;
    assert_eq!(refusal(gone), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}
