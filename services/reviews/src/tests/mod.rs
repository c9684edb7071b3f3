//! The reactions and use cases on a store of their own: what holds between the tables.

use std::collections::HashMap;

use platform::{Scope, Store, config::Config, moment, names::Place};
use proto::{
    partners::v1::{InstitutionAdded, MemberAdded, PartnershipMade, PartnershipRole},
    platform::v1::{Reason, Role},
    registrations::v1::{Criterion, Edition, EditionOpened, RegistrationSubmitted, RegistrationWithdrawn},
    reviews::v1::*,
};
use sea_orm::{ColumnTrait, QueryFilter};
use tempfile::TempDir;
use time::Duration;
use uuid::Uuid;

use crate::{SERVICE, assignment, case, decision, edition, institution, member, partnership, review, validation};

const EDITION: &str = "editions/2020";

struct Ground {
    store: Store,
    _folder: TempDir,
}

impl Ground {
    /// A country with an edition, a validating institution, and three reviewers of whom one is tied to `tied.example`.
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_string_lossy().into_owned();
        let variables = HashMap::from([("ACELERACION__DATA_FOLDER".to_owned(), path)]);
        let config = Config::load_from(None, variables).expect("a configuration");
        let store = Store::open(SERVICE.name, &config, SERVICE.migrations).await.expect("a store");
        let ground = Self { store, _folder: folder };
        ground.network().await;
        ground.country().await;
        ground
    }

    async fn network(&self) {
        let mut scope = self.store.work("test", Place::Network).await.expect("a scope");
        edition::on_edition_opened::react(&mut scope, edition_opened(2, 0.6)).await.expect("an edition");
        // Old news changes nothing.
        edition::on_edition_opened::react(&mut scope, edition_opened(1, 0.1)).await.expect("an older edition");
        let named = InstitutionAdded {
            name: "institutions/tied".into(),
            version: 1,
            display_name: "Tied".into(),
            domains: vec!["tied.example".into()],
            ..Default::default()
        };
        institution::on_institution_added::react(&mut scope, named).await.expect("an institution");
        scope.commit().await.expect("a commit");
    }

    async fn country(&self) {
        let mut scope = self.scope().await;
        let made = PartnershipMade {
            name: format!("countries/do/partnerships/{}", Uuid::now_v7()),
            version: 1,
            institution: "institutions/tied".into(),
            roles: vec![PartnershipRole::Validation as i32],
            ..Default::default()
        };
        partnership::on_partnership_made::react(&mut scope, made).await.expect("a partnership");
        for (subject, role, institution) in [
            ("ana", Role::Reviewer, ""),
            ("beto", Role::Reviewer, ""),
            ("carla", Role::Reviewer, "institutions/tied"),
            // A worker's scope calls itself so.
            ("system", Role::PartnerRepresentative, "institutions/tied"),
        ] {
            let added = MemberAdded {
                name: format!("countries/do/members/{}", Uuid::now_v7()),
                version: 1,
                subject: subject.into(),
                roles: vec![role as i32],
                institution: institution.into(),
                ..Default::default()
            };
            member::on_member_added::react(&mut scope, added).await.expect("a member");
        }
        scope.commit().await.expect("a commit");
    }

    async fn scope(&self) -> Scope {
        self.store.work("test", Place::Country("do".into())).await.expect("a scope")
    }
}

fn edition_opened(version: i64, accept_bar: f64) -> EditionOpened {
    let criterion = |id: &str, weight| Criterion { id: id.into(), weight, max_score: 5, titles: HashMap::new() };
    let edition = Edition {
        criteria: vec![criterion("impact", 3.0), criterion("cost", 1.0)],
        reviews_per_case: 2,
        accept_bar,
        ..Default::default()
    };
    EditionOpened { name: EDITION.into(), version, edition: Some(edition) }
}

fn submitted(registration: &str) -> RegistrationSubmitted {
    RegistrationSubmitted {
        name: registration.into(),
        version: 2,
        edition: EDITION.into(),
        organisation: "Taller".into(),
        title: "A lathe".into(),
        applicant_domain: "mail.tied.example".into(),
        reviews: 2,
        ..Default::default()
    }
}

