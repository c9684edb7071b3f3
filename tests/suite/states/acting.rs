//! Taking the steps: each is one call of the one who may make it.

use proto::{
    registrations::v1::{AppealGround, ConflictKind, FileAppealRequest, WithdrawAppealRequest},
    reviews::v1::{
        AssignAppealPanelRequest, AssignReviewersRequest, CompleteValidationRequest, ConfirmDecisionRequest,
        DeclareConflictRequest, DeclineAssignmentRequest, DelegateAssignmentRequest, Finding, JudgeAppealRequest,
        Outcome, PrepareDecisionRequest, ReleaseDecisionsRequest, SaveReviewDraftRequest, Score, SubmitHearingRequest,
        SubmitReviewRequest, ValidationOutcome, WithdrawAssignmentRequest, confirm_decision_request,
        judge_appeal_request,
    },
};
use tests::{calls, platform::Failure, refusal::refusal};
use tonic::{Code, Status};

use super::{
    people::{INSTITUTION, Names, People},
    step::{Office, Step, Validator},
};

/// Who was chosen by a step, where somebody was; or how it was refused.
pub type Came = Result<Option<usize>, (Code, String)>;

/// What a call came to.
fn came<T>(answer: Result<T, Status>) -> Came {
    match refusal(answer) {
        Some(refused) => Err(refused),
        None => Ok(None),
    }
}

/// Takes a step.
pub async fn take(people: &People, names: &mut Names, step: Step, hearer: Option<usize>) -> Result<Came, Failure> {
    match step {
        Step::Assign | Step::TakeBack(_) => assign(people, names, step).await,
        Step::Draft(who) | Step::Submit(who) | Step::Decline(who) | Step::Conflict(who) | Step::Delegate(who, _) => {
            review(people, names, who, step).await
        }
        Step::Prepare(outcome, by) => prepare(people, names, outcome, by).await,
        Step::Confirm(by) => confirm(people, names, by, confirm_decision_request::Verdict::Confirmed).await,
        Step::SetBack(by) => confirm(people, names, by, confirm_decision_request::Verdict::SetBack).await,
        Step::Release => release(people, names).await,
        Step::File | Step::TakeAppealBack => appeal(people, names, step).await,
        Step::Admit(by) => judge(people, names, by, judge_appeal_request::Verdict::Admitted).await,
        Step::Reject(by) => judge(people, names, by, judge_appeal_request::Verdict::Rejected).await,
        Step::Panel(asked) => panel(people, names, asked).await,
        Step::Find(upholds) => find(people, names, upholds, hearer.ok_or("nobody hears it")?).await,
        Step::Validate(by, holds) => validate(people, names, by, holds).await,
        Step::Onward(_) => Err("no step of its own".into()),
    }
}

/// Puts one more reviewer on the case, who declares at once that nothing ties them to the applicant; or takes one off.
async fn assign(people: &People, names: &mut Names, step: Step) -> Result<Came, Failure> {
    let mut office = people.office(Office::First)?.reviews;
    if let Step::TakeBack(who) = step {
        let request = WithdrawAssignmentRequest { name: names.assignments[who].clone(), ..Default::default() };
        return Ok(came(office.withdraw_assignment(request).await));
    }
    let request = AssignReviewersRequest { name: names.case.clone(), count: 1, ..Default::default() };
    let made = match office.assign_reviewers(request).await {
        Ok(answer) => answer.into_inner().assignments,
        refused => return Ok(came(refused)),
    };
    let [made] = made.as_slice() else { return Err(format!("one reviewer: {made:?}").into()) };
    let person = people.person(&made.reviewer).ok_or("a stranger")?;
    names.assignments[person].clone_from(&made.name);
    let request = DeclareConflictRequest { name: made.name.clone(), ..Default::default() };
    people.reviewer(person)?.reviews.declare_conflict(request).await?;
    Ok(Ok(Some(person)))
}

async fn review(people: &People, names: &Names, who: usize, step: Step) -> Result<Came, Failure> {
    let mut reviewer = people.reviewer(who)?.reviews;
    let name = names.assignments[who].clone();
    let scores = vec![Score { criterion: "in-use".into(), score: 3 }];
    Ok(match step {
        Step::Draft(_) => came(
            reviewer
                .save_review_draft(SaveReviewDraftRequest { name, scores, confidence: 3, ..Default::default() })
                .await,
        ),
        Step::Submit(_) => came(
            reviewer.submit_review(SubmitReviewRequest { name, scores, confidence: 3, ..Default::default() }).await,
        ),
        Step::Decline(_) => {
            let request = DeclineAssignmentRequest { name, reason: "sin tiempo".into(), ..Default::default() };
            came(reviewer.decline_assignment(request).await)
        }
        Step::Conflict(_) => {
            let (kind, words) = (ConflictKind::Family.into(), "Es de mi hermana".into());
            came(reviewer.declare_conflict(DeclareConflictRequest { name, kind, words, ..Default::default() }).await)
        }
        Step::Delegate(_, writer) => {
            let delegate = people.members[writer].clone();
            came(reviewer.delegate_assignment(DelegateAssignmentRequest { name, delegate, ..Default::default() }).await)
        }
        _ => return Err("no step of a reviewer".into()),
    })
}

