//! The accounts of those who call: people by their token, API keys, and addresses of whoever has neither.

use super::{
    Room,
    account::{Accounts, Charge, Most},
    refusals::caller_over,
};
use crate::{access::rules::Rule, config::Config, error::Result, names::is_api_key};

/// Whose calls are counted, each by its kind.
pub(crate) struct Callers {
    people: Accounts,
    keys: Accounts,
    addresses: Accounts,
}

/// One call that is worked on: what it takes of the process and of its caller, until this is dropped.
pub(crate) struct Work {
    _room: Room,
    _charge: Charge,
}

impl Callers {
    pub fn from_config(config: &Config) -> Self {
        let limits = &config.limits;
        let streams = limits.caller_streams;
        let callers = Most { at_once: limits.caller_calls, streams, rate: limits.caller_rate };
        let keys = Most { at_once: limits.key_calls, streams, rate: limits.key_rate };
        Self { people: Accounts::new(callers), keys: Accounts::new(keys), addresses: Accounts::new(callers) }
    }

    /// The work on a call that has room. Without a subject, its address stands for the caller.
    pub fn work(&self, rule: &Rule, subject: &str, address: &str, room: Room) -> Result<Work> {
        let (accounts, name) = match subject {
            "" => (&self.addresses, address),
            key if is_api_key(key) => (&self.keys, key),
            person => (&self.people, person),
        };
        let charge = accounts.charge(name, rule.streams).map_err(|excess| caller_over(name, excess))?;
        Ok(Work { _room: room, _charge: charge })
    }
}
