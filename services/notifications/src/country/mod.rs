//! Countries, as far as letters need them: the language of whoever chose none.

pub mod on_country_admitted;
pub mod rows;
