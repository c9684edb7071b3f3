//! What an edition has a letter say in place of what the platform would.

/// What an edition has a letter say in one language; what is not there, the platform writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worded {
    /// The subject, with `{title}` for the title.
    pub subject: Option<String>,
    /// The text, with `{title}` for the title.
    pub body: Option<String>,
}

impl Worded {
    /// The same, with the words of another where there are none.
    pub fn or(self, other: Self) -> Self {
        Self { subject: self.subject.or(other.subject), body: self.body.or(other.body) }
    }
}