/// Opens a case, lets it pass the screening, and gives it reviewers.
async fn in_review(scope: &mut Scope, registration: &str) -> (Case, Vec<Assignment>) {
    case::on_registration_submitted::react(scope, submitted(registration)).await.expect("a case");
    // Told twice, it opens one.
    case::on_registration_submitted::react(scope, submitted(registration)).await.expect("the same case");
    let filter = format!("state = OPEN AND registration = \"{registration}\"");
    let list = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let cases = case::list::list(scope, list).await.expect("a list").cases;
    let [opened] = cases.as_slice() else { panic!("one case, not {}", cases.len()) };
    let passed = ScreenCaseRequest {
        name: opened.name.clone(),
        outcome: ScreeningOutcome::Passed as i32,
        etag: opened.etag.clone(),
        ..Default::default()
    };
    case::screen::screen(scope, passed.clone()).await.expect("screened");
    assert_eq!(case::screen::screen(scope, passed).await.expect_err("stale").reason(), Reason::EtagStale);
    let assign = AssignReviewersRequest { name: opened.name.clone(), ..Default::default() };
    let made = assignment::assign::assign(scope, assign).await.expect("assigned").assignments;
    (opened.clone(), made)
}

async fn review(scope: &mut Scope, assignment: &Assignment, impact: i32) -> Result<Assignment, platform::Error> {
    let score = |criterion: &str, score| Score { criterion: criterion.into(), score };
    let request = SubmitReviewRequest {
        name: assignment.name.clone(),
        scores: vec![score("impact", impact), score("cost", 5)],
        confidence: 4,
        comment_to_applicant: "clear".into(),
        ..Default::default()
    };
    Ok(review::submit::submit(scope, request).await?.assignment.expect("an assignment"))
}

/// A case with its reviews and a prepared decision that accepts.
async fn decision_prepared(scope: &mut Scope, registration: &str) -> Case {
    let (opened, made) = in_review(scope, registration).await;
    for assignment in &made {
        review(scope, assignment, 5).await.expect("a review");
    }
    let prepare = PrepareDecisionRequest { name: opened.name.clone(), ..Default::default() };
    let prepared = decision::prepare::prepare(scope, prepare).await.expect("prepared").decision.expect("one");
    assert_eq!(prepared.outcome(), Outcome::Accepted);
    opened
}

/// A case whose acceptance is released.
async fn accepted(scope: &mut Scope, registration: &str) -> Case {
    let case = decision_prepared(scope, registration).await;
    let release =
        ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    assert_eq!(decision::release::release(scope, release).await.expect("released").accepted, 1);
    case
}

/// The tied institution checks the evidence of a case.
async fn validate(scope: &mut Scope, of: &Case, outcome: ValidationOutcome) -> Result<Validation, platform::Error> {
    let request = CompleteValidationRequest {
        name: of.name.clone(),
        institution: "institutions/tied".into(),
        outcome: outcome as i32,
        ..Default::default()
    };
    Ok(validation::complete::complete(scope, request).await?.validation.expect("a validation"))
}

/// Moves the end of a validation, as if it had been completed long ago.
async fn ends_in(scope: &mut Scope, of: &Validation, left: Duration) {
    let id = Uuid::parse_str(of.name.rsplit('/').next().expect("an id")).expect("an id");
    let query = scope.find::<validation::rows::Entity>().filter(validation::rows::Column::Id.eq(id));
    let before = scope.one(query).await.expect("a row").expect("a validation");
    let after = validation::rows::Model { expires_at: Some(moment::now() + left), ..before.clone() };
    scope.update::<validation::rows::Entity>(&before, after).await.expect("moved");
}

/// The registrations of the decisions that a filter finds.
async fn decisions(scope: &mut Scope, filter: &str) -> Vec<String> {
    let list = ListDecisionsRequest { parent: "countries/do".into(), filter: filter.into(), ..Default::default() };
    let found = decision::list::list(scope, list).await.expect("a list").decisions;
    found.into_iter().map(|decision| decision.registration).collect()
}

