//! `queue.lent`: the office that may screen for another country reads for whom, why, and until when; or that it is over.

use platform::{Result, Scope};
use proto::partners::v1::QueueLent;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: QueueLent) -> Result<()> {
    let due = in_words(scope, event.expire_time.as_ref()).await?;
    let (template, facts) = if event.close_time.is_none() {
        (Template::QueueLent, Facts { title: &event.lender, reason: &event.reason, due: &due, ..Facts::default() })
    } else {
        (Template::QueueReturned, Facts { title: &event.lender, ..Facts::default() })
    };
    let told = Told { template, about: &event.name, version: event.version, registration: "", facts };
    write::to_office(scope, told).await
}
