//! Whoever borrows a queue settles which of two entries are one, as far as one of them waits for its screening.

use platform::clients::Caller;
use proto::{
    platform::v1::ListAuditEntriesRequest,
    registrations::v1::{
        DismissDuplicateRequest, ListDuplicatesRequest, MergeRegistrationRequest, Registration,
        UnmergeRegistrationRequest, registration::State,
    },
    reviews::v1::case,
};
use tests::{
    calls,
    network::registration,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::Entry;
use crate::{files::sending::create, forms::making::submit};

async fn merge(by: &Caller, name: &str, survivor: &str) -> Result<Registration, Status> {
    let request = MergeRegistrationRequest {
        name: name.into(),
        survivor: survivor.into(),
        reason: "Se registró dos veces.".into(),
        across_editions: true,
        ..MergeRegistrationRequest::default()
    };
    Ok(by.registrations.clone().merge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

async fn dismiss(by: &Caller, name: &str, other: &str) -> Result<(), Status> {
    let request = DismissDuplicateRequest { name: name.into(), other: other.into(), ..Default::default() };
    by.registrations.clone().dismiss_duplicate(request).await.map(drop)
}

/// `waits` for its screening, and that of the other one is `over`.
pub async fn what_waits_for_its_screening_is_settled(
    borrower: &Caller,
    lender: &Caller,
    waits: &Entry,
    over: &Entry,
) -> Result<(), Failure> {
    let mut office = lender.clone();
    let survivor = create(&mut office.registrations, registration("La que sigue")).await?;
    submit(&mut office, &survivor).await?;
    let (name, over) = (waits.registration.as_str(), over.registration.as_str());
    merged_and_brought_back(borrower, lender, waits, &survivor).await?;

    let pairs = async || -> Result<usize, Failure> {
        let request = ListDuplicatesRequest { parent: "countries/do".into(), ..Default::default() };
        let found = borrower.registrations.clone().list_duplicates(request).await?.into_inner().duplicates;
        let are_they = |one: &str, other: &str| [one, other].contains(&name) && [one, other].contains(&over);
        Ok(found.iter().filter(|pair| are_they(&pair.registration, &pair.other)).count())
    };
    assert_eq!(pairs().await?, 1);
    dismiss(borrower, name, over).await?;
    assert_eq!(pairs().await?, 0);
    it_is_told_who_did_it_for_whom(lender, "DismissDuplicate", name).await?;

    calls::pass(borrower, &waits.case).await?;
    waits.comes_to(State::InReview).await?;
    let closed = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(dismiss(borrower, name, over).await), closed);
    assert_eq!(refusal(merge(borrower, name, &survivor).await), closed, "its screening is over");
    merge(lender, name, &survivor).await?;
    assert_eq!(refusal(bring_back(borrower, name).await), closed);
    Ok(())
}

async fn merged_and_brought_back(
    borrower: &Caller,
    lender: &Caller,
    waits: &Entry,
    survivor: &str,
) -> Result<(), Failure> {
    let name = waits.registration.as_str();
    let merged = merge(borrower, name, survivor).await?;
    assert_eq!((merged.state(), merged.merged_into.as_str()), (State::Merged, survivor));
    assert_eq!((merged.applicant, merged.title.as_str()), (None, ""), "registrations stay closed");
    waits.case_comes_to(case::State::Closed).await?;
    let back = bring_back(borrower, name).await?;
    assert_eq!((back.state(), back.applicant), (State::Screening, None));
    it_is_told_who_did_it_for_whom(lender, "MergeRegistration", name).await?;
    it_is_told_who_did_it_for_whom(lender, "UnmergeRegistration", name).await?;
    waits.case_comes_to(case::State::Open).await?;
    Ok(())
}

async fn bring_back(by: &Caller, name: &str) -> Result<Registration, Status> {
    let (name, reason) = (name.to_owned(), "Son dos talleres.".to_owned());
    let request = UnmergeRegistrationRequest { name, reason, ..UnmergeRegistrationRequest::default() };
    Ok(by.registrations.clone().unmerge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

/// In the log of the country that lends: who did it, and where they belong.
async fn it_is_told_who_did_it_for_whom(lender: &Caller, rpc: &str, name: &str) -> Result<(), Failure> {
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/registrations".into(),
        filter: "role = \"office_staff:cr\"".into(),
        page_size: 100,
        ..ListAuditEntriesRequest::default()
    };
    let (_, client) = lender.audit.iter().find(|(service, _)| *service == "registrations").ok_or("no client")?;
    let told = client.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    let (rpc, id) = (format!("/{rpc}"), name.rsplit('/').next().ok_or("no id")?);
    let told = told.iter().find(|entry| entry.method.ends_with(&rpc) && entry.resource.contains(id));
    assert_eq!(told.ok_or_else(|| format!("{rpc} is not told"))?.actor, "tere");
    Ok(())
}
