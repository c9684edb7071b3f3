//! Who may take part: rules as data, explained before the rest is answered.

use platform::{clients::Caller, error::fields_of};
use proto::registrations::v1::{
    CheckEligibilityRequest, CheckEligibilityResponse, CountryTest, CreateEditionRequest, CreateRegistrationRequest,
    Edition, EntriesTest, Registration, Rule, RuleOutcome, Stage, Track,
    registrations_service_client::RegistrationsServiceClient, rule::Test, rule_outcome::Outcome,
};
use tests::{
    network::{Network, edition, words},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Request, Status};

use super::making::{definition_of, entry, faults, open, open_with, revise, submit};

/// Asks as nobody in particular, in Spanish.
async fn ask(network: &Network, parent: &str, so_far: Registration) -> Result<CheckEligibilityResponse, Failure> {
    Ok(asked(network, parent, so_far).await??)
}

async fn asked(
    network: &Network,
    parent: &str,
    so_far: Registration,
) -> Result<Result<CheckEligibilityResponse, Status>, Failure> {
    let mut client = RegistrationsServiceClient::new(network.channel().await?);
    let message = CheckEligibilityRequest { parent: parent.into(), registration: Some(so_far) };
    let mut request = Request::new(message);
    request.metadata_mut().insert("accept-language", "es".parse()?);
    Ok(client.check_eligibility(request).await.map(tonic::Response::into_inner))
}

fn outcomes(answer: &CheckEligibilityResponse) -> Vec<(&str, Outcome)> {
    answer.outcomes.iter().map(|one| (one.rule.as_str(), one.outcome())).collect()
}

pub async fn rules_are_explained_to_anybody_before_the_rest_is_answered(network: &Network) -> Result<(), Failure> {
    use Outcome::{Failed, NotYetKnown, Passed};
    let edition = open(network, "eligible").await?;
    let nothing = Registration { edition: edition.clone(), track: 1, ..Registration::default() };
    let answer = ask(network, "countries/do", nothing.clone()).await?;
    assert!(answer.eligible);
    let so_far = [("country", Passed), ("deadline", Passed), ("at_work", NotYetKnown), ("complete", NotYetKnown)];
    assert_eq!(outcomes(&answer), so_far);

    let idea = Registration { stage: Stage::Idea.into(), ..nothing };
    let answer = ask(network, "countries/do", idea.clone()).await?;
    assert!(!answer.eligible);
    let told = answer.outcomes.iter().find(|one| one.outcome() == Failed).cloned().unwrap_or_default();
    assert_eq!((told.rule.as_str(), told.question.as_str()), ("at_work", "stage"));
    assert_eq!(told.explanation, "solo se puede registrar lo que ya está implementado");

    let answer = ask(network, "countries/do", entry(&edition, "Todo", Vec::new())).await?;
    assert!(answer.eligible && outcomes(&answer).iter().all(|(_, outcome)| *outcome == Passed), "{answer:?}");
    let elsewhere = ask(network, "countries/mx", entry(&edition, "Todo", Vec::new())).await?;
    assert!(!elsewhere.eligible);
    assert!(outcomes(&elsewhere).contains(&("country", Failed)), "{elsewhere:?}");
    let unknown = Registration { edition: "editions/none".into(), ..idea.clone() };
    let refused = asked(network, "countries/do", unknown).await?;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "EDITION_NOT_OPEN"));

    // The same rule holds at submission, whoever looked before and whoever did not.
    let late = Registration { stage: Stage::Idea.into(), ..entry(&edition, "Idea", Vec::new()) };
    let draft = network.draft("do", late).await?;
    assert_eq!(faults(submit(&mut network.office("do")?, &draft.name).await), ["registration.stage"]);
    Ok(())
}

pub async fn a_track_that_is_not_taken_and_a_late_entry_are_told_apart(network: &Network) -> Result<(), Failure> {
    let id = "solutions-only";
    let solutions = Edition { tracks: vec![Track::Solution.into()], ..edition() };
    let request = CreateEditionRequest { edition_id: id.into(), edition: Some(solutions), ..Default::default() };
    network.region()?.registrations.create_edition(request).await?;
    let of_track = |track: Track| Registration {
        edition: format!("editions/{id}"),
        track: track.into(),
        stage: Stage::Implemented.into(),
        ..Registration::default()
    };
    let story = asked(network, "countries/do", of_track(Track::Story)).await?;
    assert_eq!(refusal(story.clone()), of(Code::InvalidArgument, "INVALID_FIELD"));
    assert_eq!(faults(story), ["registration.track"]);
    for taken in [Track::Solution, Track::Unspecified] {
        assert!(ask(network, "countries/do", of_track(taken)).await?.eligible, "{taken:?}");
    }
    Ok(())
}

