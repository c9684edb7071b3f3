//! `loan.opened`: the office that lends its queue reads to whom, why, and until when.

use platform::{Result, Scope};
use proto::partners::v1::LoanOpened;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: LoanOpened) -> Result<()> {
    let due = in_words(scope, event.expire_time.as_ref()).await?;
    let told = Told {
        template: Template::LoanOpened,
        about: &event.name,
        version: event.version,
        registration: "",
        facts: Facts { title: &event.borrower, reason: &event.reason, due: &due, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
