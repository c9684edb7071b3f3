//! The whole course of loans between two countries.

use platform::clients::Caller;
use proto::{
    notifications::v1::ListNotificationsRequest,
    partners::v1::{
        GetMemberRequest, Member, ReviewerLoan, RevokeMemberRequest, UpdateMemberRequest, reviewer_loan::State,
    },
    platform::v1::Role,
    reviews::v1::{
        AssignmentProposal, ComputeAssignmentsRequest, DelegateAssignmentRequest, GetReviewerProfileRequest,
        ListAssignmentsRequest, ListBidCasesRequest, ListProposedAssignmentsRequest, ProposedAssignment,
        ReleaseAssignmentProposalRequest, ReviewerProfile, SetReviewerProfileRequest, cost_part, unmet_loan,
    },
};
use tests::{
    network::{EDITION, Network},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::making::{REASON, borrow, comes_to, end, lend, member, put_in};
use crate::assigning;

/// What a country office sees of a case that lacks nothing but somebody from elsewhere.
const LENT_COST: i64 = 80;

pub async fn whole(network: &Network) -> Result<(), Failure> {
    for subject in ["ana", "beto"] {
        member(network, "do", subject, Role::Reviewer).await?;
    }
    let rosa = member(network, "cr", "rosa", Role::Reviewer).await?;
    who_can_be_lent(network, &rosa).await?;
    knows_english(network, &rosa).await?;
    let seat = borrow(network, &rosa, "rosa").await?;
    both_offices_see_their_side(network, &rosa, &seat).await?;
    the_seat_is_not_changed_here(network, &seat).await?;

    let first = assigning::case(network, "Rutas compartidas").await?;
    let second = assigning::case(network, "Pagos al instante").await?;
    let draft = one_case_gets_her(network, &seat).await?;
    no_second_case_by_hand(network, &draft, &seat, [&first, &second]).await?;
    she_reviews_herself(network, &draft).await?;

    ended_by_who_borrows(network, &rosa, &seat).await?;
    ended_by_who_lends(network).await?;
    a_member_gets_no_second_seat(network).await
}

async fn who_can_be_lent(network: &Network, rosa: &str) -> Result<(), Failure> {
    let office = network.office("cr")?;
    let wrong = of(Code::InvalidArgument, "INVALID_FIELD");
    let staff = member(network, "cr", "sara", Role::OfficeStaff).await?;
    assert_eq!(refusal(lend(&office, &staff, "countries/do").await), wrong, "she reviews nothing");
    for nowhere in ["countries/cr", "countries/zz"] {
        assert_eq!(refusal(lend(&office, rosa, nowhere).await), wrong, "{nowhere}");
    }
    let by_staff = lend(&network.caller("sara", "office_staff", "cr", "en")?, rosa, "countries/do").await;
    assert_eq!(refusal(by_staff), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    Ok(())
}

fn profile(name: &str) -> GetReviewerProfileRequest {
    GetReviewerProfileRequest { name: name.into(), edition: EDITION.into() }
}

/// What she says at home of what she knows.
async fn knows_english(network: &Network, rosa: &str) -> Result<(), Failure> {
    let said = ReviewerProfile {
        edition: EDITION.into(),
        languages: vec!["en".into(), "es".into()],
        capacity: Some(7),
        ..ReviewerProfile::default()
    };
    let request = SetReviewerProfileRequest { name: rosa.into(), profile: Some(said), ..Default::default() };
    let office = network.office("cr")?;
    until("she is known at home", || async {
        match office.reviews.clone().set_reviewer_profile(request.clone()).await {
            Err(early) if early.code() == Code::NotFound => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await
}

async fn both_offices_see_their_side(network: &Network, rosa: &str, seat: &ReviewerLoan) -> Result<(), Failure> {
    let (lender, borrower) = (network.office("cr")?, network.office("do")?);
    let at_home = comes_to(network, "cr", seat, State::Active).await?;
    assert_eq!((at_home.member.as_str(), at_home.subject.as_str()), (rosa, "office:cr"));
    let here = Member { name: seat.member.clone(), ..Member::default() };
    assert_eq!((seat.subject.as_str(), seat.reason.as_str(), seat.lender.as_str()), ("", REASON, "countries/cr"));
    let read = GetMemberRequest { name: here.name.clone() };
    let seen = borrower.partners.clone().get_member(read.clone()).await?.into_inner().member.ok_or("no member")?;
    assert_eq!((seen.lent_by.as_str(), seen.roles.as_slice()), ("countries/cr", [Role::Reviewer.into()].as_slice()));
    assert_eq!((seen.display_name.as_str(), seen.subject.as_str()), ("Persona rosa", "rosa"));
    assert_eq!(refusal(lender.partners.clone().get_member(read).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let again = lend(&lender, rosa, "countries/do").await;
    assert_eq!(refusal(again), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    let known = until("her profile", || async {
        match borrower.reviews.clone().get_reviewer_profile(profile(&seat.member)).await {
            Err(early) if early.code() == Code::NotFound => Ok(None),
            answer => Ok(answer?.into_inner().profile.filter(|profile| !profile.languages.is_empty())),
        }
    })
    .await?;
    assert_eq!((known.languages, known.capacity), (vec!["en".to_owned(), "es".to_owned()], None));
    letter(&borrower, seat, "reviewer-lent").await
}

async fn letter(office: &Caller, loan: &ReviewerLoan, template: &str) -> Result<(), Failure> {
    let request = ListNotificationsRequest {
        parent: "countries/do".into(),
        page_size: 1000,
        ..ListNotificationsRequest::default()
    };
    let letter = until("the letter to the office", || async {
        let found = office.notifications.clone().list_notifications(request.clone()).await?.into_inner();
        Ok(found.notifications.into_iter().find(|letter| letter.about == loan.name))
    })
    .await?;
    assert_eq!((letter.template.as_str(), letter.recipient.as_str()), (template, "oficina@do.example.org"));
    Ok(())
}

/// Her roles are not the borrowing office's to give or to take.
async fn the_seat_is_not_changed_here(network: &Network, seat: &ReviewerLoan) -> Result<(), Failure> {
    let office = network.office("do")?;
    let promoted = Member { name: seat.member.clone(), roles: vec![Role::OfficeStaff.into()], ..Member::default() };
    let request = UpdateMemberRequest { member: Some(promoted), ..UpdateMemberRequest::default() };
    let not_here = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(office.partners.clone().update_member(request).await), not_here);
    let request = RevokeMemberRequest { name: seat.member.clone(), ..RevokeMemberRequest::default() };
    assert_eq!(refusal(office.partners.clone().revoke_member(request).await), not_here);
    Ok(())
}

async fn compute(office: &Caller) -> Result<AssignmentProposal, Failure> {
    let request = ComputeAssignmentsRequest {
        parent: "countries/do".into(),
        edition: EDITION.into(),
        wish_lent: true,
        ..ComputeAssignmentsRequest::default()
    };
    Ok(office.reviews.clone().compute_assignments(request).await?.into_inner().proposal.ok_or("no proposal")?)
}

async fn pairs(office: &Caller, of: &AssignmentProposal) -> Result<Vec<ProposedAssignment>, Failure> {
    let request = ListProposedAssignmentsRequest { parent: of.name.clone(), ..Default::default() };
    Ok(office.reviews.clone().list_proposed_assignments(request).await?.into_inner().assignments)
}

/// Computing puts her on one of two cases, and says why the other one has nobody from elsewhere.
async fn one_case_gets_her(network: &Network, seat: &ReviewerLoan) -> Result<AssignmentProposal, Failure> {
    let office = network.office("do")?;
    let draft = compute(&office).await?;
    assert_eq!((draft.added, draft.lacking, draft.lent_wished), (4, 0, true));
    let rows = pairs(&office, &draft).await?;
    let hers: Vec<_> = rows.iter().filter(|row| row.lent).collect();
    let [hers] = hers.as_slice() else { return Err(format!("she has one case: {rows:?}").into()) };
    assert_eq!(hers.reviewer, seat.member);
    let [unmet] = draft.unmet_loans.as_slice() else { return Err(format!("{:?}", draft.unmet_loans).into()) };
    assert_ne!(unmet.case, hers.case);
    assert!(unmet.reason() == unmet_loan::Reason::AllTaken && !unmet.words.is_empty() && !unmet.title.is_empty());
    let lent = draft.parts.iter().find(|part| part.kind() == cost_part::Kind::Lent).ok_or("it costs something")?;
    assert!(lent.cost == LENT_COST && !lent.words.is_empty());
    assert_eq!(draft.cost, rows.iter().map(|row| row.cost).sum::<i64>());
    Ok(draft)
}

/// Neither a second case for her, nor a second one who is lent for her case.
async fn no_second_case_by_hand(
    network: &Network,
    draft: &AssignmentProposal,
    seat: &ReviewerLoan,
    cases: [&str; 2],
) -> Result<(), Failure> {
    let office = network.office("do")?;
    let hers = pairs(&office, draft).await?.into_iter().find(|row| row.lent).ok_or("she has one")?.case;
    let other = cases.into_iter().find(|case| **case != hers).ok_or("there are two")?;
    let refused = of(Code::FailedPrecondition, "REVIEWER_LENT");
    assert_eq!(refusal(put_in(&office, draft, other, &seat.member).await), refused, "a second case");
    let mario = member(network, "cr", "mario", Role::Reviewer).await?;
    let second = borrow(network, &mario, "mario").await?;
    known(&office, &second).await?;
    assert_eq!(refusal(put_in(&office, draft, &hers, &second.member).await), refused, "a second one");
    let request = ReleaseAssignmentProposalRequest { name: draft.name.clone(), ..Default::default() };
    let done = office.reviews.clone().release_assignment_proposal(request).await?.into_inner();
    assert_eq!((done.made, done.left_out.len()), (4, 0));
    let next = compute(&office).await?;
    assert_eq!(refusal(put_in(&office, &next, other, &seat.member).await), refused, "a second case behind the release");
    assert_eq!(refusal(put_in(&office, &next, &hers, &second.member).await), refused, "a second one behind it");
    Ok(())
}

/// Waits until the reviews know of a seat.
async fn known(office: &Caller, seat: &ReviewerLoan) -> Result<(), Failure> {
    until("the seat is known to the reviews", || async {
        match office.reviews.clone().get_reviewer_profile(profile(&seat.member)).await {
            Err(early) if early.code() == Code::NotFound => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await
}

fn mine() -> ListAssignmentsRequest {
    ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() }
}

/// She sees her case alone, nothing to bid on, and has nobody write in her stead; nobody has her write in theirs.
async fn she_reviews_herself(network: &Network, draft: &AssignmentProposal) -> Result<(), Failure> {
    let rosa = network.person("rosa")?;
    let hers = rosa.reviews.clone().list_assignments(mine()).await?.into_inner().assignments;
    let [hers] = hers.as_slice() else { return Err(format!("one case: {hers:?}").into()) };
    let list = ListBidCasesRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    assert!(rosa.reviews.clone().list_bid_cases(list).await?.into_inner().cases.is_empty());
    let rows = pairs(&network.office("do")?, draft).await?;
    let local = rows.iter().find(|row| !row.lent).ok_or("others review, too")?;
    let delegated = DelegateAssignmentRequest {
        name: hers.name.clone(),
        delegate: local.reviewer.clone(),
        ..DelegateAssignmentRequest::default()
    };
    let refused = of(Code::FailedPrecondition, "REVIEWER_LENT");
    assert_eq!(refusal(rosa.reviews.clone().delegate_assignment(delegated).await), refused);
    let ana = network.person("ana")?;
    let of_ana = ana.reviews.clone().list_assignments(mine()).await?.into_inner().assignments;
    let to_her = DelegateAssignmentRequest {
        name: of_ana.first().ok_or("Ana reviews, too")?.name.clone(),
        delegate: hers.reviewer.clone(),
        ..DelegateAssignmentRequest::default()
    };
    assert_eq!(
        refusal(ana.reviews.clone().delegate_assignment(to_her).await),
        of(Code::InvalidArgument, "INVALID_FIELD")
    );
    Ok(())
}

/// Waits until somebody has nothing to do with `do` any more.
async fn comes_to_nothing(network: &Network, subject: &str) -> Result<(), Failure> {
    let person = network.person(subject)?;
    until("their end there", || async {
        match refusal(person.reviews.clone().list_assignments(mine()).await) {
            None => Ok(None),
            refused => Ok((refused == of(Code::NotFound, "RESOURCE_NOT_FOUND")
                || refused == of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"))
            .then_some(())),
        }
    })
    .await
}

/// The borrowing office ends it, and may have her again.
async fn ended_by_who_borrows(network: &Network, rosa: &str, seat: &ReviewerLoan) -> Result<(), Failure> {
    let office = network.office("do")?;
    assert_eq!(end(&office, &seat.name).await?.state(), State::Ended);
    assert_eq!(refusal(end(&office, &seat.name).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    comes_to(network, "cr", seat, State::Ended).await?;
    comes_to_nothing(network, "rosa").await?;
    let anew = borrow(network, rosa, "rosa").await?;
    assert_ne!(anew.member, seat.member, "another loan is another seat");
    Ok(())
}

/// Whoever reviews no more at home, reviews no more elsewhere; and what changes at home, changes there.
async fn ended_by_who_lends(network: &Network) -> Result<(), Failure> {
    let pia = member(network, "cr", "pia", Role::Reviewer).await?;
    let seat = borrow(network, &pia, "pia").await?;
    let lender = network.office("cr")?;
    let renamed = Member { name: pia.clone(), display_name: "Pía Mora".into(), ..Member::default() };
    let request = UpdateMemberRequest { member: Some(renamed), ..UpdateMemberRequest::default() };
    lender.partners.clone().update_member(request).await?;
    let office = network.office("do")?;
    let read = GetMemberRequest { name: seat.member.clone() };
    until("her new name", || async {
        let seen = office.partners.clone().get_member(read.clone()).await?.into_inner().member.unwrap_or_default();
        Ok((seen.display_name == "Pía Mora").then_some(()))
    })
    .await?;
    let request = RevokeMemberRequest { name: pia, ..RevokeMemberRequest::default() };
    lender.partners.clone().revoke_member(request).await?;
    comes_to(network, "cr", &seat, State::Ended).await?;
    comes_to(network, "do", &seat, State::Ended).await?;
    comes_to_nothing(network, "pia").await
}

/// The borrowing office is told, and the lending one nothing of it.
async fn a_member_gets_no_second_seat(network: &Network) -> Result<(), Failure> {
    member(network, "do", "leo", Role::OfficeStaff).await?;
    let leo = member(network, "cr", "leo", Role::Reviewer).await?;
    let lent = lend(&network.office("cr")?, &leo, "countries/do").await?;
    let here = comes_to(network, "do", &lent, State::NotSeated).await?;
    assert_eq!(here.member, "");
    comes_to(network, "cr", &lent, State::Active).await?;
    letter(&network.office("do")?, &here, "reviewer-not-seated").await
}