#[tokio::test]
async fn a_registration_goes_from_submission_to_validation() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (opened, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    assert_eq!(made.len(), 2, "the tied reviewer is left out");

    let more = AssignReviewersRequest { name: opened.name.clone(), count: 1, ..Default::default() };
    let refused = assignment::assign::assign(&mut scope, more).await.expect_err("only the tied one is left");
    assert_eq!(refused.reason(), Reason::ReviewersTooFew);

    let prepare = PrepareDecisionRequest { name: opened.name.clone(), ..Default::default() };
    let early = decision::prepare::prepare(&mut scope, prepare.clone()).await.expect_err("no review is in");
    assert_eq!(early.reason(), Reason::ReviewsMissing);
    let first = review(&mut scope, &made[0], 5).await.expect("a review");
    assert_eq!(first.brief.expect("a brief").criteria.len(), 2);
    let again = review(&mut scope, &made[0], 5).await.expect_err("it is in");
    assert_eq!(again.reason(), Reason::ReviewAlreadySubmitted);
    review(&mut scope, &made[1], 0).await.expect("another review");

    let read = GetCaseRequest { name: opened.name.clone() };
    let reviewed = case::get::get(&mut scope, read.clone()).await.expect("the case").case.expect("a case");
    assert_eq!(reviewed.state(), case::State::Reviewed.message());
    assert!((reviewed.score.expect("a score") - 0.625).abs() < 1e-9);

    let prepared = decision::prepare::prepare(&mut scope, prepare).await.expect("prepared").decision.expect("one");
    assert_eq!(prepared.outcome(), Outcome::Accepted);
    let validate = CompleteValidationRequest {
        name: opened.name.clone(),
        institution: "institutions/tied".into(),
        outcome: ValidationOutcome::Passed as i32,
        checklist_answers: vec!["yes".into()],
        ..Default::default()
    };
    let early = validation::complete::complete(&mut scope, validate.clone()).await.expect_err("not released");
    assert_eq!(early.reason(), Reason::StateNotAllowed);
    let release =
        ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    let released = decision::release::release(&mut scope, release.clone()).await.expect("released");
    assert_eq!((released.released, released.accepted), (1, 1));
    assert_eq!(decision::release::release(&mut scope, release).await.expect("nothing left").released, 0);

    let other = CompleteValidationRequest { institution: "institutions/other".into(), ..validate.clone() };
    assert!(validation::complete::complete(&mut scope, other).await.is_err());
    let checked = validation::complete::complete(&mut scope, validate).await.expect("validated").validation;
    assert_eq!(checked.expect("a validation").checklist_answers, ["yes"]);
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!(closed.state(), case::State::Closed.message());
    scope.commit().await.expect("a commit");

    let mut scope = ground.store.work("test", Place::AcrossCountries).await.expect("a scope");
    let all = ListValidationsRequest { parent: "countries/-".into(), ..Default::default() };
    assert_eq!(validation::list::list(&mut scope, all).await.expect("a list").validations.len(), 1);
    let all = ListDecisionsRequest {
        parent: "countries/-".into(),
        filter: "state = RELEASED AND outcome = ACCEPTED".into(),
        ..Default::default()
    };
    assert_eq!(decision::list::list(&mut scope, all).await.expect("a list").decisions.len(), 1);
}

#[tokio::test]
async fn a_withdrawal_waits_for_its_submission_and_then_closes_the_case() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    let withdrawn = RegistrationWithdrawn { name: registration.into(), version: 3 };
    let early = case::on_registration_withdrawn::react(&mut scope, withdrawn.clone()).await.expect_err("unknown");
    assert!(early.is_late());

    let (opened, made) = in_review(&mut scope, registration).await;
    case::on_registration_withdrawn::react(&mut scope, withdrawn.clone()).await.expect("closed");
    case::on_registration_withdrawn::react(&mut scope, withdrawn).await.expect("closed already");
    let read = GetCaseRequest { name: opened.name };
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!(closed.state(), case::State::Closed.message());
    let refused = review(&mut scope, &made[0], 5).await.expect_err("the case is closed");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
    let reviewers = member::rows::reviewers(&scope).await.expect("reviewers");
    assert!(reviewers.iter().all(|reviewer| reviewer.awaited == 0), "no review is awaited any more");
}

