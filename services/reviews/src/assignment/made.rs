//! An assignment comes to be, and is taken back: what every way to either has in common.

use platform::{error::Result, moment, store::Scope};
use proto::reviews::v1::AssignmentMade;
use sea_orm::entity::prelude::*;

use super::{State, brief, rows, term, transitions};
use crate::{case, member, review::drafts};

/// Puts a reviewer on a case, which is as it stands from now on, for a stage of it or for the shared set, and tells them.
pub async fn make(
    scope: &mut Scope,
    of: &case::rows::Model,
    reviewer: &member::rows::Model,
    stage: &str,
) -> Result<rows::Model> {
    let row = term::with_term(scope, new(of, reviewer, stage), of).await?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    member::rows::add_awaited(scope, reviewer.id, 1).await?;
    let title = brief::title(scope, &row, of).await?;
    scope.publish(&AssignmentMade {
        name: row.name(),
        version: row.version,
        case: case::rows::name(&of.country, of.id),
        registration: of.registration.clone(),
        reviewer: member::rows::name(&row.country, row.reviewer),
        title,
    });
    Ok(row)
}

/// Takes an assignment back whose review is awaited. Its case is locked.
pub async fn withdraw(scope: &mut Scope, of: &case::rows::Model, before: &rows::Model) -> Result<rows::Model> {
    let after = rows::Model { state: transitions::withdrawn(before.state)?, ..before.next() };
    scope.update::<rows::Entity>(before, after.clone()).await?;
    drafts::remove(scope, after.id).await?;
    // Of a case that was closed before its end nothing is awaited any more.
    if of.is_going_on() {
        member::rows::add_awaited(scope, after.reviewer, -1).await?;
    }
    Ok(after)
}

/// Whether an assignment has a place on its case in the stage that the case is in.
pub fn is_on(row: &rows::Model, of: &case::rows::Model) -> bool {
    row.stage == of.stage && row.state.has_place()
}

/// Whether its reviewer is not to be asked for the case again: they are on it, or declined, or were taken off it.
pub fn is_taken(row: &rows::Model, of: &case::rows::Model) -> bool {
    is_on(row, of) || (!row.state.has_place() && !row.is_calibration())
}

fn new(of: &case::rows::Model, reviewer: &member::rows::Model, stage: &str) -> rows::Model {
    let now = moment::now();
    rows::Model {
        country: of.country.clone(),
        id: Uuid::new_v4(),
        case_id: of.id,
        made: Uuid::now_v7(),
        reviewer: reviewer.id,
        subject: reviewer.subject.clone(),
        institution: reviewer.institution.clone(),
        state: State::Assigned,
        scores: None,
        share: None,
        confidence: None,
        comment_to_applicant: String::new(),
        comment_to_panel: String::new(),
        submitted_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
        stage: stage.to_owned(),
        comment_to_office: String::new(),
        due_at: None,
        remind_at: None,
        reminded_at: None,
        decline_reason: String::new(),
        delegate: None,
        delegate_subject: String::new(),
    }
}
