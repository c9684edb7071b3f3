//! Reviewers are proposed for a whole edition, changed by hand in one place, and assigned together; and whoever cannot be counted
//! on is replaced the same way.

use std::collections::HashSet;

use platform::clients::Caller;
use proto::reviews::v1::{
    Assignment, AssignmentPair, AssignmentProposal, ChangeAssignmentProposalRequest, ComputeAssignmentsRequest,
    DiscardAssignmentProposalRequest, ListAssignmentsRequest, ListProposedAssignmentsRequest, PrepareDecisionsRequest,
    ProposedAssignment, ReleaseAssignmentProposalRequest, ReplaceReviewersRequest, ReviewerProfile,
    SetReviewerProfileRequest, proposed_assignment::Action,
};
use tests::{patience::until, platform::Failure};
use tonic::Code;

use super::{
    cast::{Reviewer, Temper, institution},
    checks,
    course::Season,
    entries::{EDITION, is_tied, number},
};

/// Fills every place of every case. Nothing can be decided then: no case has its quorum.
pub async fn assign(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let office = season.network.office(country)?;
    the_first_takes_few(season, country).await?;
    let proposal = propose(season, country).await?;
    assert_eq!((proposal.lacking, &proposal.unmet), (0, &Vec::new()), "{country}");
    let (taken_off, put_on) = change_by_hand(season, &office, country, &proposal).await?;
    release(season, country, &proposal).await?;
    let made = of_country(season, country).await?;
    let is_made = |pair: &AssignmentPair| {
        made.iter().any(|one| one.reviewer == pair.reviewer && one.name.starts_with(&format!("{}/", pair.case)))
    };
    assert!(is_made(&put_on) && !is_made(&taken_off), "{country}: what was changed by hand is made as it was changed");
    let request = PrepareDecisionsRequest {
        parent: format!("countries/{country}"),
        edition: EDITION.into(),
        with_quorum_only: true,
        ..Default::default()
    };
    let early = office.reviews.clone().prepare_decisions(request).await?.into_inner();
    assert!(early.prepared == 0 && early.left > 0, "{country}: {early:?}");
    Ok(())
}

