//! What the suite stands on. Tests talk to real servers, because the faults this platform must survive (a broker that
//! goes away, a session left inside a transaction, a policy that does not hold) are exactly those a stand-in lacks.

pub mod bus;
pub mod calls;
pub mod chance;
pub mod data;
pub mod http2;
pub mod issuer;
pub mod network;
pub mod patience;
pub mod people;
pub mod platform;
pub mod raw;
pub mod refusal;
pub mod rest;
pub mod reviewers;
pub mod servers;
pub mod tables;
pub mod web;
pub mod wire;
