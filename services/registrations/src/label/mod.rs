//! Labels: what people call the values of the contract.

pub mod list;