/// The first reviewer of the country says that they take fewer than the plan lets them have.
async fn the_first_takes_few(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let mut reviewers = season.reviewers.iter();
    let first = reviewers.find(|one| one.country == country && one.place == 0).ok_or("nobody reviews")?;
    let caller = season.network.caller(&first.subject, "reviewer", country, "es")?.reviews;
    let profile = ReviewerProfile {
        reviewer: first.member.clone(),
        edition: EDITION.into(),
        capacity: Some(first.takes()),
        ..Default::default()
    };
    let request =
        SetReviewerProfileRequest { name: first.member.clone(), profile: Some(profile), ..Default::default() };
    until("the reviewer is known", || async {
        match caller.clone().set_reviewer_profile(request.clone()).await {
            Err(early) if matches!(early.code(), Code::NotFound | Code::PermissionDenied) => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await
}

/// Computes it, once all reviewers of the country are known where that is done.
async fn propose(season: &Season<'_>, country: &str) -> Result<AssignmentProposal, Failure> {
    let office = season.network.office(country)?;
    let everybody = season.reviewers.iter().filter(|reviewer| reviewer.country == country).count();
    let parent = format!("countries/{country}");
    let request = ComputeAssignmentsRequest { parent, edition: EDITION.into(), ..Default::default() };
    until("a proposal in which everybody has something", || async {
        let computed = office.reviews.clone().compute_assignments(request.clone()).await?.into_inner();
        let proposal = computed.proposal.ok_or("no proposal")?;
        let pairs = pairs(&office, &proposal).await?;
        let busy: HashSet<&str> = pairs.iter().map(|pair| pair.reviewer.as_str()).collect();
        if busy.len() == everybody {
            return Ok(Some(proposal));
        }
        discard(&office, proposal).await.map(|()| None)
    })
    .await
}

/// What a proposal would do.
async fn pairs(office: &Caller, proposal: &AssignmentProposal) -> Result<Vec<ProposedAssignment>, Failure> {
    let request =
        ListProposedAssignmentsRequest { parent: proposal.name.clone(), page_size: 1000, ..Default::default() };
    Ok(office.reviews.clone().list_proposed_assignments(request).await?.into_inner().assignments)
}

async fn discard(office: &Caller, proposal: AssignmentProposal) -> Result<(), Failure> {
    let request = DiscardAssignmentProposalRequest { name: proposal.name, ..Default::default() };
    office.reviews.clone().discard_assignment_proposal(request).await?;
    Ok(())
}

/// Puts somebody else in the place of one reviewer, whom nothing ties to the applicant: who is tied is refused. Who was taken
/// off, and who was put on.
async fn change_by_hand(
    season: &Season<'_>,
    office: &Caller,
    country: &str,
    proposal: &AssignmentProposal,
) -> Result<(AssignmentPair, AssignmentPair), Failure> {
    let pairs = pairs(office, proposal).await?;
    let tied_to = |pair: &&ProposedAssignment| {
        let mut tied = season.reviewers.iter().filter(|one| is_tied(one, number(&pair.title)));
        tied.any(|one| one.country == country)
    };
    let chosen = pairs.iter().find(tied_to).ok_or("nobody is tied to anything")?;
    let taken_off = AssignmentPair { case: chosen.case.clone(), reviewer: chosen.reviewer.clone() };
    let is_on = |member: &str| pairs.iter().any(|pair| pair.case == chosen.case && pair.reviewer == member);
    let others = season.reviewers.iter().filter(|one| one.country == country && !is_on(&one.member));
    let (tied, free): (Vec<_>, Vec<_>) = others.partition(|one| is_tied(one, number(&chosen.title)));
    let request = |reviewer: &str| ChangeAssignmentProposalRequest {
        name: proposal.name.clone(),
        remove: vec![taken_off.clone()],
        add: vec![AssignmentPair { case: chosen.case.clone(), reviewer: reviewer.to_owned() }],
        ..Default::default()
    };
    for one in tied {
        let refused = office.reviews.clone().change_assignment_proposal(request(&one.member)).await;
        assert_eq!(refused.err().map(|status| status.code()), Some(Code::FailedPrecondition), "{}", one.subject);
    }
    let load = |one: &Reviewer| pairs.iter().filter(|pair| pair.institution == institution(one.institution)).count();
    let another = free.iter().min_by_key(|one| load(one)).ok_or("nobody else")?;
    let changed = office.reviews.clone().change_assignment_proposal(request(&another.member)).await?.into_inner();
    assert_eq!(changed.proposal.map(|changed| (changed.added, changed.lacking)), Some((proposal.added, 0)));
    let put_on = AssignmentPair { case: chosen.case.clone(), reviewer: another.member.clone() };
    Ok((taken_off, put_on))
}

/// Makes everything of a proposal, and looks whether all of it came about within what everybody takes.
async fn release(season: &Season<'_>, country: &str, proposal: &AssignmentProposal) -> Result<(), Failure> {
    let request = ReleaseAssignmentProposalRequest { name: proposal.name.clone(), ..Default::default() };
    let mut office = season.network.office(country)?.reviews;
    let done = office.release_assignment_proposal(request).await?.into_inner();
    assert_eq!((done.made, done.withdrawn), (proposal.added, proposal.withdrawn), "{:?}", done.left_out);
    checks::nobody_has_more_than_they_take(season, country).await
}

/// Has somebody else take the places of those of these tempers, of whoever is late, and of whoever has a conflict of interest
/// by now. How many were put on cases; nobody else is moved.
pub async fn replace(season: &Season<'_>, country: &str, leaving: &[Temper]) -> Result<i32, Failure> {
    let office = season.network.office(country)?;
    let of_tempers =
        |tempers: &[Temper]| season.of(country, tempers).into_iter().map(|one| one.member.clone()).collect::<Vec<_>>();
    let request = ReplaceReviewersRequest {
        parent: format!("countries/{country}"),
        edition: EDITION.into(),
        leaving: of_tempers(leaving),
        ..Default::default()
    };
    let replaced = office.reviews.clone().replace_reviewers(request).await?.into_inner();
    let proposal = replaced.proposal.ok_or("no proposal")?;
    assert_eq!((proposal.lacking, &proposal.unmet), (0, &Vec::new()), "{country}");
    if proposal.added == 0 {
        discard(&office, proposal).await?;
        return Ok(0);
    }
    let unreliable = of_tempers(&[leaving, &[Temper::Silent]].concat());
    for pair in pairs(&office, &proposal).await?.iter().filter(|pair| pair.action() == Action::Withdraw) {
        assert!(unreliable.contains(&pair.reviewer), "{country}: {} was moved from {}", pair.reviewer, pair.title);
    }
    release(season, country, &proposal).await?;
    Ok(proposal.added)
}

/// The assignments of a country, as its office reads them.
pub async fn of_country(season: &Season<'_>, country: &str) -> Result<Vec<Assignment>, Failure> {
    let parent = format!("countries/{country}/cases/-");
    let request = ListAssignmentsRequest { parent, page_size: 1000, ..Default::default() };
    Ok(season.network.office(country)?.reviews.list_assignments(request).await?.into_inner().assignments)
}