#[tokio::test]
async fn a_prepared_decision_is_void_once_its_registration_is_withdrawn() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registrations = ["countries/do/registrations/1", "countries/do/registrations/2"];
    let [withdrawn, _] =
        [decision_prepared(&mut scope, registrations[0]).await, decision_prepared(&mut scope, registrations[1]).await];
    let event = RegistrationWithdrawn { name: registrations[0].into(), version: 3 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("closed");

    let read = GetCaseRequest { name: withdrawn.name };
    let closed = case::get::get(&mut scope, read).await.expect("the case").case.expect("a case");
    assert_eq!((closed.decision.as_str(), closed.outcome()), ("", Outcome::Unspecified));
    assert_eq!(decisions(&mut scope, "state = PREPARED").await, [registrations[1]]);
    assert_eq!(decisions(&mut scope, "state = VOID").await, [registrations[0]]);

    let release =
        ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    assert_eq!(decision::release::release(&mut scope, release).await.expect("released").released, 1);
    assert_eq!(decisions(&mut scope, "state = RELEASED").await, [registrations[1]]);
    assert_eq!(decisions(&mut scope, "state = VOID").await, [registrations[0]]);
}

#[tokio::test]
async fn a_released_decision_stands_though_its_registration_is_withdrawn() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    accepted(&mut scope, registration).await;
    let event = RegistrationWithdrawn { name: registration.into(), version: 3 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("closed");
    assert_eq!(decisions(&mut scope, "state = RELEASED").await, [registration]);
}

#[tokio::test]
async fn a_validation_is_renewed_when_it_is_about_to_expire_and_not_before() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let validated = accepted(&mut scope, "countries/do/registrations/1").await;
    let first = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("validated");
    assert!(first.expire_time.is_some());
    let early = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("it stands for long");
    assert_eq!(early.reason(), Reason::StateNotAllowed);

    ends_in(&mut scope, &first, Duration::days(60)).await;
    let failed = validate(&mut scope, &validated, ValidationOutcome::Failed).await.expect("checked again");
    assert_eq!(failed.expire_time, None);
    let second = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("renewed");
    assert!(second.expire_time.expect("an end").seconds >= first.expire_time.expect("an end").seconds);
    let again = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("it stands for long");
    assert_eq!(again.reason(), Reason::StateNotAllowed);

    let list = ListValidationsRequest { parent: "countries/do".into(), ..Default::default() };
    let kept = validation::list::list(&mut scope, list).await.expect("a list").validations;
    let kept: Vec<String> = kept.into_iter().map(|validation| validation.name).collect();
    assert_eq!(kept, [second.name, failed.name, first.name]);
}

#[tokio::test]
async fn what_was_withdrawn_after_its_validation_is_not_validated_again() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let registration = "countries/do/registrations/1";
    let validated = accepted(&mut scope, registration).await;
    let first = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect("validated");
    ends_in(&mut scope, &first, Duration::ZERO).await;
    let event = RegistrationWithdrawn { name: registration.into(), version: 5 };
    case::on_registration_withdrawn::react(&mut scope, event).await.expect("noted");
    let refused = validate(&mut scope, &validated, ValidationOutcome::Passed).await.expect_err("withdrawn");
    assert_eq!(refused.reason(), Reason::StateNotAllowed);
}

#[tokio::test]
async fn pages_of_assignments_are_whole_and_loads_stay_even() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    for number in 1..=3 {
        in_review(&mut scope, &format!("countries/do/registrations/{number}")).await;
    }
    let reviewers = member::rows::reviewers(&scope).await.expect("reviewers");
    let mut loads: Vec<i32> = reviewers.iter().map(|reviewer| reviewer.awaited).collect();
    loads.sort_unstable();
    assert_eq!(loads, [0, 3, 3]);

    let mut names = Vec::new();
    let mut list = ListAssignmentsRequest {
        parent: "countries/do/cases/-".into(),
        page_size: 4,
        filter: "state = ASSIGNED".into(),
        ..Default::default()
    };
    loop {
        let page = assignment::list::list(&mut scope, list.clone()).await.expect("a page");
        names.extend(page.assignments.into_iter().map(|assignment| assignment.name));
        if page.next_page_token.is_empty() {
            break;
        }
        list.page_token = page.next_page_token;
    }
    assert_eq!(names.len(), 6);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 6);
}
