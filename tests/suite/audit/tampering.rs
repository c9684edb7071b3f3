//! Ways of tampering with the audit log, in SQL, as an administrator of the database can.

use platform::audit::chain::{self, Entry, START, Seal};
use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};
use tests::platform::Failure;

/// The chain that is tampered with is that of this service in the country `do`.
pub const SERVICE: &str = "registrations";

/// A way of tampering: what it is called, what is done, and what `verify` has to say of the first that is wrong.
pub struct Tampering {
    pub name: &'static str,
    pub statements: Vec<String>,
    pub first: String,
    pub problem: &'static str,
}

/// The database of an administrator who tampers.
pub struct Administrator {
    pub session: DatabaseConnection,
}

impl Administrator {
    pub async fn execute(&self, query: &str) -> Result<(), Failure> {
        self.session.execute_unprepared(query).await?;
        Ok(())
    }

    /// Keeps entries, seals and marks aside, so that each tampering begins with what was there.
    pub async fn keep(&self) -> Result<(), Failure> {
        for table in ["audit_entries", "audit_seals", "audit_unsealed"] {
            self.execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await?;
        }
        Ok(())
    }

    pub async fn restore(&self) -> Result<(), Failure> {
        for table in ["audit_entries", "audit_seals", "audit_unsealed"] {
            self.execute(&format!("DELETE FROM {table}")).await?;
            self.execute(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await?;
        }
        Ok(())
    }

    /// The id of the entry at a place, as SQL writes it.
    async fn at(&self, place: i64) -> Result<uuid::Uuid, Failure> {
        let query = format!("SELECT entry FROM audit_seals WHERE country = 'do' AND place = {place}");
        let query = Statement::from_string(self.session.get_database_backend(), query);
        Ok(self.session.query_one_raw(query).await?.ok_or("no such place")?.try_get("", "entry")?)
    }

    async fn length(&self) -> Result<i64, Failure> {
        let query = "SELECT max(place) AS found FROM audit_seals WHERE country = 'do'";
        let query = Statement::from_string(self.session.get_database_backend(), query);
        Ok(self.session.query_one_raw(query).await?.ok_or("no answer")?.try_get("", "found")?)
    }

    fn literal(&self, id: uuid::Uuid) -> String {
        match self.session.get_database_backend() {
            sea_orm::DbBackend::Sqlite => format!("X'{}'", id.simple()),
            _ => format!("'{id}'"),
        }
    }

    /// Removes the entry at a place, and writes the chain anew without it, every seal as it should be.
    pub async fn write_anew_without(&self, place: i64) -> Result<(), Failure> {
        let backend = self.session.get_database_backend();
        let query = format!(
            "SELECT e.country AS country, e.id AS id, e.at AS at, e.actor AS actor, e.role AS role, \
             e.method AS method, e.resource AS resource, e.request_id AS request_id, e.address AS address, \
             CAST(e.before AS text) AS before, CAST(e.after AS text) AS after FROM audit_seals s \
             JOIN audit_entries e ON e.country = s.country AND e.id = s.entry \
             WHERE s.country = 'do' AND s.place <> {place} ORDER BY s.place"
        );
        let entries = Entry::find_by_statement(Statement::from_string(backend, query)).all(&self.session).await?;
        let removed = self.literal(self.at(place).await?);
        self.execute("DELETE FROM audit_seals WHERE country = 'do'").await?;
        self.execute(&format!("DELETE FROM audit_entries WHERE country = 'do' AND id = {removed}")).await?;
        let mut seal: Seal = START;
        for (place, entry) in (1_i64..).zip(&entries) {
            seal = chain::seal(SERVICE, place, &seal, entry);
            let insert = "INSERT INTO audit_seals (country, place, entry, hash) VALUES ('do', $1, $2, $3)";
            let values = [place.into(), entry.id.into(), seal.to_vec().into()];
            self.session.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await?;
        }
        Ok(())
    }
}

/// All of them.
pub async fn tamperings(administrator: &Administrator) -> Result<Vec<Tampering>, Failure> {
    let name = |id: uuid::Uuid| format!("countries/do/services/{SERVICE}/auditEntries/{id}");
    let last = administrator.length().await?;
    let (fifth, ninth) = (administrator.at(5).await?, administrator.at(9).await?);
    let (last_but_one, end) = (administrator.at(last - 1).await?, administrator.at(last).await?);
    let literal = |id| administrator.literal(id);
    let entry = |id| format!("WHERE country = 'do' AND id = {}", literal(id));
    let put_in = uuid::Uuid::now_v7();
    let copy = format!(
        "INSERT INTO audit_entries (country, id, at, actor, role, method, resource, request_id) \
         SELECT country, {}, at, actor, role, method, resource, request_id FROM audit_entries {}",
        literal(put_in),
        entry(fifth)
    );
    Ok(vec![
        Tampering {
            name: "the picture in one entry is changed",
            statements: vec![format!("UPDATE audit_entries SET after = '{{}}' {}", entry(fifth))],
            first: name(fifth),
            problem: "it or its seal was changed",
        },
        Tampering {
            name: "the actor of the last entry is changed",
            statements: vec![format!("UPDATE audit_entries SET actor = 'nobody' {}", entry(end))],
            first: name(end),
            problem: "it or its seal was changed",
        },
        Tampering {
            name: "an entry in the middle is removed",
            statements: vec![format!("DELETE FROM audit_entries {}", entry(ninth))],
            first: name(ninth),
            problem: "it was removed",
        },
        Tampering {
            name: "an entry in the middle is removed with its seal",
            statements: vec![
                format!("DELETE FROM audit_entries {}", entry(ninth)),
                "DELETE FROM audit_seals WHERE country = 'do' AND place = 9".into(),
            ],
            first: "place 9".into(),
            problem: "there is no seal at this place",
        },
        Tampering {
            name: "the last two are cut off with their seals",
            statements: vec![
                format!("DELETE FROM audit_entries {}", entry(last_but_one)),
                format!("DELETE FROM audit_entries {}", entry(end)),
                format!("DELETE FROM audit_seals WHERE country = 'do' AND place > {}", last - 2),
            ],
            first: format!("place {}", last - 1),
            problem: "the chain was cut",
        },
        Tampering {
            name: "a whole chain is removed",
            statements: vec![
                "DELETE FROM audit_entries WHERE country = 'do'".into(),
                "DELETE FROM audit_seals WHERE country = 'do'".into(),
            ],
            first: "place 1".into(),
            problem: "the chain was cut",
        },
        Tampering {
            name: "an entry is put in",
            statements: vec![copy.clone()],
            first: name(put_in),
            problem: "it was put in",
        },
        Tampering {
            name: "an entry is put in with a seal of a place of its own",
            statements: vec![
                copy,
                format!(
                    "INSERT INTO audit_seals (country, place, entry, hash) SELECT country, {}, {}, hash \
                     FROM audit_seals WHERE country = 'do' AND place = {last}",
                    last + 1,
                    literal(put_in)
                ),
            ],
            first: name(put_in),
            problem: "it or its seal was changed",
        },
        Tampering {
            name: "two entries change their places",
            statements: vec![
                "UPDATE audit_seals SET place = -5 WHERE country = 'do' AND place = 5".into(),
                "UPDATE audit_seals SET place = 5 WHERE country = 'do' AND place = 9".into(),
                "UPDATE audit_seals SET place = 9 WHERE country = 'do' AND place = -5".into(),
            ],
            first: name(ninth),
            problem: "it or its seal was changed",
        },
        Tampering {
            name: "an entry is removed before it was sealed",
            statements: vec![format!("INSERT INTO audit_unsealed VALUES ('do', {})", literal(put_in))],
            first: name(put_in),
            problem: "it was removed before it was sealed",
        },
    ])
}
