//! Messages that always fail: parked after their retries, beside a rest that goes on; and replayed.

use proto::registrations::v1::{RegistrationSubmitted, RegistrationWithdrawn, SubmitRegistrationRequest};
use tests::{
    bus::{Bus, Message},
    calls,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES},
    tables::number,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_always_fails_is_parked_the_rest_goes_on_and_a_replay_has_its_effect() -> Result<(), Failure> {
    let mut ground = Ground::real("parking").await?;
    ground.set("ACELERACION__EVENTS__RETRY_ATTEMPTS", "2");
    ground.set("ACELERACION__EVENTS__RETRY_FIRST_MILLISECONDS", "20");
    ground.set("ACELERACION__EVENTS__RETRY_LONGEST_SECONDS", "1");
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    calls::admit(&mut people.region()?, &["do"]).await?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    // With so few tries nothing else may come too early.
    until("the country known", || has_one(&ground, "notifications", "people")).await?;
    until("the language of its letters known", || has_one(&ground, "notifications", "countries")).await?;

    // One that nobody can read, and one of a registration that was not even submitted.
    let mut applicant = people.applicant("do")?;
    let draft = calls::create(&mut applicant, "do", "Ahorro programado").await?;
    let bus = Bus::of(&ground).await?;
    let garbled = Message::of(&RegistrationSubmitted { name: draft.clone(), ..Default::default() }, "do").garbled();
    let early = Message::of(&RegistrationWithdrawn { name: draft.clone(), version: 3, submission: 1 }, "do");
    bus.publish(&[garbled.clone(), early.clone()]).await?;
    let good = calls::submit(&mut applicant, "do", "Catálogo en mensajería").await?;

    until("the case of the good one", || has_case(&ground, &good, "OPEN")).await?;
    let parked_garbled = wait_parked(&ground, "reviews", &garbled).await?;
    let parked_early = wait_parked(&ground, "reviews", &early).await?;
    let letter_early = wait_parked(&ground, "notifications", &early).await?;
    wait_parked(&ground, "notifications", &garbled).await?;
    assert!(parked_early.contains("  registration.withdrawn  "), "{parked_early}");
    assert!(parked_early.contains(&draft), "{parked_early}");
    assert!(parked_early.contains("tried 3 times: "), "at first, and twice again: {parked_early}");
    assert!(parked_early.contains("waits for the submission"), "{parked_early}");
    let shown = ground.run(&["events", "show", name(&parked_early)]).await?;
    assert_eq!(shown.lines().next(), Some(parked_early.as_str()));
    assert!(shown.contains(&format!(r#""name":"{draft}""#)), "{shown}");

    // The cause is removed, and the messages have their effect.
    let request = SubmitRegistrationRequest { name: draft.clone(), ..Default::default() };
    applicant.registrations.submit_registration(request).await?;
    until("the late case", || has_case(&ground, &draft, "OPEN")).await?;
    for parked in [&parked_early, &letter_early] {
        let said = ground.run(&["events", "replay", name(parked)]).await?;
        assert_eq!(said, format!("{} is tried again\n", name(parked)));
    }
    until("the case closed", || has_case(&ground, &draft, "CLOSED")).await?;
    until("the letter that confirms it", || has_letter(&ground, "registration-withdrawn")).await?;
    assert!(ground.run(&["events", "replay", name(&parked_early)]).await.is_err(), "it is parked no more");

    // Its cause remains, so it is parked again, after all its tries.
    let reviews = ground.database("reviews").await?;
    let last_try = "SELECT next_at FROM retries WHERE parked";
    let first_time = number(&reviews, last_try).await?;
    ground.run(&["events", "replay", name(&parked_garbled)]).await?;
    until("the garbled one parked again", || async {
        let again = number(&reviews, "SELECT count(*) FROM retries WHERE parked").await? == 1;
        Ok((again && number(&reviews, last_try).await? > first_time).then_some(()))
    })
    .await?;
    assert_eq!(wait_parked(&ground, "reviews", &garbled).await?, parked_garbled);
    let all = ground.run(&["events", "parked"]).await?;
    assert_eq!(all.lines().count(), 2, "the garbled one, in both services: {all}");
    Ok(())
}

async fn has_one(ground: &Ground, service: &str, table: &str) -> Result<Option<()>, Failure> {
    let rows = number(&ground.database(service).await?, &format!("SELECT count(*) FROM {table}")).await?;
    Ok((rows == 1).then_some(()))
}

async fn has_case(ground: &Ground, registration: &str, state: &str) -> Result<Option<()>, Failure> {
    let cases = format!("SELECT count(*) FROM cases WHERE registration = '{registration}' AND state = '{state}'");
    Ok((number(&ground.database("reviews").await?, &cases).await? == 1).then_some(()))
}

async fn has_letter(ground: &Ground, template: &str) -> Result<Option<()>, Failure> {
    let letters = format!("SELECT count(*) FROM notifications WHERE template = '{template}'");
    Ok((number(&ground.database("notifications").await?, &letters).await? == 1).then_some(()))
}

/// The line with which `events parked` lists a message, once it does.
async fn wait_parked(ground: &Ground, service: &str, message: &Message) -> Result<String, Failure> {
    let listed = format!("services/{service}/parkedEvents/{}  ", message.id());
    until("a parked message", || async {
        let lines = ground.run(&["events", "parked", "--service", service]).await?;
        Ok(lines.lines().find(|line| line.starts_with(&listed)).map(str::to_owned))
    })
    .await
}

/// The name that a line of `events parked` begins with.
fn name(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}
