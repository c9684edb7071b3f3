//! Events between services of one process: an event counts as published when every inbox that wants it has committed
//! it. A crash in between brings it again, as with a broker.

use std::sync::{Arc, PoisonError, RwLock};

use super::{BusProblem, Envelope, Inbox};

/// The services that listen.
#[derive(Clone, Default)]
pub struct InProcess(Arc<RwLock<Vec<Inbox>>>);

impl InProcess {
    pub(super) fn subscribe(&self, inbox: Inbox) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(inbox);
    }

    pub(super) async fn publish(&self, envelopes: &[Envelope]) -> Vec<Result<(), BusProblem>> {
        let inboxes = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut taken = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            taken.push(deliver(&inboxes, envelope).await);
        }
        taken
    }
}

async fn deliver(inboxes: &[Inbox], envelope: &Envelope) -> Result<(), BusProblem> {
    for inbox in inboxes {
        inbox.take(envelope).await.map_err(|problem| BusProblem(problem.to_string()))?;
    }
    Ok(())
}
