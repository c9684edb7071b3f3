//! An assignment comes to be, and is taken back: what every way to either has in common.

use platform::{
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::{platform::v1::Reason, reviews::v1::AssignmentMade};
use sea_orm::{ActiveEnum, entity::prelude::*};

use super::{State, rows};
use crate::{case, member};

/// Puts a reviewer on a case, which is as it stands from now on, and tells them.
pub async fn make(scope: &mut Scope, of: &case::rows::Model, reviewer: &member::rows::Model) -> Result<rows::Model> {
    let row = new(of, reviewer);
    scope.insert::<rows::Entity>(row.clone()).await?;
    member::rows::add_awaited(scope, reviewer.id, 1).await?;
    scope.publish(&AssignmentMade {
        name: rows::name(&row.country, row.case_id, row.id),
        version: row.version,
        case: case::rows::name(&of.country, of.id),
        registration: of.registration.clone(),
        reviewer: member::rows::name(&row.country, row.reviewer),
        title: of.title.clone(),
    });
    Ok(row)
}

/// Takes an assignment back whose review is awaited. Its case is locked.
pub async fn withdraw(scope: &mut Scope, before: &rows::Model) -> Result<rows::Model> {
    if !before.state.is_awaited() {
        let state = before.state.to_value();
        let text = Text::told(
            format!("an assignment that is {state} cannot be taken back"),
            format!("una asignación en estado {state} no se puede retirar"),
            format!("uma designação em estado {state} não pode ser retirada"),
        );
        return Err(Error::refused(Reason::StateNotAllowed, text));
    }
    let (version, updated_at) = (before.version + 1, moment::now());
    let after = rows::Model { state: State::Withdrawn, version, updated_at, ..before.clone() };
    scope.update::<rows::Entity>(before, after.clone()).await?;
    member::rows::add_awaited(scope, after.reviewer, -1).await?;
    Ok(after)
}

fn new(of: &case::rows::Model, reviewer: &member::rows::Model) -> rows::Model {
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
    }
}
