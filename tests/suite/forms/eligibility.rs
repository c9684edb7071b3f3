//! Who may take part: rules as data, explained before the rest is answered.

use proto::registrations::v1::{
    CheckEligibilityRequest, CheckEligibilityResponse, EntriesTest, Registration, Rule, Stage,
    registrations_service_client::RegistrationsServiceClient, rule::Test, rule_outcome::Outcome,
};
use tests::{
    network::{Network, words},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Request, Status};

use super::making::{definition_of, entry, faults, open, open_with, submit};

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
    let refused = asked(network, "countries/mx", idea.clone()).await?;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "EDITION_NOT_OPEN"));

    // The same rule holds at submission, whoever looked before and whoever did not.
    let late = Registration { stage: Stage::Idea.into(), ..entry(&edition, "Idea", Vec::new()) };
    let draft = network.draft("do", late).await?;
    assert_eq!(faults(submit(&mut network.office("do")?, &draft.name).await), ["registration.stage"]);
    Ok(())
}

pub async fn an_applicant_enters_no_more_often_than_the_rules_let_them(network: &Network) -> Result<(), Failure> {
    let template = open(network, "once-template").await?;
    let mut definition = definition_of(network, &template).await?;
    definition.rules.push(Rule {
        id: "once".into(),
        explanation: words("una por persona"),
        test: Some(Test::Entries(EntriesTest { most: 1 })),
        ..Rule::default()
    });
    let edition = open_with(network, "once", Some(definition)).await?;
    let mut applicant = network.caller("idp|ana", "applicant", "do", "en")?;
    let mut names = Vec::new();
    for title in ["Una", "Dos"] {
        let request = proto::registrations::v1::CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(entry(&edition, title, Vec::new())),
            ..Default::default()
        };
        let made = applicant.registrations.create_registration(request).await?.into_inner();
        names.push(made.registration.unwrap_or_default().name);
    }
    submit(&mut applicant, &names[0]).await?;
    assert_eq!(faults(submit(&mut applicant, &names[1]).await), ["registration.edition"]);
    Ok(())
}
