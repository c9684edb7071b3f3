//! Whom another country lends sees one case there, and nothing else: every rpc that reads answers them the same, to the byte,
//! with and without all that others do in that country. Once the loan is over they are told what a stranger is told.

use proto::{
    partners::v1::{
        EndReviewerLoanRequest, LendReviewerRequest, ListReviewerLoansRequest, ReviewerLoan, reviewer_loan::State,
    },
    platform::v1::Role,
    registrations::v1::ConflictKind,
    reviews::v1::{
        AssignmentPair, Bid, ChangeAssignmentProposalRequest, ComputeAssignmentsRequest, DeclareConflictRequest,
        ListAssignmentsRequest, ListBidCasesRequest, ListBidCasesResponse, ListProposedAssignmentsRequest,
        ReleaseAssignmentProposalRequest, SetBidRequest, SummarizeReviewsRequest, SummarizeReviewsResponse,
    },
};
use sea_orm::prelude::ChronoUtc;
use serde_json::json;
use tests::{
    calls,
    issuer::claims,
    network::{EDITION, Network},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    contract::Rpc,
    differential::{Caller, answers, questions, same},
    hidden::{OF_OTHERS, StandIns, of_others, settled_and_sealed},
    making::{case, recruit, submit},
    world::World,
};

/// The reviewer of `cr` whom it lends.
const LENT: &str = "lent:cr";
/// One whom it does not lend.
const STRANGER: &str = "stranger:cr";

