//! Assignments come to be, and are taken back: what every way to either has in common.

use std::collections::BTreeMap;

use platform::{error::Result, moment, store::Scope};
use proto::reviews::v1::{AssignmentMade, AssignmentWithdrawn};
use sea_orm::entity::prelude::*;

use super::{State, brief, rows, term, transitions};
use crate::{case, country, edition::plans::Plans, member, review::drafts};

/// The assignments that one call makes and takes back. What they have in common is read once, and they are written together,
/// at the end.
pub struct Making {
    plans: Plans,
    time_zone: String,
    made: Vec<rows::Model>,
    /// How many more reviews are awaited of a member: in the order in which members are locked.
    awaited: BTreeMap<Uuid, i32>,
}

impl Making {
    /// Nothing so far.
    pub async fn new(scope: &Scope) -> Result<Self> {
        let time_zone = country::rows::time_zone(scope).await?;
        Ok(Self { plans: Plans::default(), time_zone, made: Vec::new(), awaited: BTreeMap::new() })
    }

    /// Puts a reviewer on a case, which is as it stands from now on, for a stage of it or for the shared set, and tells them.
    pub async fn make(
        &mut self,
        scope: &mut Scope,
        of: &case::rows::Model,
        reviewer: &member::rows::Model,
        stage: &str,
    ) -> Result<()> {
        let plan = self.plans.of(scope, of).await?;
        let row = term::with_term(&plan, &self.time_zone, new(of, reviewer, stage));
        scope.publish(&AssignmentMade {
            name: row.name(),
            version: row.version,
            case: case::rows::name(&of.country, of.id),
            registration: of.registration.clone(),
            reviewer: member::rows::name(&row.country, row.reviewer),
            title: brief::title_by(&plan, [stage], of),
        });
        *self.awaited.entry(row.reviewer).or_default() += 1;
        self.made.push(row);
        Ok(())
    }

    /// Takes an assignment back whose review is awaited, and tells of it whoever was to write that, unless they have left. Its
    /// case is locked.
    pub async fn withdraw(
        &mut self,
        scope: &mut Scope,
        of: &case::rows::Model,
        before: &rows::Model,
    ) -> Result<rows::Model> {
        let after = rows::Model { state: transitions::withdrawn(before.state)?, ..before.next() };
        scope.update::<rows::Entity>(before, after.clone()).await?;
        drafts::remove(scope, after.id).await?;
        // Of a case that was closed before its end nothing is awaited any more.
        if of.is_going_on() {
            *self.awaited.entry(after.reviewer).or_default() -= 1;
        }
        let wrote = [Some(after.reviewer), after.delegate].into_iter().flatten();
        let told = member::rows::still_reviewing(scope, wrote).await?;
        if !told.is_empty() {
            let plan = self.plans.of(scope, of).await?;
            scope.publish(&AssignmentWithdrawn {
                name: after.name(),
                version: after.version,
                case: case::rows::name(&of.country, of.id),
                registration: of.registration.clone(),
                reviewers: told.iter().map(|member| member::rows::name(&member.country, member.id)).collect(),
                title: brief::title_by(&plan, [after.stage.as_str()], of),
            });
        }
        Ok(after)
    }

    /// Writes them; those that were made.
    pub async fn write(self, scope: &mut Scope) -> Result<Vec<rows::Model>> {
        scope.insert_all::<rows::Entity>(self.made.clone()).await?;
        for (member, more) in self.awaited {
            member::rows::add_awaited(scope, member, more).await?;
        }
        Ok(self.made)
    }
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
