//! Registrations, as far as letters need them: what they are called.

pub mod rows;
