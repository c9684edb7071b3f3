//! Who is told of changes of the catalogue: everybody, and those who hold a role in the network's countries, who may see more.

use platform::{Result, Scope};

use super::{rows::Model, sight::Sight};

/// Those who are told the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever asks.
    Everybody,
    /// Whoever holds a role in the network's countries.
    Members,
}

impl Audience {
    /// Each of them.
    pub const ALL: [Audience; 2] = [Audience::Everybody, Audience::Members];

    /// As the table of changes has it.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Everybody => "EVERYBODY",
            Audience::Members => "MEMBERS",
        }
    }

    /// What they see.
    pub async fn sight(self, scope: &Scope) -> Result<Sight> {
        match self {
            Audience::Everybody => Sight::of_everybody(scope).await,
            Audience::Members => Sight::of_members(scope).await,
        }
    }

    /// The column with the version of an entry that they were told last.
    pub fn column(self) -> &'static str {
        match self {
            Audience::Everybody => "told_version",
            Audience::Members => "told_members",
        }
    }

    /// The version of an entry that they were told last; 0 while it is not told of.
    pub fn told(self, row: &Model) -> i64 {
        match self {
            Audience::Everybody => row.told_version,
            Audience::Members => row.told_members,
        }
    }

    /// The entry once they were told this version.
    pub fn tells(self, row: Model, version: i64) -> Model {
        match self {
            Audience::Everybody => Model { told_version: version, ..row },
            Audience::Members => Model { told_members: version, ..row },
        }
    }
}
