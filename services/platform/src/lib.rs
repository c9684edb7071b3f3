#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![allow(clippy::disallowed_methods, reason = "the guarded ways into the store are built here, on sea-orm's own")]

pub mod access;
mod address;
pub mod audit;
pub mod choice;
pub mod clients;
pub mod clocks;
pub mod config;
pub mod country;
pub mod cover;
pub mod due;
pub mod error;
pub mod etag;
pub mod events;
pub mod files;
pub mod filter;
pub mod invitation;
mod key_file;
pub mod labels;
mod limits;
pub mod list;
pub mod mask;
pub mod metrics;
pub mod moment;
pub mod names;
pub mod page;
pub mod personal;
mod rounds;
pub mod rpc;
pub mod run;
pub mod search;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod tls;
mod validate;

pub use error::{Error, Result};
pub use rounds::rounds;
pub use store::{Scope, Store};
