//! Any sequence of checks, answers, ends, withdrawals and merges keeps the invariants of a validation.

use proptest::{prelude::*, test_runner::TestCaseError};
use time::{Duration, OffsetDateTime};

use super::{Outcome, due, expires, mend};
use crate::{
    case::{self, State},
    clarification,
    decision::Outcome as Decided,
};

#[derive(Clone, Copy, Debug)]
enum Step {
    Check(Outcome),
    /// The applicant answers.
    Answer,
    /// The time to mend is over.
    TimeOver,
    Days(i64),
    Withdraw,
    Merge,
    Unmerge,
}

fn steps() -> impl Strategy<Value = Step> {
    let found = prop_oneof![Just(Outcome::Passed), Just(Outcome::Failed), Just(Outcome::Mend)];
    prop_oneof![
        4 => found.prop_map(Step::Check),
        2 => Just(Step::Answer),
        1 => Just(Step::TimeOver),
        2 => (1..400_i64).prop_map(Step::Days),
        1 => Just(Step::Withdraw),
        1 => Just(Step::Merge),
        1 => Just(Step::Unmerge),
    ]
}

/// An accepted case, as the use cases keep it in rows.
#[derive(Clone, Debug)]
struct Course {
    state: State,
    merged_from: Option<State>,
    withdrawn: bool,
    asked: Option<clarification::State>,
    /// Until when the last check that held stands.
    held: Option<OffsetDateTime>,
    now: OffsetDateTime,
}

impl Course {
    fn accepted() -> Self {
        let now = OffsetDateTime::UNIX_EPOCH;
        Self { state: State::Decided, merged_from: None, withdrawn: false, asked: None, held: None, now }
    }

    fn waits(&self) -> bool {
        self.asked == Some(clarification::State::Asked)
    }

    /// As `complete` does it; whether it was recorded.
    fn check(&mut self, found: Outcome) -> bool {
        let ended = self.withdrawn || self.merged_from.is_some();
        let state = match self.held {
            Some(end) => case::renewed(self.state, ended, due(end, self.now)),
            None => case::validated(self.state, Some(Decided::Accepted), found == Outcome::Passed),
        };
        let Ok(state) = state else { return false };
        if mend::none_waits(self.waits().then_some(self.now)).is_err() {
            return false;
        }
        self.state = state;
        if found == Outcome::Mend {
            self.asked = Some(clarification::State::Asked);
        }
        self.held = expires(found, self.now).or(self.held);
        true
    }

    fn end_what_waits(&mut self) {
        if self.waits() {
            self.asked = Some(clarification::State::Ended);
        }
    }

    fn take(&mut self, step: Step) -> bool {
        match step {
            Step::Check(found) => return self.check(found),
            Step::Answer => {
                let Some(before) = self.asked else { return false };
                let Some(after) = clarification::answered(before, self.withdrawn) else { return false };
                if before == clarification::State::Asked {
                    self.state = case::clarification_ended(self.state);
                }
                self.asked = Some(after);
            }
            Step::TimeOver if self.waits() => {
                self.asked = Some(clarification::State::Unanswered);
                self.state = case::clarification_ended(self.state);
            }
            Step::Days(days) => self.now += Duration::days(days),
            Step::Withdraw => {
                self.end_what_waits();
                (self.state, self.withdrawn, self.merged_from) = (case::withdrawn(self.state), true, None);
            }
            Step::Merge if self.merged_from.is_none() && !self.withdrawn => {
                self.end_what_waits();
                self.merged_from = Some(case::stands_again(self.state));
                self.state = case::merged(self.state);
            }
            Step::Unmerge => {
                let Some(state) = self.merged_from.take() else { return false };
                self.state = state;
            }
            Step::TimeOver | Step::Merge => return false,
        }
        true
    }
}

fn holds(before: &Course, step: Step, taken: bool, after: &Course) -> Result<(), TestCaseError> {
    if let Step::Check(found) = step
        && taken
    {
        prop_assert!(!before.waits(), "nothing is found while the applicant has time");
        prop_assert!(!before.withdrawn && before.merged_from.is_none(), "what is over is not validated");
        prop_assert!(
            before.held.is_none_or(|end| before.now >= end - Duration::days(60)),
            "renewed in its last 60 days"
        );
        prop_assert_eq!(after.held != before.held, found == Outcome::Passed, "only what holds stands for a year");
        prop_assert_eq!(after.waits(), found == Outcome::Mend, "only what is to be mended waits for the applicant");
    }
    if before.held.is_some() {
        prop_assert_eq!(after.state, State::Closed, "a validated case stays closed");
        prop_assert!(after.held >= before.held, "no check shortens the one before");
    }
    prop_assert!(matches!(after.state, State::Decided | State::Closed), "no check brings a case back to its reviewers");
    prop_assert!(
        !after.waits() || !(after.withdrawn || after.merged_from.is_some()),
        "nothing is asked of what is over"
    );
    let open = after.state == State::Decided;
    prop_assert_eq!(
        open,
        after.held.is_none() && !after.withdrawn && after.merged_from.is_none(),
        "open until it holds"
    );
    Ok(())
}

proptest! {
    #[test]
    fn any_sequence_of_steps_keeps_the_invariants(steps in prop::collection::vec(steps(), 0..60)) {
        let mut course = Course::accepted();
        for step in steps {
            let before = course.clone();
            let taken = course.take(step);
            holds(&before, step, taken, &course)?;
        }
    }
}
