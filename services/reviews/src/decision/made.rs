//! How a decision is put on a case, whoever asks for it and for however many at once.

use platform::{
    choice,
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::{platform::v1::Reason, reviews::v1::DecisionReason};
use uuid::Uuid;

use super::{Outcome, State, basis::Basis, decided, reason_of, rows, waiting};
use crate::{case, edition::plan::Plan, score::summary::CaseScores};

/// What is asked for.
#[derive(Default)]
pub struct Asked {
    /// The outcome; nothing: by the bar.
    pub outcome: Option<Outcome>,
    /// Why, in words.
    pub reason: String,
    /// Why, by one of the reasons; unset: by the bar.
    pub reason_code: DecisionReason,
}

/// Puts the decision on a case that is locked: in place of one that nobody was told of, or behind one that put it on the
/// waiting list. Whoever confirmed an earlier one has not seen this one.
pub async fn put(
    scope: &mut Scope,
    case_before: &case::rows::Model,
    plan: &Plan,
    scores: Option<CaseScores>,
    asked: Asked,
) -> Result<rows::Model> {
    let earlier = rows::of_case(scope, case_before).await?;
    // One that nobody was told of stands in place of this one: what counts is what both follow.
    let told = match &earlier {
        Some(untold) if untold.is_untold() => rows::replaced(scope, untold).await?,
        told => told.clone(),
    };
    let released = told.as_ref().and_then(rows::Model::released_outcome);
    let basis = scores.map(|scores| Basis::of(plan, case_before, scores));
    let quorum_holds = basis.as_ref().is_some_and(|basis| basis.scores.reviews >= basis.quorum);
    let case_state = case::decision_prepared(case_before.state, released, quorum_holds)?;
    let basis = basis.ok_or_else(missing)?;
    let (outcome, overridden) = decided(basis.score(), basis.bar, asked.outcome, &asked.reason)?;
    if outcome == Outcome::Accepted && released == Some(Outcome::Waitlisted) {
        waiting::in_order(scope, told.as_ref(), &asked.reason).await?;
    }
    let code = reason_of(asked.reason_code, outcome, overridden, released);
    let preparer = scope.subject().to_owned();
    let made = rows::Model {
        outcome,
        reason: asked.reason,
        reason_code: choice::name(code.as_str_name(), "DECISION_REASON_"),
        overridden,
        state: State::Prepared,
        basis: Some(basis),
        preparer,
        ..new(case_before)
    };
    let row = match earlier {
        Some(before) if before.is_untold() => {
            let (id, replaces, next) = (before.id, before.replaces, before.next());
            let (created_at, version) = (before.created_at, next.version);
            let after = rows::Model { id, replaces, created_at, version, ..made };
            scope.update::<rows::Entity>(&before, after.clone()).await?;
            after
        }
        earlier => {
            let row = rows::Model { replaces: earlier.map(|earlier| earlier.id), ..made };
            scope.insert::<rows::Entity>(row.clone()).await?;
            row
        }
    };
    let mut case_after = case_before.next();
    case_after.state = case_state;
    case_after.decision = Some(row.id);
    case_after.outcome = Some(outcome);
    scope.update::<case::rows::Entity>(case_before, case_after).await?;
    Ok(row)
}

/// A decision on a case, of which nothing is said yet.
pub fn new(of: &case::rows::Model) -> rows::Model {
    let now = moment::now();
    rows::Model {
        country: of.country.clone(),
        id: Uuid::now_v7(),
        case_id: of.id,
        registration: of.registration.clone(),
        edition: of.edition.clone(),
        outcome: Outcome::Declined,
        reason: String::new(),
        overridden: false,
        state: State::Prepared,
        released_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
        reason_code: String::new(),
        preparer: String::new(),
        confirmer: String::new(),
        releaser: String::new(),
        basis: None,
        replaces: None,
        waiting_place: None,
        appeal: None,
    }
}

fn missing() -> Error {
    let text = Text::told(
        "no review of this case is in yet",
        "todavía no hay ninguna revisión de este caso",
        "ainda não há nenhuma avaliação deste caso",
    );
    Error::refused(Reason::ReviewsMissing, text)
}
