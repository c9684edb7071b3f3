//! Countries, as far as letters need them: the language of whoever chose none, the clocks there, and how long letters are kept.

pub mod on_country_admitted;
pub mod on_country_configured;
pub mod on_country_resumed;
pub mod on_country_suspended;
pub mod rows;