/// An edition that takes one entry of each applicant.
async fn once(network: &Network, id: &str) -> Result<String, Failure> {
    let template = open(network, &format!("{id}-template")).await?;
    let mut definition = definition_of(network, &template).await?;
    definition.rules.push(Rule {
        id: "once".into(),
        explanation: words("una por persona"),
        test: Some(Test::Entries(EntriesTest { most: 1 })),
        ..Rule::default()
    });
    open_with(network, id, Some(definition)).await
}

/// Two drafts of one applicant.
async fn two(applicant: &Caller, edition: &str) -> Result<[String; 2], Failure> {
    let mut names = Vec::new();
    for title in ["Una", "Dos"] {
        let mut draft = entry(edition, title, Vec::new());
        // In words of their own: another one may have registered the same.
        draft.title = format!("{title} {}", uuid::Uuid::now_v7());
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(draft),
            ..Default::default()
        };
        let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
        names.push(made.registration.unwrap_or_default().name);
    }
    names.try_into().map_err(|_| "not two".into())
}

pub async fn an_applicant_enters_no_more_often_than_the_rules_let_them(network: &Network) -> Result<(), Failure> {
    let edition = once(network, "once").await?;
    let mut applicant = network.caller("idp|ana", "applicant", "do", "en")?;
    let [first, second] = two(&applicant, &edition).await?;
    let once = |answer: CheckEligibilityResponse| {
        answer.outcomes.iter().find(|one| one.rule == "once").map(RuleOutcome::outcome)
    };
    let so_far = entry(&edition, "Otra", Vec::new());
    let request = CheckEligibilityRequest { parent: "countries/do".into(), registration: Some(so_far.clone()) };
    let before = applicant.registrations.check_eligibility(request.clone()).await?.into_inner();
    assert_eq!(once(before), Some(Outcome::Passed));
    submit(&mut applicant, &first).await?;
    let before = applicant.registrations.check_eligibility(request).await?.into_inner();
    assert_eq!(once(before), Some(Outcome::Failed), "nobody fills in the rest first");
    assert_eq!(once(ask(network, "countries/do", so_far).await?), Some(Outcome::NotYetKnown), "of whom nobody knows");
    assert_eq!(faults(submit(&mut applicant, &second).await), ["registration.edition"]);

    // Whatever else is wrong is told as well, though it is about the same field.
    let mut definition = definition_of(network, &edition).await?;
    definition.rules.push(Rule {
        id: "elsewhere".into(),
        explanation: words("solo en el otro país"),
        test: Some(Test::Country(CountryTest { countries: vec!["countries/cr".into()] })),
        ..Rule::default()
    });
    revise(network, &edition, definition).await?;
    let refused = submit(&mut applicant, &second).await.expect_err("two rules are not met");
    let told: Vec<(String, String)> = fields_of(&refused);
    assert!(told.iter().all(|(field, _)| field == "registration.edition"), "{told:?}");
    let told: Vec<&str> = told.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(told, ["una por persona", "solo en el otro país"]);
    Ok(())
}

pub async fn of_two_that_are_handed_in_at_once_one_is_too_many(network: &Network) -> Result<(), Failure> {
    let edition = once(network, "at-once").await?;
    for number in 0..8 {
        let applicant = network.person(&format!("idp|pair {number}"))?;
        let [first, second] = two(&applicant, &edition).await?;
        let (mut one, mut other) = (applicant.clone(), applicant);
        let both = tokio::join!(submit(&mut one, &first), submit(&mut other, &second));
        let (taken, refused) = match both {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => (true, refused),
            (Err(one), Err(_)) => (false, one),
            (Ok(_), Ok(_)) => return Err(format!("both of {number} were taken").into()),
        };
        assert!(taken, "{refused}");
        assert_eq!(faults::<()>(Err(refused)), ["registration.edition"]);
    }
    Ok(())
}
