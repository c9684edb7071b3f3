//! Who gets in where, asked of every rpc in the descriptor set, so that a new one cannot be forgotten.

mod apart;
mod applicants;
mod asking;
mod blind;
mod conflicted;
mod contract;
mod differential;
mod example;
mod expected;
mod hidden;
mod lasting;
mod lent;
pub mod making;
mod matrix;
mod request;
mod reviewers;
mod rule;
mod tied;
mod world;
