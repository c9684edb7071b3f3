//! Entries of reads: one for each answer with personal data that goes to somebody whose own it is not.
//!
//! Written before the answer leaves, in transactions of their own, since a scope that reads cannot write. Reads that
//! come at the same moment share a transaction, and with it the wait for the disk: whoever has the turn writes for all
//! who wait.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

use super::entry::{self, Model};
use crate::{
    error::{Error, Result},
    names::{NETWORK, Place},
    store::{Store, inserts},
};

/// The entries that wait for their turn.
#[derive(Default)]
pub(crate) struct Reads {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    entry: Model,
    written: oneshot::Sender<bool>,
}

impl Reads {
    /// Returns when the entry is committed; an error means that the answer must not leave.
    pub(crate) async fn write(&self, store: &Store, entry: Model) -> Result<()> {
        let (written, mut told) = oneshot::channel();
        self.waiting().push(Waiting { entry, written });
        let _turn = tokio::select! {
            biased;
            written = &mut told => return outcome(written),
            turn = self.turn.lock() => turn,
        };
        // None when the one before has written ours.
        let all = std::mem::take(&mut *self.waiting());
        write_all(store, all).await;
        outcome(told.await)
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        // A list stays a list, whatever happened to whoever held it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn outcome(written: std::result::Result<bool, oneshot::error::RecvError>) -> Result<()> {
    match written {
        Ok(true) => Ok(()),
        _ => Err(Error::internal("a read could not be written into the audit log, so it is not answered")),
    }
}

/// One transaction a country, all at once: each sees its own country alone.
async fn write_all(store: &Store, all: Vec<Waiting>) {
    let mut countries: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
    for one in all {
        countries.entry(one.entry.country.clone()).or_default().push(one);
    }
    let countries = countries.into_iter().map(|(country, waiting)| async move {
        let (entries, written): (Vec<Model>, Vec<_>) = waiting.into_iter().map(|one| (one.entry, one.written)).unzip();
        let outcome = write_country(store, country, entries).await;
        if let Err(problem) = &outcome {
            tracing::error!(service = store.service, %problem, "reads refused: the audit log takes no entry");
        }
        for one in written {
            // Whoever does not listen any more has given up on the answer.
            let _ = one.send(outcome.is_ok());
        }
    });
    futures::future::join_all(countries).await;
}

async fn write_country(store: &Store, country: String, mut entries: Vec<Model>) -> Result<()> {
    let place = if country == NETWORK { Place::Network } else { Place::Country(country) };
    let transaction = store.begin(&place, true).await?;
    let new = store.actors().hide(&transaction, &mut entries).await?;
    inserts::together(&transaction, None, entry::inserts(entries)?.into()).await?;
    transaction.commit().await?;
    store.actors().remember(new);
    store.wake_sealer();
    Ok(())
}
