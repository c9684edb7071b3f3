//! The countries of the network, as far as registrations need to know them.

pub mod on_country_admitted;
pub mod rows;
