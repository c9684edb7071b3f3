//! What is written of a review before it is handed in, and how it is kept.

use platform::{error::Result, moment, store::Scope};
use proto::reviews::v1::ReviewReadied;

use super::{Score, drafts, partial};
use crate::{
    assignment::{brief, rows, transitions},
    case::{self, stage},
    conflict::declarations,
    edition::plans,
    member,
};

/// What is written, whichever way it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The scores that are there.
    pub scores: Vec<Score>,
    /// 0: not said yet.
    pub confidence: i32,
    /// For the applicant.
    pub comment_to_applicant: String,
    /// For those who review and decide.
    pub comment_to_panel: String,
    /// For the office alone.
    pub comment_to_office: String,
}

impl Written {
    /// What a draft has.
    pub fn of_draft(draft: drafts::Model) -> Self {
        Self {
            scores: draft.scores.0,
            confidence: draft.confidence,
            comment_to_applicant: draft.comment_to_applicant,
            comment_to_panel: draft.comment_to_panel,
            comment_to_office: draft.comment_to_office,
        }
    }

    /// What the review that is in has; nothing where none is.
    pub fn of_review(row: &rows::Model) -> Self {
        Self {
            scores: row.scores.clone().unwrap_or_default().0,
            confidence: row.confidence.unwrap_or_default(),
            comment_to_applicant: row.comment_to_applicant.clone(),
            comment_to_panel: row.comment_to_panel.clone(),
            comment_to_office: row.comment_to_office.clone(),
        }
    }
}

/// Keeps what is written as the draft of an assignment whose case is locked; the assignment as it stands then. The accountable
/// reviewer is told when who writes in their stead has it `ready`.
pub async fn keep(
    scope: &mut Scope,
    case: &case::rows::Model,
    before: &rows::Model,
    written: Written,
    ready: bool,
) -> Result<rows::Model> {
    case::takes_reviews(case.state)?;
    let state = transitions::drafted(before.state)?;
    // Who writes in a reviewer's stead declares for themselves: what they write is what is handed in.
    declarations::needed(scope, &case.registration).await?;
    let plan = plans::of_case(scope, case).await?;
    partial(&stage::of_plan(&plan, &before.stage).criteria_of(case.track), &written.scores)?;
    let after = rows::Model { state, ..before.next() };
    scope.update::<rows::Entity>(before, after.clone()).await?;
    let ready = ready && after.delegate.is_some();
    let draft = drafts::Model {
        country: after.country.clone(),
        id: after.id,
        case_id: after.case_id,
        subject: after.subject.clone(),
        scores: rows::Scores(written.scores),
        confidence: written.confidence,
        comment_to_applicant: written.comment_to_applicant,
        comment_to_panel: written.comment_to_panel,
        comment_to_office: written.comment_to_office,
        ready,
        updated_at: moment::now(),
    };
    drafts::keep(scope, draft).await?;
    if ready {
        let title = brief::title(scope, &after, case).await?;
        scope.publish(&ReviewReadied {
            name: after.name(),
            version: after.version,
            case: case::rows::name(&case.country, case.id),
            registration: case.registration.clone(),
            reviewer: member::rows::name(&after.country, after.reviewer),
            title,
        });
    }
    Ok(after)
}
