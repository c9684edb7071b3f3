//! The countries of the network, as far as registrations need to know them.

pub mod on_country_admitted;
pub mod on_country_configured;
pub mod on_country_resumed;
pub mod on_country_suspended;
pub mod rows;
