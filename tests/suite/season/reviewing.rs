//! Each reviewer works as they are: most at once, some late, some not at all. Nobody reviews before they have declared.

use platform::clients::Caller;
use proto::{
    partners::v1::RevokeMemberRequest,
    registrations::v1::ConflictKind,
    reviews::v1::{
        Assignment, DeclareConflictRequest, DeclineAssignmentRequest, DelegateAssignmentRequest, GetAssignmentRequest,
        ListAssignmentsRequest, SaveReviewDraftRequest, Score, SubmitReviewRequest, assignment,
    },
};
use sea_orm::ConnectionTrait;
use tests::{patience::until, platform::Failure};
use tonic::Code;

use super::{
    assigning::{assign, of_country, replace},
    cast::{Reviewer, Temper},
    course::Season,
    entries::{is_known_to, is_tied, merit, number},
};

/// Rounds until every case has its reviews; one that brings nothing is a fault.
const ROUNDS: usize = 12;
/// Who hand reviews in while there is time.
const IN_TIME: [Temper; 2] = [Temper::Punctual, Temper::Tied];

/// Assigns and reviews until every case that takes part has all of its reviews.
pub async fn review(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    assign(season, country).await?;
    leave(season, country).await?;
    decline(season, country).await?;
    delegate(season, country).await?;
    work(season, country, &IN_TIME).await?;
    time_is_over(season, country).await?;
    work(season, country, &[Temper::Late]).await?;
    let mut leaving = vec![Temper::Leaves, Temper::Declines];
    for _ in 0..ROUNDS {
        if replace(season, country, &leaving).await? == 0 {
            return Ok(());
        }
        // By then the office knows who never answers.
        leaving.push(Temper::Silent);
        work(season, country, &[IN_TIME.as_slice(), &[Temper::Late]].concat()).await?;
    }
    Err("some cases never got their reviews".into())
}

/// Whoever leaves is gone with what was assigned to them.
async fn leave(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let mut office = season.network.office(country)?.partners;
    for reviewer in season.of(country, &[Temper::Leaves]) {
        let request = RevokeMemberRequest { name: reviewer.member.clone(), ..Default::default() };
        office.revoke_member(request).await?;
    }
    Ok(())
}

/// Whoever does not want to says so of all that is awaited of them.
async fn decline(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    for reviewer in season.of(country, &[Temper::Declines]) {
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?;
        for assignment in awaited(&mut caller, reviewer).await? {
            let reason = "No tengo tiempo este mes.".into();
            let request = DeclineAssignmentRequest { name: assignment.name, reason, ..Default::default() };
            caller.reviews.decline_assignment(request).await?;
        }
    }
    Ok(())
}

/// What is awaited of a reviewer, who answers for it.
async fn awaited(caller: &mut Caller, reviewer: &Reviewer) -> Result<Vec<Assignment>, Failure> {
    let request = ListAssignmentsRequest {
        parent: format!("countries/{}/cases/-", reviewer.country),
        filter: "state = ASSIGNED OR state = DRAFT OR state = LATE".into(),
        page_size: 1000,
        ..Default::default()
    };
    let found = caller.reviews.list_assignments(request).await?.into_inner().assignments;
    Ok(found.into_iter().filter(|assignment| assignment.reviewer == reviewer.member).collect())
}

/// The number of the entry that is to be reviewed.
fn entry(assignment: &Assignment) -> usize {
    assignment.brief.as_ref().map_or(0, |brief| number(&brief.title))
}

