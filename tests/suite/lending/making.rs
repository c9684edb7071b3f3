//! What offices do to lend and to borrow.

use platform::clients::Caller;
use proto::{
    partners::v1::{
        CreateMemberRequest, EndReviewerLoanRequest, LendReviewerRequest, ListReviewerLoansRequest, Member,
        ReviewerLoan, reviewer_loan::State,
    },
    platform::v1::Role,
    reviews::v1::{AssignmentPair, AssignmentProposal, ChangeAssignmentProposalRequest},
};
use tests::{network::Network, patience::until, platform::Failure};
use tonic::{Code, Status};

/// Why somebody is lent.
pub const REASON: &str = "para que alguien de fuera revise un caso";

/// Makes a member of a country, of this subject; its name.
pub async fn member(network: &Network, country: &str, subject: &str, role: Role) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: format!("Persona {subject}"),
        email: format!("{subject}@{country}.example.org"),
        roles: vec![role.into()],
        ..Member::default()
    };
    let request =
        CreateMemberRequest { parent: format!("countries/{country}"), member: Some(member), ..Default::default() };
    let made = network.office(country)?.partners.create_member(request).await?.into_inner().member;
    Ok(made.ok_or("no member")?.name)
}

/// The office of `cr` lends a member to a country.
pub async fn lend(by: &Caller, member: &str, borrower: &str) -> Result<ReviewerLoan, Status> {
    let loan = ReviewerLoan {
        member: member.into(),
        borrower: borrower.into(),
        reason: REASON.into(),
        ..ReviewerLoan::default()
    };
    let request = LendReviewerRequest { parent: "countries/cr".into(), loan: Some(loan), ..Default::default() };
    Ok(by.partners.clone().lend_reviewer(request).await?.into_inner().loan.unwrap_or_default())
}

/// Ends a loan as a country has it.
pub async fn end(by: &Caller, name: &str) -> Result<ReviewerLoan, Status> {
    let request = EndReviewerLoanRequest { name: name.into(), ..Default::default() };
    Ok(by.partners.clone().end_reviewer_loan(request).await?.into_inner().loan.unwrap_or_default())
}

/// The loan of this id as a country has it, once it stands so.
pub async fn comes_to(
    network: &Network,
    country: &str,
    loan: &ReviewerLoan,
    state: State,
) -> Result<ReviewerLoan, Failure> {
    let office = network.office(country)?;
    let id = loan.name.rsplit('/').next().unwrap_or_default().to_owned();
    let request =
        ListReviewerLoansRequest { parent: format!("countries/{country}"), page_size: 1000, ..Default::default() };
    until(&format!("a loan that {country} has as {state:?}"), || async {
        let found = office.partners.clone().list_reviewer_loans(request.clone()).await?.into_inner().loans;
        Ok(found.into_iter().find(|one| one.name.ends_with(&id) && one.state() == state))
    })
    .await
}

/// Lends somebody of `cr` to `do`, and waits until they can call there; the loan as `do` has it.
pub async fn borrow(network: &Network, member: &str, subject: &str) -> Result<ReviewerLoan, Failure> {
    let lent = lend(&network.office("cr")?, member, "countries/do").await?;
    let theirs = comes_to(network, "do", &lent, State::Active).await?;
    let person = network.person(subject)?;
    let request =
        proto::reviews::v1::ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    until("the seat", || async {
        match person.reviews.clone().list_assignments(request.clone()).await {
            Err(early) if matches!(early.code(), Code::PermissionDenied | Code::NotFound) => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await?;
    Ok(theirs)
}

/// Puts a pair into a draft by hand.
pub async fn put_in(
    office: &Caller,
    draft: &AssignmentProposal,
    case: &str,
    reviewer: &str,
) -> Result<AssignmentProposal, Status> {
    let pair = AssignmentPair { case: case.into(), reviewer: reviewer.into() };
    let request = ChangeAssignmentProposalRequest { name: draft.name.clone(), add: vec![pair], ..Default::default() };
    Ok(office.reviews.clone().change_assignment_proposal(request).await?.into_inner().proposal.unwrap_or_default())
}
