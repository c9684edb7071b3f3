//! Two pairs of eyes: nothing is told before the second one has seen it.

use proto::{
    registrations::v1::{ReviewPlan, registration::State, review_plan::Deciders},
    reviews::v1::{
        ExplainDecisionRequest, Outcome, RankCasesRequest, TryDecisionsRequest, confirm_decision_request::Verdict,
        decision,
    },
};
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{Entry, confirm, decisions, planned, prepare, release, two_people};
use crate::access::making::intervene;

pub async fn a_batch_is_ranked_tried_prepared_confirmed_by_another_and_released(
    network: &Network,
) -> Result<(), Failure> {
    let edition = planned(network, "batch", two_people()).await?;
    let good = Entry::reviewed(network, &edition, "Buena", 5).await?;
    let poor = Entry::reviewed(network, &edition, "Floja", 1).await?;
    let mut office = network.office("do")?.reviews;

    let request = RankCasesRequest { parent: "countries/do".into(), edition: edition.clone(), ..Default::default() };
    let ranked = office.rank_cases(request).await?.into_inner();
    let order: Vec<&str> = ranked.cases.iter().map(|case| case.case.as_str()).collect();
    assert_eq!(order, [good.case.as_str(), poor.case.as_str()]);
    let scores = ranked.cases[0].scores.ok_or("no scores")?;
    assert_eq!((scores.reviews, scores.raw_mean, scores.median), (2, 1.0, 1.0));
    assert!(scores.low < scores.corrected && scores.corrected < scores.high, "{scores:?}");
    assert!(ranked.reviewers.iter().map(|reviewer| reviewer.reviews).sum::<i32>() == 4);

    let request = TryDecisionsRequest {
        parent: "countries/do".into(),
        edition: edition.clone(),
        bar: Some(0.1),
        ..Default::default()
    };
    let tried = office.try_decisions(request).await?.into_inner();
    assert_eq!((tried.accepted_now, tried.accepted_then, tried.moved_in, tried.moved_out), (1, 2, 1, 0));
    assert!(decisions(network, &edition).await?.is_empty(), "nothing of it is kept");

    let prepared = prepare(network, &edition).await?;
    assert_eq!((prepared.prepared, prepared.accepted, prepared.declined), (2, 1, 1));
    let all = decisions(network, &edition).await?;
    let of_case = |case: &str| all.iter().find(|decision| decision.case == case).cloned().unwrap_or_default();
    let (accepts, declines) = (of_case(&good.case), of_case(&poor.case));
    let early = release(network, &edition, vec![accepts.name.clone()]).await;
    assert_eq!(refusal(early), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"));
    let alone = confirm(&network.office("do")?, &accepts.name, Verdict::Confirmed).await;
    assert_eq!(refusal(alone), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"));
    let second = network.caller("segunda", "office_admin", "do", "en")?;
    let set_back = confirm(&second, &declines.name, Verdict::SetBack).await?;
    assert_eq!(set_back.state(), decision::State::SetBack);
    confirm(&second, &accepts.name, Verdict::Confirmed).await?;
    let released = release(network, &edition, Vec::new()).await?;
    assert_eq!((released.released, released.accepted, released.unconfirmed), (1, 1, 0));
    good.comes_to(State::Accepted).await?;
    good.letter(network, "decision-accepted").await?;
    assert_eq!(poor.read().await?.state(), State::InReview, "what was set back is told to nobody");

    assert_eq!(prepare(network, &edition).await?.prepared, 1, "it is decided once more");
    assert_eq!(release(network, &edition, Vec::new()).await?.unconfirmed, 1);
    let request = ExplainDecisionRequest { name: accepts.name };
    let explained = office.explain_decision(request).await?.into_inner().explanation.ok_or("no explanation")?;
    let decided = explained.decision.clone().ok_or("no decision")?;
    assert_eq!((decided.preparer.as_str(), decided.confirmer.as_str()), ("office:do", "segunda"));
    assert_eq!((explained.score, explained.bar, explained.quorum), (1.0, 0.6, 2));
    assert_eq!(explained.outcome_of_bar(), Outcome::Accepted);
    assert!(explained.plan_version > 0 && !explained.model.is_empty() && explained.words.contains("100.0 %"));
    Ok(())
}

pub async fn the_network_confirms_where_the_plan_says_so(network: &Network) -> Result<(), Failure> {
    let plan = ReviewPlan { deciders: Deciders::Network.into(), ..Default::default() };
    let edition = planned(network, "by-network", plan).await?;
    let entry = Entry::reviewed(network, &edition, "Regional", 5).await?;
    prepare(network, &edition).await?;
    let prepared = decisions(network, &edition).await?.into_iter().next().ok_or("no decision")?;
    let of_office = network.caller("segunda", "office_admin", "do", "en")?;
    let refused = confirm(&of_office, &prepared.name, Verdict::Confirmed).await;
    assert_eq!(refusal(refused), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let region = network.caller("de la red", "regional_admin", "network", "en")?;
    let outside = confirm(&region, &prepared.name, Verdict::Confirmed).await;
    assert_eq!(refusal(outside), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    intervene(network, "do", "de la red").await?;
    let confirmed = tests::patience::until("the intervention", || async {
        match confirm(&region, &prepared.name, Verdict::Confirmed).await {
            Err(early) if early.code() == Code::PermissionDenied => Ok(None),
            answer => Ok(Some(answer?)),
        }
    })
    .await?;
    assert_eq!(confirmed.state(), decision::State::Confirmed);
    assert_eq!(release(network, &edition, vec![prepared.name]).await?.accepted, 1);
    entry.comes_to(State::Accepted).await?;
    Ok(())
}
