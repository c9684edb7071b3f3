//! The transitions of an assignment; every one that is not here is refused.

use platform::error::{Error, Result, Text};
use proto::platform::v1::Reason;
use sea_orm::ActiveEnum;

use super::State;

/// A draft is saved: while the review is awaited, or of a change of one that is in.
pub fn drafted(state: State) -> Result<State> {
    match state {
        State::Assigned | State::Draft => Ok(State::Draft),
        State::Late | State::Submitted => Ok(state),
        State::Declined | State::Withdrawn => Err(not_allowed(state)),
    }
}

/// A review is handed in. The first one always counts; another one in its place only where it came `in_time`.
pub fn submitted(state: State, in_time: bool) -> Result<State> {
    match state {
        State::Assigned | State::Draft | State::Late => Ok(State::Submitted),
        State::Submitted if in_time => Ok(State::Submitted),
        State::Submitted => {
            let text = Text::told(
                "your review is in, and the time to change it is over",
                "su revisión ya está entregada, y el plazo para cambiarla terminó",
                "a sua avaliação já foi entregue, e o prazo para alterá-la terminou",
            );
            Err(Error::refused(Reason::ReviewAlreadySubmitted, text))
        }
        State::Declined | State::Withdrawn => Err(not_allowed(state)),
    }
}

/// The reviewer does not review the case.
pub fn declined(state: State) -> Result<State> {
    if state.is_awaited() { Ok(State::Declined) } else { Err(not_allowed(state)) }
}

/// The office takes the assignment back.
pub fn withdrawn(state: State) -> Result<State> {
    if state.is_awaited() { Ok(State::Withdrawn) } else { Err(not_allowed(state)) }
}

/// Somebody else is to write the review, or nobody any more.
pub fn delegated(state: State) -> Result<State> {
    if state.is_awaited() { Ok(state) } else { Err(not_allowed(state)) }
}

/// The time of the review is over; nothing follows where none is awaited, or that is known.
pub fn expired(state: State) -> Option<State> {
    matches!(state, State::Assigned | State::Draft).then_some(State::Late)
}

fn not_allowed(state: State) -> Error {
    let state = state.to_value();
    let text = Text::told(
        format!("an assignment that is {state} does not allow this"),
        format!("una asignación en estado {state} no permite esto"),
        format!("uma designação em estado {state} não permite isto"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sea_orm::Iterable;

    use super::*;

    fn allowing(ask: impl Fn(State) -> bool) -> Vec<State> {
        State::iter().filter(|state| ask(*state)).collect()
    }

    #[test]
    fn a_review_that_is_in_is_changed_in_time_and_not_afterwards() {
        assert_eq!(submitted(State::Submitted, true).expect("in time"), State::Submitted);
        let refused = submitted(State::Submitted, false).expect_err("too late");
        assert_eq!(refused.reason(), Reason::ReviewAlreadySubmitted);
    }

    #[test]
    fn a_first_review_counts_whenever_it_comes() {
        for state in State::AWAITED {
            assert_eq!(submitted(state, false).expect("late"), State::Submitted);
        }
        for state in [State::Declined, State::Withdrawn] {
            assert_eq!(submitted(state, true).expect_err("nothing is awaited").reason(), Reason::StateNotAllowed);
        }
    }

    #[test]
    fn only_what_is_awaited_is_declined_taken_back_or_delegated() {
        assert_eq!(allowing(|state| declined(state).is_ok()), allowing(State::is_awaited));
        assert_eq!(allowing(|state| withdrawn(state).is_ok()), allowing(State::is_awaited));
        assert_eq!(allowing(|state| delegated(state).is_ok()), allowing(State::is_awaited));
    }

    #[test]
    fn what_is_over_is_found_once() {
        assert_eq!(allowing(|state| expired(state).is_some()), [State::Assigned, State::Draft]);
        assert_eq!(drafted(State::Late).expect("still written"), State::Late, "a draft does not make it less late");
    }

    /// What can be asked of an assignment.
    #[derive(Clone, Copy, Debug)]
    enum Call {
        Draft,
        Submit(bool),
        Decline,
        Withdraw,
        Delegate,
        Expire,
    }

    fn call(state: State, call: Call) -> Option<State> {
        match call {
            Call::Draft => drafted(state).ok(),
            Call::Submit(in_time) => submitted(state, in_time).ok(),
            Call::Decline => declined(state).ok(),
            Call::Withdraw => withdrawn(state).ok(),
            Call::Delegate => delegated(state).ok(),
            Call::Expire => expired(state),
        }
    }

    fn any_call() -> impl Strategy<Value = Call> {
        prop_oneof![
            Just(Call::Draft),
            any::<bool>().prop_map(Call::Submit),
            Just(Call::Decline),
            Just(Call::Withdraw),
            Just(Call::Delegate),
            Just(Call::Expire),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_called_a_review_that_is_in_stays_in_and_what_ended_stays_ended(
            calls in prop::collection::vec(any_call(), 0..30),
        ) {
            let mut state = State::Assigned;
            // What is counted of the reviewer: awaited until the review is in, or none will come.
            let (mut awaited, mut in_) = (1, 0);
            for asked in calls {
                let Some(next) = call(state, asked) else { continue };
                prop_assert!(state != State::Submitted || next == State::Submitted);
                prop_assert!(!matches!(state, State::Declined | State::Withdrawn));
                prop_assert!(state != State::Late || next != State::Draft && next != State::Assigned);
                awaited += i32::from(next.is_awaited()) - i32::from(state.is_awaited());
                in_ += i32::from(next == State::Submitted) - i32::from(state == State::Submitted);
                state = next;
                prop_assert_eq!(awaited, i32::from(state.is_awaited()));
                prop_assert!(awaited + in_ <= 1);
            }
        }
    }
}