async fn prepare(people: &People, names: &mut Names, outcome: Outcome, by: Office) -> Result<Came, Failure> {
    let request = PrepareDecisionRequest {
        name: names.case.clone(),
        outcome: outcome.into(),
        reason: "Así lo vio la oficina".into(),
        ..Default::default()
    };
    match people.office(by)?.reviews.prepare_decision(request).await {
        Ok(answer) => names.decision = answer.into_inner().decision.ok_or("no decision")?.name,
        refused => return Ok(came(refused)),
    }
    Ok(Ok(None))
}

async fn confirm(
    people: &People,
    names: &Names,
    by: Office,
    verdict: confirm_decision_request::Verdict,
) -> Result<Came, Failure> {
    let name = names.decision.clone();
    let request = ConfirmDecisionRequest { name, verdict: verdict.into(), ..Default::default() };
    Ok(came(people.office(by)?.reviews.confirm_decision(request).await))
}

async fn release(people: &People, names: &Names) -> Result<Came, Failure> {
    let request = ReleaseDecisionsRequest {
        parent: "countries/do".into(),
        edition: people.edition.clone(),
        names: vec![names.decision.clone()],
        ..Default::default()
    };
    Ok(came(people.office(Office::First)?.reviews.release_decisions(request).await))
}

/// What the applicant does with an appeal.
async fn appeal(people: &People, names: &mut Names, step: Step) -> Result<Came, Failure> {
    let mut ana = people.ana.registrations.clone();
    let name = names.registration.clone();
    if step == Step::TakeAppealBack {
        return Ok(came(ana.withdraw_appeal(WithdrawAppealRequest { name, ..Default::default() }).await));
    }
    let request = FileAppealRequest {
        name,
        grounds: vec![AppealGround::FactOverlooked.into()],
        statement: "No se vio que ya funciona en tres talleres.".into(),
        ..Default::default()
    };
    match ana.file_appeal(request).await {
        Ok(answer) => names.appeal = answer.into_inner().registration.ok_or("no registration")?.appeal,
        refused => return Ok(came(refused)),
    }
    Ok(Ok(None))
}

async fn judge(
    people: &People,
    names: &Names,
    by: Office,
    verdict: judge_appeal_request::Verdict,
) -> Result<Came, Failure> {
    let (name, reason) = (names.appeal.clone(), "Así lo vio la oficina".into());
    let request = JudgeAppealRequest { name, verdict: verdict.into(), reason, ..Default::default() };
    Ok(came(people.office(by)?.reviews.judge_appeal(request).await))
}

async fn panel(people: &People, names: &mut Names, asked: Option<usize>) -> Result<Came, Failure> {
    let reviewers = asked.iter().map(|person| people.members[*person].clone()).collect();
    let request = AssignAppealPanelRequest { name: names.appeal.clone(), reviewers, ..Default::default() };
    let appeal = match people.office(Office::First)?.reviews.assign_appeal_panel(request).await {
        Ok(answer) => answer.into_inner().appeal.ok_or("no appeal")?,
        refused => return Ok(came(refused)),
    };
    let [hearing] = appeal.hearings.as_slice() else { return Err(format!("one hears it: {appeal:?}").into()) };
    names.hearing.clone_from(&hearing.name);
    Ok(Ok(Some(people.person(&hearing.reviewer).ok_or("a stranger")?)))
}

async fn find(people: &People, names: &Names, upholds: bool, hearer: usize) -> Result<Came, Failure> {
    let finding = if upholds { Finding::Uphold } else { Finding::Deny };
    let request = SubmitHearingRequest {
        name: names.hearing.clone(),
        finding: finding.into(),
        reason: "El registro dice dónde funciona.".into(),
        ..Default::default()
    };
    Ok(came(people.reviewer(hearer)?.reviews.submit_hearing(request).await))
}

async fn validate(people: &People, names: &Names, by: Validator, holds: bool) -> Result<Came, Failure> {
    let subject = if by == Validator::Both { "beto" } else { "validator" };
    let outcome = if holds { ValidationOutcome::Passed } else { ValidationOutcome::Failed };
    let request: CompleteValidationRequest = calls::validation(&names.case, INSTITUTION, outcome);
    let mut caller = people.network.caller(subject, "partner_representative", "do", "en")?.reviews;
    Ok(came(caller.complete_validation(request).await))
}
