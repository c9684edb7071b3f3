//! Any sequence of calls on assignments, reviews, decisions, appeals and validations keeps the invariants: each call is taken or
//! refused as the states say, a refused one names its reason and changes nothing, and what follows from one is as it should be.
//! Few sequences, on real servers; many, over the plain functions, stand beside the states themselves.

mod acting;
mod looking;
mod people;
mod standing;
mod step;

use std::sync::Mutex;

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use tests::platform::Failure;
use tokio::runtime::Runtime;

use acting::take;
use looking::{comes_to, everything_was_told_once, look};
use people::{Names, People};
use standing::Standing;
use step::Step;

const SEQUENCES: u32 = 16;

#[test]
fn any_sequence_of_reviewing_deciding_appealing_and_validating_goes_as_the_states_say() -> Result<(), Failure> {
    let runtime = Runtime::new()?;
    let people = runtime.block_on(People::gather("states"))?;
    let config = Config { cases: SEQUENCES, max_shrink_iters: 8, failure_persistence: None, ..Config::default() };
    let sequences = prop::collection::vec(step::any(), 20..36);
    let walked = Mutex::new(Vec::new());
    let outcome = TestRunner::new(config).run(&sequences, |steps| {
        let names = runtime.block_on(walk(&people, &steps));
        let names = names.map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        walked.lock().map_err(|fault| TestCaseError::fail(fault.to_string()))?.push(names);
        Ok(())
    });
    outcome.map_err(|fault| fault.to_string())?;
    let walked = walked.into_inner().map_err(|fault| fault.to_string())?;
    runtime.block_on(async {
        people.network.data.settled().await?;
        for names in &walked {
            everything_was_told_once(&people, names).await?;
        }
        Ok(())
    })
}

/// Takes an entry through the steps; what went another way than the states say is the fault.
async fn walk(people: &People, steps: &[Step]) -> Result<Names, Failure> {
    let mut names = people.begin().await?;
    let mut stands = Standing::begun();
    let mut seen = comes_to(people, &names, &stands).await?;
    for step in steps {
        let step = step.of(&stands);
        let Some(expected) = stands.after(step) else { continue };
        let came = take(people, &mut names, step, stands.panel).await?;
        let at = format!("{step:?} where {stands:?}");
        match (expected, came) {
            (Ok(next), Ok(chosen)) => {
                stands = next;
                if let Some(person) = chosen {
                    stands.chosen(step, person).ok_or_else(|| format!("{at}: {person} was chosen"))?;
                }
                seen = comes_to(people, &names, &stands).await.map_err(|fault| format!("{at}: {fault}"))?;
            }
            (Err(expected), Err((code, reason))) => {
                if (code, reason.as_str()) != expected {
                    return Err(format!("{at}: {expected:?} expected, found {code:?}, {reason}").into());
                }
                if look(people, &names).await? != seen {
                    return Err(format!("{at}: it was refused, and something changed").into());
                }
            }
            (Ok(_), Err(refused)) => return Err(format!("{at}: refused, {refused:?}").into()),
            (Err(reason), Ok(_)) => return Err(format!("{at}: taken, and not refused by {reason:?}").into()),
        }
    }
    Ok(names)
}
