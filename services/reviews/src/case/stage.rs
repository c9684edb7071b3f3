//! The stages of review that a case goes through, by its plan.

use super::{State, rows::Model};
use crate::edition::plan::{Plan, Stage};

/// What a sum of shares may be off by: a score that is the bar reaches it.
const ROUNDING: f64 = 1e-9;

/// The stage of this id; the first where there is none of it, as for a case that has not left it.
pub fn of_plan<'a>(plan: &'a Plan, id: &str) -> &'a Stage {
    &plan.stages[place(plan, id)]
}

fn place(plan: &Plan, id: &str) -> usize {
    plan.stages.iter().position(|stage| stage.id == id).unwrap_or_default()
}

/// The case once the reviews of its stage are in: in the next stage, where there is one and its score reaches the bar, and it
/// waits for reviewers again; else as it is, to be decided on.
pub fn advanced(plan: &Plan, case: Model) -> Model {
    let here = place(plan, &case.stage);
    let Some(next) = plan.stages.get(here + 1).filter(|_| case.state == State::Reviewed) else { return case };
    if case.score().unwrap_or_default() + ROUNDING < plan.stages[here].advance_bar {
        return case;
    }
    Model {
        state: State::Open,
        stage: next.id.clone(),
        reviews_wanted: next.reviews_per_case,
        reviews_in: 0,
        share_sum: 0.0,
        ..case
    }
}

/// The case once no more reviews are to come in time: it is reviewed where those that are in are as many as the plan asks for
/// at the least.
pub fn over(plan: &Plan, case: Model) -> Model {
    let enough = case.state == State::InReview && case.reviews_in >= of_plan(plan, &case.stage).quorum.max(1);
    if enough { advanced(plan, Model { state: State::Reviewed, ..case }) } else { case }
}
