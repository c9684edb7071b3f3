//! One country lends a reviewer to another, so that somebody from elsewhere reviews a case there.

use proto::partners::v1::{
    LendReviewerRequest, ListMembersRequest, ListReviewerLoansRequest, ReviewerLoan, reviewer_loan::State,
};

use super::{
    cast::{Cast, settled, tell, until},
    outcome::Outcome,
};
use crate::problem::Problem;

/// The country that borrows.
pub const BORROWER: &str = "do";
const LENDER: &str = "cr";
/// Somebody who reviews in the country that lends, and nowhere else.
const LENT: &str = "reviewer:muestra-ministerio-cr";

/// Lends them, unless an earlier run did, and waits for their seat. Not every file of partners has somebody to lend.
pub async fn lend(cast: &Cast, outcome: &mut Outcome) -> Result<(), Problem> {
    let Some(member) = member(cast).await? else { return Ok(()) };
    if loans(cast, LENDER).await?.is_empty() {
        let loan = ReviewerLoan {
            member,
            borrower: format!("countries/{BORROWER}"),
            reason: "Para que alguien de otro país revise un caso.".into(),
            ..ReviewerLoan::default()
        };
        let request =
            LendReviewerRequest { parent: format!("countries/{LENDER}"), loan: Some(loan), ..Default::default() };
        let lent = cast.office(LENDER)?.partners.lend_reviewer(request).await;
        lent.map_err(|status| Problem::call("lending a reviewer", &status))?;
        outcome.changes += 1;
    }
    until("a seat for the lent reviewer", || async {
        let loans = loans(cast, BORROWER).await?;
        Ok(loans.iter().any(|loan| loan.state() != State::Unspecified).then_some(()))
    })
    .await?;
    tell("reviewers lent by another country", 1);
    settled(cast).await.map(drop)
}

async fn member(cast: &Cast) -> Result<Option<String>, Problem> {
    let request = ListMembersRequest { parent: format!("countries/{LENDER}"), page_size: 1000, ..Default::default() };
    let members = cast.office(LENDER)?.partners.list_members(request).await;
    let members = members.map_err(|status| Problem::call("listing members", &status))?.into_inner().members;
    Ok(members.into_iter().find(|member| member.subject == LENT).map(|member| member.name))
}

async fn loans(cast: &Cast, country: &str) -> Result<Vec<ReviewerLoan>, Problem> {
    let request = ListReviewerLoansRequest { parent: format!("countries/{country}"), ..Default::default() };
    let loans = cast.office(country)?.partners.list_reviewer_loans(request).await;
    Ok(loans.map_err(|status| Problem::call("listing loans of reviewers", &status))?.into_inner().loans)
}
