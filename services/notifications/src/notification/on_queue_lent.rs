//! `queue.lent`: the office that may screen for another country reads for whom, why, and until when; or that it is over.

use platform::{Result, Scope};
use proto::partners::v1::QueueLent;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the office, unless it was told already that the loan is over.
pub async fn react(scope: &mut Scope, event: QueueLent) -> Result<()> {
    if write::is_told(scope, &event.name, Template::QueueReturned).await? {
        return Ok(());
    }
    let due = in_words(scope, event.expire_time.as_ref()).await?;
    let (template, facts) = if event.close_time.is_none() {
        (Template::QueueLent, Facts { title: &event.lender, reason: &event.reason, due: &due, ..Facts::default() })
    } else {
        (Template::QueueReturned, Facts { title: &event.lender, ..Facts::default() })
    };
    let told = Told { template, about: &event.name, version: event.version, registration: "", facts };
    write::to_office(scope, told).await
}
