//! Any sequence of calls keeps the invariants: each call is taken or refused as the states say, each refusal names why, and
//! what follows from it is as it should be. Few sequences, on real servers; many, over the plain functions, stand beside the
//! states themselves.

mod acting;
mod showing;
mod states;

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use proto::{registrations::v1::registration::State, reviews::v1::Outcome};
use tests::platform::Failure;
use tokio::runtime::Runtime;

use acting::Office;
use states::{Standing, Step};

const SEQUENCES: u32 = 6;
/// Steps from a draft through the catalogue, out of sight and back, and past the end of a validation.
const WHOLE_WAY: usize = 10;

fn steps() -> impl Strategy<Value = Step> {
    let outcome = prop_oneof![Just(Outcome::Accepted), Just(Outcome::Waitlisted), Just(Outcome::Declined)];
    let one = prop_oneof![
        Just(Step::Update),
        Just(Step::Submit),
        Just(Step::Withdraw),
        Just(Step::Revive),
        any::<bool>().prop_map(Step::Screen),
        Just(Step::Ask),
        outcome.prop_map(Step::Decide),
        any::<bool>().prop_map(Step::Validate),
        Just(Step::Mend),
        Just(Step::Answer),
        Just(Step::Publish),
        Just(Step::Agree),
        Just(Step::Disagree),
        Just(Step::Merge),
        Just(Step::Unmerge),
        Just(Step::Flag),
        Just(Step::Lift),
        Just(Step::Lapse),
    ];
    // Without a push nothing but chance would bring a registration into the catalogue, and its validation to its end.
    prop_oneof![3 => Just(Step::Onward), 2 => one]
}

#[test]
fn any_sequence_of_calls_is_taken_or_refused_as_the_states_say_and_keeps_what_always_holds() -> Result<(), Failure> {
    let runtime = Runtime::new()?;
    let office = runtime.block_on(Office::open("sequences"))?;
    let config = Config { cases: SEQUENCES, max_shrink_iters: 8, failure_persistence: None, ..Config::default() };
    let whole = runtime.block_on(walk(&office, &[Step::Onward; WHOLE_WAY]))?;
    assert_eq!((whole.state, whole.flags, whole.suspended, whole.renewals), (State::Published, 1, false, 1));
    let sequences = prop::collection::vec(steps(), 12..22);
    let walked = TestRunner::new(config).run(&sequences, |steps| {
        let walked = runtime.block_on(walk(&office, &steps));
        walked.map(drop).map_err(|fault| TestCaseError::fail(fault.to_string()))
    });
    walked.map_err(|fault| fault.to_string().into())
}

/// Takes a registration through the steps, to where it stands then; what went another way than the states say is the fault.
async fn walk(office: &Office, steps: &[Step]) -> Result<Standing, Failure> {
    let registration = office.begin().await?;
    let mut stands = Standing::begun();
    for step in steps {
        let step = step.of(&stands);
        let Some(expected) = stands.after(step) else { continue };
        let came = office.take(&registration, &stands, step).await?;
        let at = format!("{step:?} where {stands:?}");
        match (expected, came) {
            (Ok(next), None) => stands = next,
            (Ok(_), Some((reason, said))) => return Err(format!("{at}: refused, {reason}: {said}").into()),
            (Err(reason), None) => return Err(format!("{at}: taken, and not refused by {reason}").into()),
            (Err(expected), Some((reason, said))) => {
                let why = stands.why(step);
                if reason != expected || !said.starts_with(&why) {
                    return Err(format!("{at}: {expected} expected, `{why}`, found {reason}: {said}").into());
                }
            }
        }
        office.comes_to(&registration, &stands).await.map_err(|fault| format!("{at}: {fault}"))?;
    }
    Ok(stands)
}
