//! Two registrations that are one go on as one, until the office finds that they are two. Whoever registered the one that
//! went learns that it went, and of the other one nothing that is not theirs.

mod chains;
mod gone;

use platform::clients::Caller;
use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest, Notification},
    partners::v1::{CreateInstitutionRequest, Institution, InstitutionKind},
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, ListDuplicatesRequest, ListRegistrationsRequest, MergeRegistrationRequest,
        Registration, UnmergeRegistrationRequest, registration::State,
    },
    reviews::v1::{Case, GetCaseRequest, Score, SubmitReviewRequest, case},
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    reviewers::declare,
};
use tonic::{Code, Status};

use super::asking::{get, submit as hand_in, withdraw};
use crate::access::making::{assign, case, recruit, submit};

const REASON: &str = "ya estaba registrado";
const NO_DUPLICATE: &str = "son dos talleres";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_merged_goes_and_comes_back_to_where_it_was_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("merging").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_merged_goes_and_comes_back_to_where_it_was_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

async fn everything(network: &Network) -> Result<(), Failure> {
    let institution =
        Institution { display_name: "Cámara".into(), kind: InstitutionKind::Chamber.into(), ..Default::default() };
    let (institution_id, institution) = ("chamber".into(), Some(institution));
    let request = CreateInstitutionRequest { institution_id, institution, ..Default::default() };
    network.region()?.partners.create_institution(request).await?;
    recruit(network, "do", "reviewer", Role::Reviewer).await?;
    a_review_waits_while_the_case_is_closed_and_goes_on_afterwards(network).await?;
    an_applicant_learns_of_a_survivor_that_is_theirs_and_of_no_other(network).await?;
    what_is_over_is_neither_merged_nor_survives(network).await?;
    chains::each_leads_to_the_one_that_stands(network).await?;
    chains::of_merges_at_once_none_leads_in_a_circle(network).await?;
    chains::ten_merges_follow_on_one_another_and_no_more(network).await?;
    chains::what_was_merged_into_what_is_withdrawn_goes_on_by_itself(network).await
}

