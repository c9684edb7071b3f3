//! How reviewers work on a case: terms, changes, stages, the shared set; and what is counted, whatever is called.

use proptest::prelude::*;
use proto::registrations::v1::{ReviewPlan, ReviewStage};
use sea_orm::QueryOrder;

use super::*;
use crate::{assignment::State, calibration, review::versions};

const PLANNED: &str = "editions/planned";

fn stage(id: &str, reviews: i32, quorum: i32) -> ReviewStage {
    ReviewStage { id: id.into(), reviews_per_case: reviews, quorum, advance_bar: 0.5, ..Default::default() }
}

/// Opens an edition with these stages.
async fn open(ground: &Ground, stages: Vec<ReviewStage>) {
    let mut scope = ground.store.work("test", Place::Network).await.expect("a scope");
    let plan = Some(ReviewPlan { stages, ..Default::default() });
    let opened = EditionOpened { name: PLANNED.into(), plan, ..edition_opened(1, 0.6) };
    edition::on_edition_opened::react(&mut scope, opened).await.expect("an edition");
    scope.commit().await.expect("a commit");
}

/// A case of that edition that passed the screening.
async fn opened(scope: &mut Scope, registration: &str) -> String {
    let event = RegistrationSubmitted { edition: PLANNED.into(), edition_version: 1, ..submitted(registration) };
    case::on_registration_submitted::react(scope, event).await.expect("a case");
    let row = case::rows::of_submission(scope, registration, 1).await.expect("a case");
    let name = case::rows::name(&row.country, row.id);
    let passed = passed(scope, &name).await;
    case::screen::screen(scope, passed).await.expect("screened");
    name
}

async fn assign(scope: &mut Scope, case: &str) -> Vec<Assignment> {
    let request = AssignReviewersRequest { name: case.into(), ..Default::default() };
    assignment::assign::assign(scope, request).await.expect("assigned").assignments
}

async fn the_case(scope: &Scope, name: &str) -> case::rows::Model {
    case::rows::case(scope, name).await.expect("the case")
}

async fn the_row(scope: &Scope, of: &Assignment) -> assignment::rows::Model {
    assignment::rows::assignment(scope, &of.name).await.expect("the assignment")
}

/// Moves the term of an assignment, as if it had been made long ago.
async fn ends(scope: &mut Scope, of: &Assignment, left: Duration) {
    let before = the_row(scope, of).await;
    let due = moment::now() + left;
    let after =
        assignment::rows::Model { due_at: Some(due), remind_at: Some(due - Duration::days(2)), ..before.clone() };
    scope.update::<assignment::rows::Entity>(&before, after).await.expect("moved");
}

