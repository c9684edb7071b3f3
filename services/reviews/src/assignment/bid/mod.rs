//! How much reviewers want cases.

pub mod list;
pub mod rows;
pub mod set;

use proto::reviews::v1::{Bid, BidCase};

use super::blind;
use crate::{case, case::stage, edition::plan::Plan};

/// Whether a case still takes reviewers, so that they may bid on it.
fn is_open(case: &case::rows::Model) -> bool {
    !case.blocked && case::assigned(case.state, case.screening).is_ok()
}

/// A case as far as a reviewer has to know it to bid; its title as the stage lets reviewers read it.
fn to_message(plan: &Plan, case: &case::rows::Model, bid: Bid) -> BidCase {
    let brief = case.brief(false);
    let title = if stage::of_plan(plan, &case.stage).blind {
        blind::blinded(brief, &case.applicant_domain).title
    } else {
        brief.title
    };
    BidCase {
        case: case::rows::name(&case.country, case.id),
        track: case.track,
        category: case.category.clone(),
        title,
        bid: bid.into(),
    }
}
