//! The waiting list: who moves up when a place becomes free, and that they are told once.

use proto::{
    notifications::v1::ListNotificationsRequest,
    registrations::v1::{WithdrawRegistrationRequest, registration::State},
    reviews::v1::{
        Decision, DecisionReason, Outcome, PrepareDecisionRequest, confirm_decision_request::Verdict, decision,
    },
};
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{Entry, confirm, decisions, planned, release, two_people};

/// Prepares a decision on an entry; `reason` is for the applicant.
async fn prepare(network: &Network, entry: &Entry, outcome: Outcome, reason: &str) -> Result<Decision, Status> {
    let request = PrepareDecisionRequest {
        name: entry.case.clone(),
        outcome: outcome.into(),
        reason: reason.into(),
        ..Default::default()
    };
    let mut office = network.office("do").map_err(|problem| Status::internal(problem.to_string()))?.reviews;
    Ok(office.prepare_decision(request).await?.into_inner().decision.unwrap_or_default())
}

/// Confirms decisions by a second person, and releases them; how many the applicants were told of.
async fn tell(network: &Network, edition: &str, decisions: &[Decision]) -> Result<i32, Failure> {
    let second = network.caller("segunda", "office_admin", "do", "en")?;
    for decision in decisions {
        confirm(&second, &decision.name, Verdict::Confirmed).await?;
    }
    Ok(release(network, edition, Vec::new()).await?.released)
}

/// The letters of this template about an entry, once nothing is under way.
async fn letters(network: &Network, entry: &Entry, template: &str) -> Result<usize, Failure> {
    network.data.settled().await?;
    let filter = format!("registration = {}", entry.registration);
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let listed = network.office("do")?.notifications.list_notifications(request).await?.into_inner();
    Ok(listed.notifications.iter().filter(|letter| letter.template == template).count())
}

pub async fn who_waits_first_moves_up_when_a_place_becomes_free_and_is_told_once(
    network: &Network,
) -> Result<(), Failure> {
    let edition = planned(network, "waiting", two_people()).await?;
    let accepted = Entry::reviewed(network, &edition, "La que entra", 5).await?;
    let second = Entry::reviewed(network, &edition, "La segunda en espera", 3).await?;
    let first = Entry::reviewed(network, &edition, "La primera en espera", 4).await?;
    let full = "No hay más lugares";
    let all = [
        prepare(network, &accepted, Outcome::Accepted, "").await?,
        prepare(network, &second, Outcome::Waitlisted, full).await?,
        prepare(network, &first, Outcome::Waitlisted, full).await?,
    ];
    assert_eq!(tell(network, &edition, &all).await?, 3);
    accepted.comes_to(State::Accepted).await?;
    first.comes_to(State::Waitlisted).await?;
    second.comes_to(State::Waitlisted).await?;
    let found = decisions(network, &edition).await?;
    let place = |entry: &Entry| found.iter().find(|one| one.case == entry.case).map(|one| one.waiting_place);
    assert_eq!((place(&first), place(&second)), (Some(1), Some(2)), "the better score waits first");

    let request = WithdrawRegistrationRequest {
        name: accepted.registration.clone(),
        reason: "ya no".into(),
        ..Default::default()
    };
    accepted.applicant.registrations.clone().withdraw_registration(request).await?;
    let out_of_order = of(Code::InvalidArgument, "INVALID_FIELD");
    assert_eq!(refusal(prepare(network, &second, Outcome::Accepted, "").await), out_of_order);
    let declined = prepare(network, &second, Outcome::Declined, "Ya no").await?;
    let again = prepare(network, &second, Outcome::Accepted, "").await;
    assert_eq!(refusal(again), out_of_order, "nor in place of another one that nobody was told of");
    let office = network.caller("segunda", "office_admin", "do", "en")?;
    let set_back = confirm(&office, &declined.name, Verdict::SetBack).await?;
    assert_eq!(set_back.state(), decision::State::SetBack);

    let moves_up = prepare(network, &first, Outcome::Accepted, "").await?;
    assert_eq!((moves_up.reason_code(), moves_up.overridden), (DecisionReason::PlaceBecameFree, false));
    assert_eq!(tell(network, &edition, &[moves_up]).await?, 1);
    first.comes_to(State::Accepted).await?;
    assert_eq!(release(network, &edition, Vec::new()).await?.released, 0);
    assert_eq!(letters(network, &first, "decision-accepted").await?, 1);
    assert_eq!(letters(network, &second, "decision-waitlisted").await?, 1);
    assert_eq!(second.read().await?.state(), State::Waitlisted, "there was one place");

    let next = prepare(network, &second, Outcome::Accepted, "").await?;
    assert_eq!(next.reason_code(), DecisionReason::PlaceBecameFree, "nobody waits before them any more");
    Ok(())
}
