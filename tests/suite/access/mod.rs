//! Who gets in where, asked of every rpc in the descriptor set, so that a new one cannot be forgotten.

mod asking;
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
mod rule;
mod world;
