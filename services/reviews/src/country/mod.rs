//! Countries, as far as the times of reviews need them: their clocks.

pub mod on_country_configured;
pub mod rows;