async fn awaited(scope: &Scope) -> i32 {
    member::rows::reviewers(scope).await.expect("reviewers").iter().map(|member| member.awaited).sum()
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

#[tokio::test]
async fn a_review_is_changed_in_time_and_sum_and_count_of_its_case_stay_right() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (case, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    assert!(made.iter().all(|assignment| assignment.due_time.is_some()));
    review(&mut scope, &made[0], 5).await.expect("a review");
    let changed = review(&mut scope, &made[0], 1).await.expect("in time");
    let share = changed.review.expect("a review").share;
    let after = the_case(&scope, &case.name).await;
    assert_eq!((after.reviews_in, after.state), (1, case::State::InReview));
    assert!(near(after.share_sum, share), "{} is not {share}", after.share_sum);
    let kept = versions::of_case(&scope, after.id).await.expect("versions");
    assert_eq!(kept.len(), 2, "every version is kept");
    assert!(near(kept[0].share, share) && kept[1].share > share, "the latest first");

    ends(&mut scope, &made[0], -Duration::seconds(1)).await;
    let refused = review(&mut scope, &made[0], 5).await.expect_err("too late");
    assert_eq!(refused.reason(), Reason::ReviewAlreadySubmitted);
    ends(&mut scope, &made[1], -Duration::seconds(1)).await;
    review(&mut scope, &made[1], 5).await.expect("a first one counts whenever it comes");
    let after = the_case(&scope, &case.name).await;
    assert_eq!((after.reviews_in, after.state), (2, case::State::Reviewed));
    assert_eq!(awaited(&scope).await, 0);
}

#[tokio::test]
async fn who_is_late_is_reminded_then_told_of_and_the_case_goes_on_with_enough() {
    let ground = Ground::open().await;
    open(&ground, vec![stage("only", 2, 1)]).await;
    let mut scope = ground.scope().await;
    let case = opened(&mut scope, "countries/do/registrations/1").await;
    let made = assign(&mut scope, &case).await;
    scope.commit().await.expect("a commit");
    assert_eq!(assignment::keep_time::round(&ground.ground()).await.expect("a look"), 0, "there is time");

    let mut scope = ground.scope().await;
    review(&mut scope, &made[0], 5).await.expect("a review");
    ends(&mut scope, &made[1], Duration::hours(1)).await;
    scope.commit().await.expect("a commit");
    for _ in 0..2 {
        assignment::keep_time::round(&ground.ground()).await.expect("a look");
        assert_eq!(ground.events("assignment.reminded").await, [made[1].name.as_str()], "once");
    }
    let mut scope = ground.scope().await;
    ends(&mut scope, &made[1], -Duration::seconds(1)).await;
    scope.commit().await.expect("a commit");
    assert_eq!(assignment::keep_time::round(&ground.ground()).await.expect("a look"), 1);
    assert_eq!(assignment::keep_time::round(&ground.ground()).await.expect("a look"), 0, "once");
    assert_eq!(ground.events("assignment.expired").await, [made[1].name.as_str()]);

    let mut scope = ground.scope().await;
    assert_eq!(the_row(&scope, &made[1]).await.state, State::Late);
    assert_eq!(the_case(&scope, &case).await.state, case::State::Reviewed, "one is enough");
    review(&mut scope, &made[1], 0).await.expect("it still counts");
    let after = the_case(&scope, &case).await;
    assert_eq!((after.reviews_in, after.state), (2, case::State::Reviewed));
}

#[tokio::test]
async fn a_case_goes_to_the_next_stage_by_its_score_and_else_waits_for_its_decision() {
    let ground = Ground::open().await;
    open(&ground, vec![stage("first", 1, 1), stage("panel", 2, 2)]).await;
    let mut scope = ground.scope().await;
    let low = opened(&mut scope, "countries/do/registrations/1").await;
    let made = assign(&mut scope, &low).await;
    review(&mut scope, &made[0], 0).await.expect("a review");
    let low = the_case(&scope, &low).await;
    assert_eq!((low.state, low.stage.as_str()), (case::State::Reviewed, ""));

    let high = opened(&mut scope, "countries/do/registrations/2").await;
    let first = assign(&mut scope, &high).await;
    assert_eq!(first.len(), 1, "as many as the stage has");
    review(&mut scope, &first[0], 5).await.expect("a review");
    let after = the_case(&scope, &high).await;
    assert_eq!((after.state, after.stage.as_str()), (case::State::Open, "panel"));
    assert_eq!((after.reviews_wanted, after.reviews_in), (2, 0), "what is counted is of the stage");
    let over = review(&mut scope, &first[0], 1).await.expect_err("the case has left the stage");
    assert_eq!(over.reason(), Reason::StateNotAllowed);
    let second = assign(&mut scope, &high).await;
    assert!(second.len() == 2 && second.iter().all(|made| made.stage == "panel"), "{second:?}");
    for assignment in &second {
        review(&mut scope, assignment, 0).await.expect("a review");
    }
    let after = the_case(&scope, &high).await;
    assert_eq!((after.state, after.stage.as_str()), (case::State::Reviewed, "panel"), "there is no stage behind it");
}

#[tokio::test]
async fn everyone_scores_the_shared_set_first_and_it_does_not_count() {
    let ground = Ground::open().await;
    open(&ground, vec![ReviewStage { calibration_cases: 1, ..stage("only", 1, 1) }]).await;
    let mut scope = ground.scope().await;
    let shared = opened(&mut scope, "countries/do/registrations/1").await;
    let other = opened(&mut scope, "countries/do/registrations/2").await;
    let start = |cases: &[&String]| StartCalibrationRequest {
        parent: "countries/do".into(),
        edition: PLANNED.into(),
        cases: cases.iter().map(|name| (*name).clone()).collect(),
        ..Default::default()
    };
    let too_many = calibration::start::start(&mut scope, start(&[&shared, &other])).await.expect_err("one is planned");
    assert_eq!(too_many.reason(), Reason::InvalidField);
    let begun = calibration::start::start(&mut scope, start(&[&shared])).await.expect("begun");
    assert_eq!(begun.assigned, 2, "the tied reviewer is left out");
    let again = calibration::start::start(&mut scope, start(&[&shared])).await.expect("nobody is new");
    assert_eq!(again.assigned, 0);

    let made = assign(&mut scope, &other).await;
    let refused = review(&mut scope, &made[0], 5).await.expect_err("the shared set comes first");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
    let list = ListAssignmentsRequest {
        parent: "countries/do/cases/-".into(),
        filter: "stage = calibration".into(),
        ..Default::default()
    };
    let to_score = assignment::list::list(&mut scope, list).await.expect("a list").assignments;
    assert_eq!(to_score.len(), 2);
    for assignment in &to_score {
        review(&mut scope, assignment, 3).await.expect("scored");
    }
    let after = the_case(&scope, &shared).await;
    assert_eq!((after.reviews_in, after.share_sum), (0, 0.0));
    assert_eq!(after.state, case::State::Open);
    review(&mut scope, &made[0], 5).await.expect("now");
    assert_eq!(assign(&mut scope, &shared).await.len(), 1, "whoever scored it may review it");
}

#[tokio::test]
async fn who_declines_what_was_withdrawn_is_counted_once() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (case, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    in_review(&mut scope, "countries/do/registrations/2").await;
    let event = RegistrationWithdrawn { name: case.registration, version: 5, submission: 1 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    assert_eq!(awaited(&scope).await, 2, "those of the other case");
    let request = DeclineAssignmentRequest { name: made[0].name.clone(), reason: "over".into(), ..Default::default() };
    assignment::decline::decline(&mut scope, request).await.expect("declined");
    assert_eq!(awaited(&scope).await, 2);
}

/// What can be asked while a case is reviewed; of the assignment at a place.
#[derive(Clone, Debug)]
enum Step {
    Assign,
    Draft(usize),
    Submit(usize, i32),
    Decline(usize),
    Expire(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Assign),
        (0..3_usize).prop_map(Step::Draft),
        (0..3_usize, 0..=5).prop_map(|(place, impact)| Step::Submit(place, impact)),
        (0..3_usize).prop_map(Step::Decline),
        (0..3_usize).prop_map(Step::Expire),
    ]
}

async fn all_rows(scope: &Scope) -> Vec<assignment::rows::Model> {
    let all = scope.find::<assignment::rows::Entity>().order_by_asc(assignment::rows::Column::Made);
    scope.all(all).await.expect("rows")
}

/// Does a step, or is refused.
async fn step(ground: &Ground, case: &str, step: &Step) {
    let mut scope = ground.scope().await;
    let named = |rows: &[assignment::rows::Model], place: usize| {
        rows.get(place).map(|row| Assignment { name: row.name(), ..Default::default() })
    };
    let rows = all_rows(&scope).await;
    let went = match *step {
        Step::Assign => {
            let request = AssignReviewersRequest { name: case.into(), ..Default::default() };
            assignment::assign::assign(&mut scope, request).await.map(drop)
        }
        Step::Draft(place) => {
            let Some(of) = named(&rows, place) else { return };
            let request = SaveReviewDraftRequest { name: of.name, confidence: 2, ..Default::default() };
            review::save_draft::save(&mut scope, request).await.map(drop)
        }
        Step::Submit(place, impact) => {
            let Some(of) = named(&rows, place) else { return };
            review(&mut scope, &of, impact).await.map(drop)
        }
        Step::Decline(place) => {
            let Some(of) = named(&rows, place) else { return };
            let request = DeclineAssignmentRequest { name: of.name, reason: "no time".into(), ..Default::default() };
            assignment::decline::decline(&mut scope, request).await.map(drop)
        }
        Step::Expire(place) => {
            let Some(of) = named(&rows, place) else { return };
            ends(&mut scope, &of, -Duration::seconds(1)).await;
            scope.commit().await.expect("a commit");
            assignment::keep_time::round(&ground.ground()).await.expect("a look");
            return;
        }
    };
    if went.is_ok() {
        scope.commit().await.expect("a commit");
    }
}

/// What has to hold at any time.
async fn holds(ground: &Ground, case: &str) {
    let scope = ground.scope().await;
    let rows = all_rows(&scope).await;
    let case = the_case(&scope, case).await;
    let in_: Vec<f64> =
        rows.iter().filter(|row| row.state == State::Submitted).map(|row| row.share.expect("a share")).collect();
    assert_eq!(case.reviews_in, i32::try_from(in_.len()).expect("few"));
    assert!(near(case.share_sum, in_.iter().sum()), "{} of {in_:?}", case.share_sum);
    let waiting = rows.iter().filter(|row| row.state.is_awaited()).count();
    assert_eq!(awaited(&scope).await, i32::try_from(waiting).expect("few"));
    if case.state == case::State::Reviewed {
        assert!(case.reviews_in >= 1, "no case without its quorum");
    }
    for row in &rows {
        let draft = review::drafts::of(&scope, row.id).await.expect("a look").is_some();
        assert!(!draft || row.state.has_place(), "a draft of what nobody writes");
        assert!(row.state != State::Draft || draft);
        let kept = versions::of_case(&scope, case.id).await.expect("versions");
        assert_eq!(kept.iter().any(|version| version.assignment_id == row.id), row.state == State::Submitted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_what_is_counted_is_what_there_is(steps in prop::collection::vec(any_step(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let ground = Ground::open().await;
            open(&ground, vec![stage("only", 2, 1)]).await;
            let mut scope = ground.scope().await;
            let case = opened(&mut scope, "countries/do/registrations/1").await;
            scope.commit().await.expect("a commit");
            for asked in &steps {
                step(&ground, &case, asked).await;
                holds(&ground, &case).await;
            }
        });
    }
}
