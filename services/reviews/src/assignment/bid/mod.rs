//! How much reviewers want cases.

pub mod list;
pub mod rows;
pub mod set;

use proto::reviews::v1::{Bid, BidCase};

use crate::case;

/// Whether a case still takes reviewers, so that they may bid on it.
fn is_open(case: &case::rows::Model) -> bool {
    !case.blocked && case::assigned(case.state, case.screening).is_ok()
}

/// A case as far as a reviewer has to know it to bid.
fn to_message(case: &case::rows::Model, bid: Bid) -> BidCase {
    BidCase {
        case: case::rows::name(&case.country, case.id),
        track: case.track,
        category: case.category.clone(),
        title: case.title.clone(),
        bid: bid.into(),
    }
}
