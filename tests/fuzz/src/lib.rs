//! Everything that reads what comes from outside, each with what has to hold whatever comes: no panic, refusals that say
//! what is wrong and never blame the server, results no larger than they may be, and what is written is read again.
//!
//! `tests/fuzz/run` makes up inputs without end; `tests/kept.rs` tries those that were kept, with every run of the tests.

#![forbid(unsafe_code)]

mod archives;
mod envelopes;
mod filters;
mod names;
mod pages;
mod rows;
mod tokens;

use platform::Error;
use proto::platform::v1::Reason;

/// What is tried: bytes from outside go in, and nothing may panic or break what the target asserts.
pub type Target = fn(&[u8]);

/// What is tried, by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("names", names::read),
    ("pages", pages::read),
    ("filters", filters::read),
    ("rows", rows::read),
    ("archives", archives::read),
    ("tokens", tokens::read),
    ("envelopes", envelopes::read),
];

/// A refusal may be any but one that says the server is at fault, and its sentences are there.
fn is_precise(refusal: &Error, expected: &[Reason]) {
    assert!(expected.contains(&refusal.reason()), "{refusal}");
    let said = refusal.to_string();
    assert!(said.len() < 2_000, "{} bytes of {:?}", said.len(), refusal.reason());
}

/// The first `count` bytes, or as many as there are, and the rest.
fn split(bytes: &[u8], count: usize) -> (&[u8], &[u8]) {
    bytes.split_at(count.min(bytes.len()))
}
