//! The reactions and use cases on a store of their own: what holds between the tables. Here is what the tests share: a
//! country that is ready to review, and the steps of a case.

mod lending;
mod mending;
mod merging;
mod proposals;
mod renewals;
mod reviewing;
mod taking_back;
mod whole_way;
mod withdrawals;

use std::{collections::HashMap, sync::Arc};

use platform::{Scope, Store, config::Config, metrics::Metrics, moment, names::Place, service};
use proto::{
    partners::v1::{InstitutionAdded, MemberAdded, PartnershipMade, PartnershipRole},
    platform::v1::{Reason, Role},
    registrations::v1::{
        Criterion, Edition, EditionOpened, RegistrationClarified, RegistrationSubmitted, RegistrationWithdrawn,
    },
    reviews::v1::*,
};
use sea_orm::{ColumnTrait, ConnectionTrait, Database, QueryFilter, Statement};
use tempfile::TempDir;
use time::Duration;
use uuid::Uuid;

use crate::{
    SERVICE, assignment, case, clarification, decision, edition, institution, member, partnership, review, validation,
};

const EDITION: &str = "editions/2020";

struct Ground {
    store: Store,
    config: Arc<Config>,
    folder: TempDir,
}

impl Ground {
    /// A country with an edition, a validating institution, and three reviewers of whom one is tied to `tied.example`.
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_string_lossy().into_owned();
        let variables = HashMap::from([("ACELERACION__DATA_FOLDER".to_owned(), path)]);
        let config = Config::load_from(None, variables).expect("a configuration");
        let store = Store::open(SERVICE.name, &config, SERVICE.migrations).await.expect("a store");
        let ground = Self { store, config: Arc::new(config), folder };
        ground.network().await;
        ground.country().await;
        ground
    }

    async fn network(&self) {
        let mut scope = self.store.work("test", Place::Network).await.expect("a scope");
        edition::on_edition_opened::react(&mut scope, edition_opened(2, 0.6)).await.expect("an edition");
        // Old news changes nothing.
        edition::on_edition_opened::react(&mut scope, edition_opened(1, 0.1)).await.expect("an older edition");
        for name in ["tied", "checking"] {
            let named = InstitutionAdded {
                name: format!("institutions/{name}"),
                version: 1,
                display_name: name.into(),
                domains: vec![format!("{name}.example")],
                ..Default::default()
            };
            institution::on_institution_added::react(&mut scope, named).await.expect("an institution");
        }
        scope.commit().await.expect("a commit");
    }

    async fn country(&self) {
        let mut scope = self.scope().await;
        let made = PartnershipMade {
            name: format!("countries/do/partnerships/{}", Uuid::now_v7()),
            version: 1,
            institution: "institutions/checking".into(),
            roles: vec![PartnershipRole::Validation as i32],
            ..Default::default()
        };
        partnership::on_partnership_made::react(&mut scope, made).await.expect("a partnership");
        for (subject, role, institution) in [
            ("ana", Role::Reviewer, ""),
            ("beto", Role::Reviewer, ""),
            ("carla", Role::Reviewer, "institutions/tied"),
            // A worker's scope calls itself so.
            ("system", Role::PartnerRepresentative, "institutions/checking"),
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

    /// What workers stand on.
    fn ground(&self) -> service::Ground {
        let (store, config) = (self.store.clone(), Arc::clone(&self.config));
        service::Ground { store, config, metrics: Metrics::off() }
    }

    /// Whom events of this name were published about, in order. Only its relay reads them through the store.
    async fn events(&self, name: &str) -> Vec<String> {
        let file = self.folder.path().join("reviews.sqlite");
        let session = Database::connect(format!("sqlite://{}", file.display())).await.expect("a session");
        let query = "SELECT subject FROM outbox WHERE name = $1 ORDER BY id";
        let statement = Statement::from_sql_and_values(session.get_database_backend(), query, [name.into()]);
        let rows = session.query_all_raw(statement).await.expect("rows");
        rows.iter().map(|row| row.try_get("", "subject").expect("a subject")).collect()
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
    EditionOpened { name: EDITION.into(), version, edition: Some(edition), ..Default::default() }
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

/// What lets a case pass the screening: YES to each line of its checklist.
async fn passed(scope: &Scope, name: &str) -> ScreenCaseRequest {
    let row = case::rows::case(scope, name).await.expect("the case");
    let lines = crate::screening::checklist::of_case(scope, &row).await.expect("its checklist").into_iter();
    let answers = lines.map(|line| ChecklistAnswer { item: line.id, verdict: checklist_answer::Verdict::Yes.into() });
    let outcome = ScreeningOutcome::Passed.into();
    ScreenCaseRequest { name: name.into(), outcome, answers: answers.collect(), ..Default::default() }
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
    let passed = ScreenCaseRequest { etag: opened.etag.clone(), ..passed(scope, &opened.name).await };
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

/// Asks the applicant of an open case to mend its title.
async fn ask(scope: &mut Scope, of: &Case) -> Case {
    let request = RequestClarificationRequest {
        name: of.name.clone(),
        fields: vec!["title".into()],
        question: "¿Qué es?".into(),
        ..Default::default()
    };
    clarification::request::request(scope, request).await.expect("asked").case.expect("a case")
}

/// The applicant mends the title.
fn answer_to(asked: &Case) -> RegistrationClarified {
    RegistrationClarified {
        name: asked.registration.clone(),
        version: 4,
        clarification: asked.clarifications[0].name.clone(),
        answer: "Un torno".into(),
        title: "A new lathe".into(),
        ..Default::default()
    }
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
    assert_eq!(release(scope).await.accepted, 1);
    case
}

/// Releases what is prepared in the edition.
async fn release(scope: &mut Scope) -> ReleaseDecisionsResponse {
    let request =
        ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    decision::release::release(scope, request).await.expect("released")
}

/// What an institution finds that checks the evidence of a case: every line of the checklist, of which the first speaks
/// against what does not pass.
fn checked(of: &Case, outcome: ValidationOutcome) -> CompleteValidationRequest {
    let lines = ["in-use", "claims", "category", "affordable", "transferable", "lawful", "consent"];
    let verdict = |place| match outcome {
        ValidationOutcome::Passed => checklist_answer::Verdict::Yes,
        _ if place == 0 => checklist_answer::Verdict::No,
        _ => checklist_answer::Verdict::Yes,
    };
    let answer = |(place, item): (usize, &str)| ValidationAnswer {
        item: item.into(),
        verdict: verdict(place).into(),
        words: "Como se vio".into(),
        evidence: "Una visita al taller".into(),
    };
    CompleteValidationRequest {
        name: of.name.clone(),
        institution: "institutions/checking".into(),
        outcome: outcome as i32,
        answers: lines.into_iter().enumerate().map(answer).collect(),
        ..Default::default()
    }
}

/// The institution checks the evidence of a case.
async fn validate(scope: &mut Scope, of: &Case, outcome: ValidationOutcome) -> Result<Validation, platform::Error> {
    Ok(validation::complete::complete(scope, checked(of, outcome)).await?.validation.expect("a validation"))
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