/// One has somebody else write a review, whom nothing ties to the applicant, and who is not on the case.
async fn delegate(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let all = of_country(season, country).await?;
    let punctual = season.of(country, &[Temper::Punctual]);
    let accountable = punctual.first().ok_or("nobody is punctual")?;
    let mut caller = season.network.caller(&accountable.subject, "reviewer", country, "es")?;
    let assignment = awaited(&mut caller, accountable).await?.into_iter().next().ok_or("nothing is awaited")?;
    let of_case = |one: &&Assignment| case_of(&one.name) == case_of(&assignment.name);
    let on_it: Vec<&str> = all.iter().filter(of_case).map(|one| one.reviewer.as_str()).collect();
    let can = |one: &&&Reviewer| !is_tied(one, entry(&assignment)) && !on_it.contains(&one.member.as_str());
    let writer = punctual.iter().find(can).ok_or("nobody can write it")?;
    let name = assignment.name.clone();
    let request = DelegateAssignmentRequest { name, delegate: writer.member.clone(), ..Default::default() };
    caller.reviews.delegate_assignment(request).await?;
    let mut writer = season.network.caller(&writer.subject, "reviewer", country, "es")?;
    declare(&mut writer, &assignment, ConflictKind::Unspecified).await?;
    let scores = vec![Score { criterion: "in-use".into(), score: merit(entry(&assignment)) }];
    let request = SaveReviewDraftRequest {
        name: assignment.name,
        scores,
        confidence: 4,
        comment_to_applicant: "Escrito por encargo.".into(),
        ready: true,
        ..Default::default()
    };
    writer.reviews.save_review_draft(request).await?;
    Ok(())
}

/// Says what ties the caller to the applicant, or that nothing does.
async fn declare(caller: &mut Caller, of: &Assignment, kind: ConflictKind) -> Result<(), Failure> {
    let words = if kind == ConflictKind::Unspecified { "" } else { "Trabajé con quienes lo presentan." };
    let request =
        DeclareConflictRequest { name: of.name.clone(), kind: kind.into(), words: words.into(), ..Default::default() };
    caller.reviews.declare_conflict(request).await?;
    Ok(())
}

/// Reviewers of these tempers declare, and hand in whatever is awaited of them, but for what they have a conflict with.
async fn work(season: &Season<'_>, country: &str, tempers: &[Temper]) -> Result<(), Failure> {
    for reviewer in season.of(country, tempers) {
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?;
        for awaited in awaited(&mut caller, reviewer).await? {
            let brief = awaited.brief.clone().unwrap_or_default();
            assert_eq!(brief.description, "", "{} has not declared", reviewer.subject);
            if is_known_to(reviewer, entry(&awaited)) {
                declare(&mut caller, &awaited, ConflictKind::CoWork).await?;
                let request = GetAssignmentRequest { name: awaited.name };
                let gone = caller.reviews.get_assignment(request).await.err().map(|status| status.code());
                assert_eq!(gone, Some(Code::NotFound), "{} declared a conflict", reviewer.subject);
                continue;
            }
            declare(&mut caller, &awaited, ConflictKind::Unspecified).await?;
            submit(&mut caller, reviewer, awaited).await?;
        }
    }
    Ok(())
}

async fn submit(caller: &mut Caller, reviewer: &Reviewer, of: Assignment) -> Result<(), Failure> {
    let strict = i32::from(reviewer.place.is_multiple_of(3));
    let score = (merit(entry(&of)) - strict).clamp(0, 5);
    let request = SubmitReviewRequest {
        name: of.name,
        scores: vec![Score { criterion: "in-use".into(), score }],
        confidence: 4,
        comment_to_applicant: "Gracias por contarlo.".into(),
        ..Default::default()
    };
    caller.reviews.submit_review(request).await?;
    Ok(())
}

/// The time is over for whoever takes longer, or never answers: the test moves the end, and the clock of the server finds it.
async fn time_is_over(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let slow = season.of(country, &[Temper::Late, Temper::Silent]);
    let subjects: Vec<String> = slow.iter().map(|reviewer| format!("'{}'", reviewer.subject)).collect();
    let database = season.network.data.connect("reviews").await?;
    let change = format!(
        "UPDATE assignments SET due_at = created_at WHERE country = '{country}' AND state = 'ASSIGNED' AND subject IN ({})",
        subjects.join(", ")
    );
    let moved = usize::try_from(database.execute_unprepared(&change).await?.rows_affected())?;
    database.close().await?;
    assert!(moved > 0, "{country}: nobody is late");
    until("the end of their time", || async {
        let all = of_country(season, country).await?;
        let late = all.iter().filter(|one| one.state() == assignment::State::Late).count();
        Ok((late == moved).then_some(()))
    })
    .await
}

/// The case that an assignment is of.
pub fn case_of(assignment: &str) -> &str {
    assignment.split_once("/assignments/").map_or(assignment, |(case, _)| case)
}

/// Whether the review of an assignment is in.
pub fn is_in(assignment: &Assignment) -> bool {
    assignment.state() == assignment::State::Submitted
}