#[tokio::test(flavor = "multi_thread")]
async fn whom_another_country_lends_sees_their_case_and_nothing_else() -> Result<(), Failure> {
    compare(&Network::real("lent").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_do_they_see_more_where_the_scope_alone_guards() -> Result<(), Failure> {
    compare(&Network::embedded().await?).await
}

async fn compare(network: &Network) -> Result<(), Failure> {
    let world = World::fill(network).await?;
    let lent = borrow(network).await?;
    let theirs = submit(network, "borrowed:do", "do", "La que revisa quien viene de fuera").await?;
    let theirs = case(network, "do", &theirs).await?;
    assign(network, &theirs, &lent.member).await?;
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let callers = [caller(network, LENT)?];
    let questions =
        questions(&rpcs, &callers, &world, &[OF_OTHERS.as_slice(), &["countries/do/services/reviews"]].concat());
    let before = answers(network, &questions, &until_now, &[]).await?;
    let of_edition_before = of_edition(network).await?;
    let stand_ins = others_at_work(network).await?;
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let compared = same(&questions, &before, &after, |_| true);
    assert_eq!(of_edition(network).await?, of_edition_before);
    println!("lent: {compared} answers beside what others do in the country, the same");
    nothing_else_is_open(network, &theirs, &real(&stand_ins, OF_OTHERS[2])).await?;
    nothing_is_left(network, &world, &lent, &stand_ins).await
}

/// What they are told of the edition as such, which the questions above do not name.
async fn of_edition(network: &Network) -> Result<(ListBidCasesResponse, SummarizeReviewsResponse), Failure> {
    let mut lent = network.person(LENT)?.reviews;
    let (parent, edition) = ("countries/do".to_owned(), EDITION.to_owned());
    let list = ListBidCasesRequest { parent: parent.clone(), edition: edition.clone(), ..Default::default() };
    let figures = SummarizeReviewsRequest { parent, edition };
    Ok((lent.list_bid_cases(list).await?.into_inner(), lent.summarize_reviews(figures).await?.into_inner()))
}

fn caller(network: &Network, subject: &str) -> Result<Caller, Failure> {
    let mut claims = claims(subject, "", "");
    claims["roles"] = json!([]);
    Ok(Caller { described: subject.into(), sees_own: true, token: Some(network.issuer.sign(&claims)?) })
}

/// Lends them, and waits for their seat; the loan as the borrowing country has it.
async fn borrow(network: &Network) -> Result<ReviewerLoan, Failure> {
    recruit(network, "cr", STRANGER, Role::Reviewer).await?;
    let member = recruit(network, "cr", LENT, Role::Reviewer).await?;
    let reason = "alguien de fuera, para un caso".into();
    let loan = ReviewerLoan { member, borrower: "countries/do".into(), reason, ..ReviewerLoan::default() };
    let request = LendReviewerRequest { parent: "countries/cr".into(), loan: Some(loan), ..Default::default() };
    network.office("cr")?.partners.lend_reviewer(request).await?;
    let office = network.office("do")?;
    let request = ListReviewerLoansRequest { parent: "countries/do".into(), ..Default::default() };
    let lent = until("the loan", || async {
        let found = office.partners.clone().list_reviewer_loans(request.clone()).await?.into_inner().loans;
        Ok(found.into_iter().find(|loan| loan.state() == State::Active))
    })
    .await?;
    settled_and_sealed(network).await?;
    Ok(lent)
}

/// Lets a case through the screening and puts the lent reviewer on it, and nobody else.
async fn assign(network: &Network, case: &str, reviewer: &str) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    calls::pass(&office, case).await?;
    let request =
        ComputeAssignmentsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let drafted = office.reviews.compute_assignments(request).await?.into_inner().proposal.ok_or("no proposal")?;
    let list = ListProposedAssignmentsRequest { parent: drafted.name.clone(), ..Default::default() };
    let rows = office.reviews.list_proposed_assignments(list).await?.into_inner().assignments;
    let pair = |case: &str, reviewer: &str| AssignmentPair { case: case.into(), reviewer: reviewer.into() };
    let request = ChangeAssignmentProposalRequest {
        name: drafted.name.clone(),
        remove: rows.iter().map(|row| pair(&row.case, &row.reviewer)).collect(),
        add: vec![pair(case, reviewer)],
        ..Default::default()
    };
    office.reviews.change_assignment_proposal(request).await?;
    let request = ReleaseAssignmentProposalRequest { name: drafted.name, ..Default::default() };
    assert_eq!(office.reviews.release_assignment_proposal(request).await?.into_inner().made, 1);
    Ok(())
}

/// Others register, review, and are lent to the country.
async fn others_at_work(network: &Network) -> Result<StandIns, Failure> {
    let stand_ins = of_others(network).await?;
    let member = recruit(network, "cr", "besides:cr", Role::Reviewer).await?;
    let reason = "otra persona de fuera".into();
    let loan = ReviewerLoan { member, borrower: "countries/do".into(), reason, ..ReviewerLoan::default() };
    let request = LendReviewerRequest { parent: "countries/cr".into(), loan: Some(loan), ..Default::default() };
    network.office("cr")?.partners.lend_reviewer(request).await?;
    settled_and_sealed(network).await?;
    Ok(stand_ins)
}

fn real(stand_ins: &StandIns, name: &str) -> String {
    stand_ins.iter().fold(name.to_owned(), |name, (nothing, real)| name.replace(nothing, real))
}

/// Of a case that is not theirs they can say nothing either.
async fn nothing_else_is_open(network: &Network, own: &str, other: &str) -> Result<(), Failure> {
    let lent = network.person(LENT)?;
    let list = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    let seen = lent.reviews.clone().list_assignments(list).await?.into_inner().assignments;
    assert!(seen.len() == 1 && seen[0].name.starts_with(own), "{seen:?}");
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let bid = SetBidRequest { name: other.into(), bid: Bid::Eager.into(), ..Default::default() };
    assert_eq!(refusal(lent.reviews.clone().set_bid(bid).await), not_there);
    for kind in [ConflictKind::Unspecified, ConflictKind::Family] {
        let declared = DeclareConflictRequest { name: other.into(), kind: kind.into(), ..Default::default() };
        assert_eq!(refusal(lent.reviews.clone().declare_conflict(declared).await), not_there, "{kind:?}");
    }
    let free = DeclareConflictRequest { name: own.into(), ..Default::default() };
    lent.reviews.clone().declare_conflict(free).await?;
    Ok(())
}

/// The loan ends: whatever they ask of the country is answered as it is to somebody who never was there, but for what is kept of
/// themselves.
async fn nothing_is_left(
    network: &Network,
    world: &World,
    lent: &ReviewerLoan,
    stand_ins: &StandIns,
) -> Result<(), Failure> {
    let request = EndReviewerLoanRequest { name: lent.name.clone(), ..Default::default() };
    network.office("do")?.partners.end_reviewer_loan(request).await?;
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let list = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
    let person = network.person(LENT)?;
    until("their end", || async {
        let refused = refusal(person.reviews.clone().list_assignments(list.clone()).await);
        Ok((refused == of(Code::NotFound, "RESOURCE_NOT_FOUND")).then_some(()))
    })
    .await?;
    let (them, stranger) = ([caller(network, LENT)?], [caller(network, STRANGER)?]);
    let of_others = |rpc: &Rpc| rpc.only_reads() && rpc.name() != "ExportPersonalData";
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(of_others).collect();
    let asked = questions(&rpcs, &them, world, &OF_OTHERS);
    let answered = answers(network, &asked, &until_now, stand_ins).await?;
    let to_stranger = answers(network, &questions(&rpcs, &stranger, world, &OF_OTHERS), &until_now, stand_ins).await?;
    let compared = same(&asked, &answered, &to_stranger, |_| true);
    println!("lent: {compared} answers once the loan is over, as to a stranger");
    Ok(())
}
