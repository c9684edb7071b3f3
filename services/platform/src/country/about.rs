//! Rows of the network that tell of one country: they go and come with it.

/// A table of the network with a row for each country.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The table.
    pub table: &'static str,
    /// The column that says which country a row is about.
    pub column: &'static str,
    /// How that column says it.
    pub says: Says,
    /// What becomes of the row when the country is erased.
    pub erased: Erased,
}

/// How a column says which country is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// `do`
    Code,
    /// `countries/do`
    Name,
}

/// What becomes of a row when its country is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// It goes with the others.
    Removed,
    /// It stays, as the tombstone that the service made of it.
    Tombstone,
}

impl About {
    /// What the column holds for a country.
    pub(crate) fn value(&self, code: &str) -> String {
        match self.says {
            Says::Code => code.to_owned(),
            Says::Name => format!("countries/{code}"),
        }
    }
}
