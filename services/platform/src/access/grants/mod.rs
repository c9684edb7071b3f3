//! Grants: what members, API keys and interventions give, as each service keeps it beside its own rows.
//!
//! What always holds: a call is admitted by what this service has heard, without asking another; a heartbeat goes the way
//! that grants go, and where the last one is too old, or told of more changes than came, nobody is admitted by a grant that
//! may have been revoked since.

mod again;
mod beat;
mod beats;
pub mod key;
mod lookup;
mod on_grant_changed;
mod on_grants_beaten;
mod rows;
#[cfg(test)]
mod tests;
mod whole;

pub use again::{on_grants_missed, tell};
pub use beat::work as beat;
pub(crate) use lookup::Grants;
use proto::{
    Event,
    platform::v1::{GrantChanged, GrantsBeaten},
};

use crate::{
    country,
    error::{Error, Text},
    events::Reactions,
};

/// The name of the heartbeat among the events.
pub(crate) const BEAT: &str = GrantsBeaten::NAME;

/// What every service does with grants, and where countries stand, besides its own reactions.
pub(crate) fn with_reactions(own: Reactions) -> Reactions {
    let own = own.on::<GrantChanged, _>(on_grant_changed::react).on::<GrantsBeaten, _>(on_grants_beaten::react);
    country::with_reactions(own)
}

/// The events that a queue of their own collects: behind ten thousand others, a revocation or a suspension would come too
/// late.
pub(crate) fn events() -> Vec<&'static str> {
    with_reactions(Reactions::default()).names()
}

/// The name of that queue.
pub(crate) fn queue(service: &str) -> String {
    format!("{service}.grants")
}

/// The refusal where nobody knows what was revoked.
pub(crate) fn stale() -> Error {
    let text = Text::told(
        "the server cannot tell now which roles still hold; call again in a moment",
        "el servidor no puede saber ahora qué roles siguen vigentes; llame de nuevo en un momento",
        "o servidor não pode saber agora quais papéis ainda valem; chame de novo daqui a pouco",
    );
    Error::refused(proto::platform::v1::Reason::GrantsStale, text)
}
