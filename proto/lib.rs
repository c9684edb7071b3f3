//! The public contract: the messages, clients and servers generated from the `.proto` files, their descriptor set, and
//! what the platform reads from the contract's options at compile time.
//!
//! What always holds: nothing here is written by hand that the `.proto` files say.

pub mod redacted;

use std::sync::LazyLock;

use prost_reflect::DescriptorPool;

/// The generated code of one package, in modules that follow its name.
macro_rules! package {
    ($($(#[$doc:meta])* $name:ident = $package:literal),+ $(,)?) => {$(
        $(#[$doc])*
        pub mod $name {
            /// Version 1.
            #[allow(clippy::all, clippy::pedantic, clippy::nursery, missing_docs, rustdoc::all)]
            pub mod v1 {
                include!(concat!(env!("OUT_DIR"), "/", $package, ".rs"));
            }
        }
    )+};
}

package! {
    /// Access rules, events, error reasons, and the events service.
    platform = "aceleracion.platform.v1",
    /// Editions, registrations, and the public catalogue.
    registrations = "aceleracion.registrations.v1",
    /// Countries, institutions, partnerships and members.
    partners = "aceleracion.partners.v1",
    /// Cases, assignments, decisions and validations.
    reviews = "aceleracion.reviews.v1",
    /// Who was told what.
    notifications = "aceleracion.notifications.v1",
}

/// The rules that the contract's fields carry as options.
#[allow(clippy::all, clippy::pedantic, clippy::nursery, missing_docs, rustdoc::all)]
pub mod buf_validate {
    include!(concat!(env!("OUT_DIR"), "/buf.validate.rs"));
}

/// The contract as an encoded `google.protobuf.FileDescriptorSet`, with its options, its comments, and all it imports.
pub static DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor_set.bin"));

/// The descriptors of the whole contract, options included.
pub fn pool() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> =
        LazyLock::new(|| DescriptorPool::decode(DESCRIPTOR_SET).expect("the build wrote a valid descriptor set"));
    &POOL
}

/// The request of an rpc. Every rpc has a request message of its own, so the type of the request names the rpc.
pub trait Rpc: prost::Message + Default + 'static {
    /// What the rpc answers with.
    type Response: prost::Message + Default + 'static;
    /// The method as gRPC sends it, `/aceleracion.registrations.v1.RegistrationsService/SubmitRegistration`.
    const METHOD: &'static str;
    /// Path of the field that says where the call takes place, `registration.name`; empty for the network.
    const RESOURCE: &'static str;
    /// Full name of the request message.
    const MESSAGE: &'static str;
    /// The value at `RESOURCE`; `""` where the path is empty or what it leads to is unset.
    fn resource(&self) -> &str;
    /// The request id; `""` where none was given or the rpc takes none.
    fn request_id(&self) -> &str;
}

/// A fact that one service tells the others.
pub trait Event: prost::Message + Default + 'static {
    /// Its name, `registration.submitted`.
    const NAME: &'static str;
    /// Full name of its message.
    const TYPE: &'static str;
    /// Whether it carries contact data of people.
    const PEOPLE: bool;
    /// The resource it is about.
    fn subject(&self) -> &str;
    /// The version of that resource after the fact.
    fn version(&self) -> i64;
}

/// The implementations of `Rpc`, `Event` and `Debug`, written by `build/contract.rs`.
// An event's subject is its name, also where the message has a field `subject` (a member's, from the token).
#[allow(clippy::misnamed_getters)]
mod contract {
    include!(concat!(env!("OUT_DIR"), "/contract.rs"));
}

#[cfg(test)]
mod tests;
