//! What no file shows: an edition that is open, and people who register in it. The office asks one of them for a
//! clarification, two turn out to be the same, one tells a story and mends it for its validation, one writes in English and is translated, one comes late, and
//! one takes the consent back.

mod afterwards;
mod before;
mod entries;
mod mending;

use super::{
    cast::{Cast, tell},
    deciding,
    network::Partner,
    outcome::Outcome,
    proposing, registering, reviewing, validating,
};
use crate::problem::Problem;

/// The name of the edition that is open.
pub const EDITION: &str = "open";

/// Takes the entries the whole way, and counts what came of them.
pub async fn run(cast: &Cast, partners: &[Partner], outcome: &mut Outcome) -> Result<(), Problem> {
    let mut whole = Outcome::default();
    whole.changes += before::open_edition(cast).await?;
    entries::LATE.begin(cast).await?;
    whole.changes += before::close_early(cast).await?;
    for entry in &entries::ENTRIES {
        whole.changes += entry.register(cast).await?;
        registering::cases_opened(cast, entry.country, EDITION).await?;
    }
    tell("entries made by hand in an open edition", entries::ENTRIES.len());
    whole.changes += afterwards::clarify(cast).await?;
    whole.changes += afterwards::merge(cast).await?;
    whole.changes += afterwards::translate(cast).await?;
    reviewing::screen(cast, EDITION, &mut whole).await?;
    proposing::assign(cast, EDITION, &mut whole).await?;
    reviewing::review(cast, EDITION, &mut whole).await?;
    deciding::decide(cast, EDITION, &mut whole).await?;
    whole.changes += mending::mend(cast, partners).await?;
    validating::validate(cast, EDITION, partners, &mut whole).await?;
    validating::publish(cast, EDITION, &mut whole).await?;
    whole.changes += afterwards::withdraw_consent(cast).await?;
    outcome.changes += whole.changes;
    outcome.by_hand = afterwards::count(cast).await?;
    Ok(())
}
