//! Events: facts that leave a service through its outbox and enter others through their inboxes.
//!
//! What always holds: an event goes out if and only if its transaction committed; its effect in a service happens
//! once, however often it arrives; what always fails is parked and the rest goes on.

pub mod bus;
mod envelope;
pub(crate) mod inbox;
pub(crate) mod outbox;
pub(crate) mod outgoing;
pub mod parked;
mod reactions;
pub(crate) mod relay;
pub(crate) mod retries;
pub(crate) mod server;

pub use envelope::Envelope;
pub use reactions::Reactions;
