//! A country lends its queue: who may screen there then, what they may not, and what is told of it.

use std::time::{Duration, SystemTime};

use platform::clients::Caller;
use proto::{
    notifications::v1::{ListNotificationsRequest, Notification},
    partners::v1::{EndLoanRequest, ListLoansRequest, Loan, OpenLoanRequest},
    platform::v1::{AuditEntry, ListAuditEntriesRequest, Role},
    registrations::v1::GetRegistrationRequest,
    reviews::v1::{AssignReviewersRequest, GetCaseRequest, ListCasesRequest, ListDecisionsRequest, case},
};
use tests::{
    calls,
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::Entry;
use crate::access::making::issue;

const REASON: &str = "media oficina está de baja por gripe";

pub fn loan(borrower: &str) -> Loan {
    Loan { borrower: borrower.into(), reason: REASON.into(), ..Loan::default() }
}

pub async fn open(lender: &Caller, loan: Loan) -> Result<Loan, Status> {
    let request = OpenLoanRequest { parent: "countries/do".into(), loan: Some(loan), ..Default::default() };
    Ok(lender.partners.clone().open_loan(request).await?.into_inner().loan.unwrap_or_default())
}

pub async fn end(lender: &Caller, loan: &Loan) -> Result<Loan, Status> {
    let request = EndLoanRequest { name: loan.name.clone(), ..Default::default() };
    Ok(lender.partners.clone().end_loan(request).await?.into_inner().loan.unwrap_or_default())
}

/// Why somebody may not read the case; nothing where they may.
async fn reads(by: &Caller, entry: &Entry) -> Option<(Code, String)> {
    refusal(by.reviews.clone().get_case(GetCaseRequest { name: entry.case.clone() }).await)
}

async fn screens(by: &Caller, entry: &Entry) -> Option<(Code, String)> {
    refusal(calls::pass(by, &entry.case).await)
}

/// Waits until somebody may read the case, or may not any more.
pub async fn comes_to_read(by: &Caller, entry: &Entry, expected: Option<(Code, String)>) -> Result<(), Failure> {
    let awaited = format!("{expected:?} for who asks");
    until(&awaited, || async { Ok((reads(by, entry).await == expected).then_some(())) }).await
}

fn hidden() -> Option<(Code, String)> {
    of(Code::NotFound, "RESOURCE_NOT_FOUND")
}

pub async fn another_office_screens_while_a_loan_lasts_and_does_nothing_else(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Ancla").await?;
    let borrower = network.caller("tere", "office_staff", "cr", "en")?;
    assert_eq!(reads(&borrower, &entry).await, hidden());
    let lender = network.office("do")?;
    let not_allowed = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    let by_staff = open(&network.caller("sara", "office_staff", "do", "en")?, loan("countries/cr")).await;
    assert_eq!(refusal(by_staff), not_allowed);
    for nobody in ["countries/do", "countries/zz"] {
        assert_eq!(refusal(open(&lender, loan(nobody)).await), of(Code::InvalidArgument, "INVALID_FIELD"), "{nobody}");
    }
    let opened = open(&lender, loan("countries/cr")).await?;
    comes_to_read(&borrower, &entry, None).await?;
    let list = ListCasesRequest { parent: "countries/do".into(), ..Default::default() };
    assert!(!borrower.reviews.clone().list_cases(list).await?.into_inner().cases.is_empty());
    assert_eq!(screens(&borrower, &entry).await, None);
    entry.case_comes_to(case::State::Open).await?;
    nothing_else_is_open(network, &borrower, &entry).await?;
    it_is_told_who_did_it_for_whom(&lender, &entry).await?;
    the_office_that_lends_sees_it(network, &lender, &opened).await?;

    the_office_that_borrows_is_told(network, "queue-lent", &opened).await?;

    assert!(end(&lender, &opened).await?.close_time.is_some());
    the_office_that_borrows_is_told(network, "queue-returned", &opened).await?;
    comes_to_read(&borrower, &entry, hidden()).await?;
    assert_eq!(refusal(end(&lender, &opened).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

/// Neither what is not the screening, nor for those who are not its people, nor in the other direction.
async fn nothing_else_is_open(network: &Network, borrower: &Caller, entry: &Entry) -> Result<(), Failure> {
    let assign = AssignReviewersRequest { name: entry.case.clone(), ..Default::default() };
    assert_eq!(refusal(borrower.reviews.clone().assign_reviewers(assign).await), hidden());
    let decisions = ListDecisionsRequest { parent: "countries/do".into(), ..Default::default() };
    assert_eq!(refusal(borrower.reviews.clone().list_decisions(decisions).await), hidden());
    let read = GetRegistrationRequest { name: entry.registration.clone() };
    assert_eq!(refusal(borrower.registrations.clone().get_registration(read).await), hidden());
    let loans = ListLoansRequest { parent: "countries/do".into(), ..Default::default() };
    assert_eq!(refusal(borrower.partners.clone().list_loans(loans).await), hidden());
    let reviewer = network.caller("rosa", "reviewer", "cr", "en")?;
    assert_eq!(reads(&reviewer, entry).await, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let (_, secret) = issue(network, "countries/cr", Role::OfficeStaff, Duration::from_secs(3600)).await?;
    comes_to_read(&network.bearer(&secret)?, entry, hidden()).await?;
    let back = ListCasesRequest { parent: "countries/cr".into(), ..Default::default() };
    assert_eq!(refusal(network.office("do")?.reviews.list_cases(back).await), hidden(), "it is lent one way");
    let region = screens(&network.region()?, entry).await;
    assert_eq!(region, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"), "it is not lent to the region");
    Ok(())
}

/// The entry stands in the log of the country that lends, with who did it and where they belong.
async fn it_is_told_who_did_it_for_whom(lender: &Caller, entry: &Entry) -> Result<(), Failure> {
    let filter = format!("resource = \"{}\" AND role = \"office_staff:cr\"", entry.case);
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/reviews".into(),
        filter,
        ..ListAuditEntriesRequest::default()
    };
    let (_, client) = lender.audit.iter().find(|(service, _)| *service == "reviews").ok_or("no client")?;
    let told = client.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    let screened = |told: &&AuditEntry| told.method.ends_with("/ScreenCase") && !told.after.is_empty();
    let told = told.iter().find(screened).ok_or("no entry of the screening")?;
    assert_eq!((told.actor.as_str(), told.role.as_str()), ("tere", "office_staff:cr"));
    Ok(())
}

async fn the_office_that_lends_sees_it(network: &Network, lender: &Caller, opened: &Loan) -> Result<(), Failure> {
    let request = ListLoansRequest { parent: "countries/do".into(), ..Default::default() };
    let seen = lender.partners.clone().list_loans(request).await?.into_inner().loans;
    assert_eq!(seen.first(), Some(opened));
    let across = ListLoansRequest { parent: "countries/-".into(), ..Default::default() };
    let seen = network.region()?.partners.list_loans(across).await?.into_inner().loans;
    assert!(seen.contains(opened));
    let letter = letter_of(lender, "countries/do", "loan-opened", opened).await?;
    assert_eq!(letter.recipient, "oficina@do.example.org");
    Ok(())
}

async fn the_office_that_borrows_is_told(network: &Network, template: &str, opened: &Loan) -> Result<(), Failure> {
    let letter = letter_of(&network.office("cr")?, "countries/cr", template, opened).await?;
    assert_eq!(letter.recipient, "oficina@cr.example.org");
    assert!(letter.subject.contains("countries/do"), "{}", letter.subject);
    Ok(())
}

/// Waits for a letter about a loan.
async fn letter_of(reader: &Caller, parent: &str, template: &str, loan: &Loan) -> Result<Notification, Failure> {
    let request = ListNotificationsRequest { parent: parent.into(), page_size: 1000, ..Default::default() };
    until(template, || async {
        let found = reader.notifications.clone().list_notifications(request.clone()).await?.into_inner();
        let mut letters = found.notifications.into_iter();
        Ok(letters.find(|letter| letter.about == loan.name && letter.template == template))
    })
    .await
}

pub async fn the_region_screens_by_a_loan_until_its_end(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Brújula").await?;
    let region = network.region()?;
    assert_eq!(screens(&region, &entry).await, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let soon = SystemTime::now() + Duration::from_secs(30);
    let short = Loan { expire_time: Some(soon.into()), ..loan("network") };
    let lender = network.office("do")?;
    open(&lender, short).await?;
    until("the loan", || async { Ok(screens(&region, &entry).await.is_none().then_some(())) }).await?;
    let other = Entry::submitted(network, "Sextante").await?;
    // Nobody ends it: its time does.
    until("the end of the loan", || async {
        let refused = screens(&region, &other).await == of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
        Ok(refused.then_some(()))
    })
    .await
}
