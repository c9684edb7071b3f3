//! Which of the two databases it is, and the SQL in which they differ.

/// Which database a service runs on; chosen once, at start, by the URL's scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Row-level security guards beneath the scope.
    Postgres,
    /// The scope alone guards.
    Sqlite,
}

impl Backend {
    pub(super) fn of(url: &str) -> Result<Self, String> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Backend::Sqlite),
            Some("postgres" | "postgresql") => Ok(Backend::Postgres),
            _ => Err("database.url has to begin with sqlite:// or postgres://".into()),
        }
    }

    /// The time of the database's own clock, in milliseconds since 1970, as an SQL expression.
    pub(crate) fn now(self) -> &'static str {
        match self {
            Backend::Postgres => "(extract(epoch from clock_timestamp()) * 1000)::bigint",
            Backend::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        }
    }

    /// A condition on the rows that `found`, the end of a query, finds and nobody else is at: two relays never claim
    /// the same row. By the place of each row, which no guess of the planner can turn into a look at the whole table.
    pub(crate) fn rows_of(self, found: &str) -> String {
        match self {
            Backend::Postgres => format!("ctid = ANY (ARRAY(SELECT ctid {found} FOR UPDATE SKIP LOCKED))"),
            Backend::Sqlite => format!("rowid IN (SELECT rowid {found})"),
        }
    }
}