/// Merges one into another; the one that went.
async fn merge(caller: &Caller, name: &str, survivor: &str) -> Result<Registration, Status> {
    let (name, survivor, reason) = (name.to_owned(), survivor.to_owned(), REASON.to_owned());
    let request = MergeRegistrationRequest { name, survivor, reason, ..Default::default() };
    Ok(caller.registrations.clone().merge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

async fn unmerge(caller: &Caller, name: &str) -> Result<Registration, Status> {
    let request =
        UnmergeRegistrationRequest { name: name.to_owned(), reason: NO_DUPLICATE.into(), ..Default::default() };
    Ok(caller.registrations.clone().unmerge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

/// What a registration was merged into, and which one goes on in its place, as somebody is told.
async fn leads(caller: &Caller, name: &str) -> Result<[String; 2], Status> {
    let Registration { merged_into, survivor, .. } = get(caller, name).await?;
    Ok([merged_into, survivor])
}

/// What a filter finds.
async fn filtered(caller: &Caller, filter: &str) -> Result<Vec<Registration>, Status> {
    let request =
        ListRegistrationsRequest { parent: "countries/do".into(), filter: filter.into(), ..Default::default() };
    Ok(caller.registrations.clone().list_registrations(request).await?.into_inner().registrations)
}

async fn is_proposed(office: &Caller, one: &str, other: &str) -> Result<bool, Status> {
    let request = ListDuplicatesRequest { parent: "countries/do".into(), ..Default::default() };
    let found = office.registrations.clone().list_duplicates(request).await?.into_inner().duplicates;
    Ok(found.iter().any(|pair| [&pair.registration, &pair.other] == [one, other]))
}

/// Waits for the letter of this template about a registration, and reads it.
async fn letter(office: &Caller, registration: &str, template: &str) -> Result<Notification, Failure> {
    let found = until(template, || async {
        let filter = format!("registration = {registration}");
        let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
        let listed = office.notifications.clone().list_notifications(request).await?.into_inner().notifications;
        Ok(listed.into_iter().find(|letter| letter.template == template))
    })
    .await?;
    let request = GetNotificationRequest { name: found.name };
    let read = office.notifications.clone().get_notification(request).await?.into_inner();
    Ok(read.notification.ok_or("no letter")?)
}

async fn case_of(office: &Caller, name: &str) -> Result<Case, Status> {
    let request = GetCaseRequest { name: name.to_owned() };
    Ok(office.reviews.clone().get_case(request).await?.into_inner().case.unwrap_or_default())
}

/// What a case says, but for when that was written.
fn content(case: &Case) -> Case {
    Case { etag: String::new(), update_time: None, ..case.clone() }
}

async fn stands(caller: &Caller, name: &str, state: State) -> Result<Registration, Failure> {
    until(&format!("{state:?}"), || async { Ok(Some(get(caller, name).await?).filter(|found| found.state() == state)) })
        .await
}

async fn a_review_waits_while_the_case_is_closed_and_goes_on_afterwards(network: &Network) -> Result<(), Failure> {
    let (office, reviewer) = (network.office("do")?, network.caller("reviewer", "reviewer", "do", "en")?);
    let beto = network.caller("beto", "applicant", "do", "en")?;
    let first = submit(network, "ana", "do", "Rutas compartidas").await?;
    let second = submit(network, "beto", "do", "Rutas comunes").await?;
    let case = case(network, "do", &second).await?;
    let assignment = assign(network, "do", &case).await?;
    stands(&beto, &second, State::InReview).await?;
    let before = case_of(&office, &case).await?;
    assert!(is_proposed(&office, &second, &first).await?);

    let merged = merge(&office, &second, &first).await?;
    assert_eq!((merged.state(), merged.merged_into.as_str()), (State::Merged, first.as_str()));
    assert_eq!(merged.survivor, first);
    assert_eq!(merged.state_reason, REASON);
    until("the case is closed", || async {
        Ok(Some(case_of(&office, &case).await?).filter(|case| case.state() == case::State::Closed))
    })
    .await?;
    declare(&reviewer, &assignment).await?;
    let review = SubmitReviewRequest {
        name: assignment,
        scores: vec![Score { criterion: "in-use".into(), score: 4 }],
        confidence: 4,
        ..Default::default()
    };
    let closed = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(reviewer.reviews.clone().submit_review(review.clone()).await), closed);
    assert!(!is_proposed(&office, &second, &first).await?, "what is merged is no duplicate any more");
    let told = letter(&office, &second, "registration-merged").await?;
    assert!(told.body.contains(REASON) && !told.body.contains("Rutas compartidas"), "{}", told.body);

    let back = unmerge(&office, &second).await?;
    assert_eq!((back.state(), back.merged_into.as_str()), (State::InReview, ""));
    assert_eq!(back.state_reason, NO_DUPLICATE);
    let again = until("the case goes on", || async {
        Ok(Some(case_of(&office, &case).await?).filter(|case| case.state() != case::State::Closed))
    })
    .await?;
    assert_eq!(content(&again), content(&before));
    assert!(is_proposed(&office, &second, &first).await?);
    reviewer.reviews.clone().submit_review(review).await?;
    let told = letter(&office, &second, "registration-unmerged").await?;
    assert!(told.body.contains(NO_DUPLICATE), "{}", told.body);
    assert_eq!(refusal(unmerge(&office, &second).await), closed, "once");
    Ok(())
}

async fn an_applicant_learns_of_a_survivor_that_is_theirs_and_of_no_other(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let (ana, beto) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("beto", "applicant", "do", "en")?);
    let survivor = submit(network, "ana", "do", "La que sigue").await?;
    let anas = submit(network, "ana", "do", "La otra de Ana").await?;
    let betos = submit(network, "beto", "do", "La de Beto").await?;
    for name in [&anas, &betos] {
        merge(&office, name, &survivor).await?;
    }
    let by_survivor = format!("merged_into = \"{survivor}\"");
    let of_office: Vec<String> = filtered(&office, &by_survivor).await?.into_iter().map(|one| one.name).collect();
    assert_eq!(of_office, [betos.clone(), anas.clone()]);
    for reader in [&office, &network.region()?] {
        assert_eq!(leads(reader, &betos).await?, [survivor.as_str(); 2]);
    }
    assert_eq!(leads(&ana, &anas).await?, [survivor.as_str(); 2]);
    let hidden = get(&beto, &betos).await?;
    assert_eq!(
        (hidden.state(), hidden.state_reason.as_str(), hidden.merged_into.as_str(), hidden.survivor.as_str()),
        (State::Merged, REASON, "", "")
    );
    for (reader, name, told) in [(&ana, &anas, survivor.as_str()), (&beto, &betos, "")] {
        let listed = filtered(reader, "state = MERGED").await?;
        let told_of: Vec<(&str, &str)> =
            listed.iter().map(|one| (one.name.as_str(), one.merged_into.as_str())).collect();
        assert_eq!(told_of, [(name.as_str(), told)]);
        // Nobody finds out by asking, either.
        let asked = refusal(filtered(reader, &by_survivor).await);
        assert_eq!(asked, of(Code::InvalidArgument, "INVALID_FIELD"));
    }
    Ok(())
}

async fn what_is_over_is_neither_merged_nor_survives(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let good = submit(network, "ana", "do", "La que está en marcha").await?;
    let merged = submit(network, "ana", "do", "La que ya se unió").await?;
    merge(&office, &merged, &good).await?;
    let withdrawn = submit(network, "ana", "do", "La retirada").await?;
    withdraw(&ana, &withdrawn).await?;
    let draft = draft(&ana, "Un borrador").await?;
    let abroad = submit(network, "ana", "cr", "La de otro país").await?;
    let not_allowed = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    for over in [&merged, &withdrawn, &draft] {
        assert_eq!(refusal(merge(&office, over, &good).await), not_allowed);
        assert_eq!(refusal(merge(&office, &good, over).await), not_allowed);
    }
    assert_eq!(refusal(merge(&office, &good, &good).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    let nowhere = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(merge(&office, &good, &abroad).await), nowhere);
    assert_eq!(refusal(merge(&office, &abroad, &good).await), nowhere);
    let request = MergeRegistrationRequest {
        name: good.clone(),
        survivor: submit(network, "ana", "do", "Otra en marcha").await?,
        reason: REASON.into(),
        etag: "1".into(),
        ..Default::default()
    };
    let stale = office.registrations.clone().merge_registration(request).await;
    assert_eq!(refusal(stale), of(Code::Aborted, "ETAG_STALE"));
    // Nor does anybody do with what is merged what is done with one that goes on.
    assert_eq!(refusal(withdraw(&ana, &merged).await), not_allowed);
    let handed_in = refusal(hand_in(&ana, &merged).await);
    assert_eq!(handed_in, of(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT"));
    Ok(())
}

async fn draft(caller: &Caller, title: &str) -> Result<String, Failure> {
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration(title)),
        ..Default::default()
    };
    let made = caller.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.ok_or("no registration")?.name)
}
