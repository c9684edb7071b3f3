//! What editions have letters say, as the network and the countries word it, by version.

pub mod on_country_edition_revised;
pub mod on_edition_opened;
pub mod rows;
