//! Transitions: from which state rows of a table came to which, and how long they had been there.
//!
//! They follow from changes of rows, whoever makes them, and are written by the scope with the change that they are of; the
//! audit log has that change, and no entry for them. A row that is removed takes its transitions along.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::{prelude::*, schema::*};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    guard::{Sharing, guard},
    inserts::{Insert, among},
    key_table,
};
use crate::moment;

/// How a table of transitions follows from the rows of another.
pub struct Traced<Model> {
    /// The table of transitions.
    pub table: &'static str,
    /// The id of a row.
    pub row: fn(&Model) -> Uuid,
    /// The version of a row, which every change of its state counts up.
    pub version: fn(&Model) -> i64,
    /// Where a row stands.
    pub state: fn(&Model) -> &str,
    /// Since when it stands there.
    pub since: fn(&Model) -> OffsetDateTime,
}

/// Creates a table of transitions. `previous` is empty in the first one of a row, and null where nobody wrote down what was
/// before; `milliseconds` are those that the row was in `previous`.
pub async fn create(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let columns = key_table(table, &["country", "row_id", "version"])
        .col(string("country"))
        .col(uuid("row_id"))
        .col(big_integer("version"))
        .col(string_null("previous"))
        .col(string("state"))
        .col(timestamp_with_time_zone("at"))
        .col(big_integer_null("milliseconds"))
        .to_owned();
    manager.create_table(columns).await?;
    guard(manager, table, Sharing::None).await
}

const COLUMNS: [&str; 7] = ["country", "row_id", "version", "previous", "state", "at", "milliseconds"];

struct Transition {
    table: &'static str,
    row: Uuid,
    version: i64,
    previous: String,
    state: String,
    at: OffsetDateTime,
    milliseconds: Option<i64>,
}

/// The transitions of one scope.
#[derive(Default)]
pub(super) struct Transitions {
    made: Vec<Transition>,
    removed: Vec<(&'static str, Uuid)>,
}

impl Transitions {
    /// What a change of a row comes to. One that comes to the same state anew leaves it and enters it.
    pub fn add<Model>(&mut self, traced: &Traced<Model>, before: Option<&Model>, after: Option<&Model>) {
        let Some(after) = after else {
            self.removed.extend(before.map(|row| (traced.table, (traced.row)(row))));
            return;
        };
        let stands = |row: &Model| ((traced.state)(row).to_owned(), (traced.since)(row));
        let (state, at) = stands(after);
        let before = before.map(stands);
        if before.as_ref().is_some_and(|before| *before == (state.clone(), at)) {
            return;
        }
        let milliseconds = before.as_ref().map(|(_, since)| moment::milliseconds(at) - moment::milliseconds(*since));
        self.made.push(Transition {
            table: traced.table,
            row: (traced.row)(after),
            version: (traced.version)(after),
            previous: before.map(|(state, _)| state).unwrap_or_default(),
            state,
            at,
            milliseconds,
        });
    }

    /// Removes those of rows that are gone.
    pub async fn clear(&mut self, connection: &impl ConnectionTrait, country: &str) -> Result<(), DbErr> {
        let backend = connection.get_database_backend();
        while let Some((table, _)) = self.removed.first().copied() {
            let of_table: Vec<Uuid> =
                self.removed.extract_if(.., |(other, _)| *other == table).map(|(_, row)| row).collect();
            self.made.retain(|made| made.table != table || !of_table.contains(&made.row));
            let (condition, mut values) = among(backend, "row_id", 2, &of_table);
            values.insert(0, country.into());
            let query = format!("DELETE FROM {table} WHERE country = $1 AND {condition}");
            connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
        }
        Ok(())
    }

    /// What is to be written of the rest.
    pub fn inserts(self, country: &str) -> Vec<Insert> {
        let mut inserts: Vec<Insert> = Vec::new();
        for made in self.made {
            let row = vec![
                country.into(),
                made.row.into(),
                made.version.into(),
                made.previous.into(),
                made.state.into(),
                made.at.into(),
                made.milliseconds.into(),
            ];
            match inserts.iter_mut().find(|insert| insert.table == made.table) {
                Some(insert) => insert.rows.push(row),
                None => inserts.push(Insert::new(made.table, &COLUMNS, vec![row])),
            }
        }
        inserts
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[derive(Clone)]
    struct Row(Uuid, i64, &'static str, OffsetDateTime);

    const TRACED: Traced<Row> =
        Traced { table: "steps", row: |row| row.0, version: |row| row.1, state: |row| row.2, since: |row| row.3 };

    fn of(changes: &[(Option<&Row>, Option<&Row>)]) -> Vec<(String, String, Option<i64>)> {
        let mut transitions = Transitions::default();
        changes.iter().for_each(|(before, after)| transitions.add(&TRACED, *before, *after));
        transitions.made.into_iter().map(|made| (made.previous, made.state, made.milliseconds)).collect()
    }

    #[test]
    fn a_row_leaves_a_state_after_as_long_as_it_was_there() {
        let begun = OffsetDateTime::UNIX_EPOCH;
        let draft = Row(Uuid::nil(), 1, "DRAFT", begun);
        let renamed = Row(Uuid::nil(), 2, "DRAFT", begun);
        let sent = Row(Uuid::nil(), 3, "SENT", begun + Duration::seconds(90));
        let again = Row(Uuid::nil(), 4, "SENT", begun + Duration::seconds(91));
        let step = |previous: &str, state: &str, took| (previous.to_owned(), state.to_owned(), took);
        assert_eq!(of(&[(None, Some(&draft))]), [step("", "DRAFT", None)]);
        assert_eq!(of(&[(Some(&draft), Some(&renamed))]), []);
        assert_eq!(of(&[(Some(&renamed), Some(&sent))]), [step("DRAFT", "SENT", Some(90_000))]);
        assert_eq!(of(&[(Some(&sent), Some(&again))]), [step("SENT", "SENT", Some(1_000))]);
        assert_eq!(of(&[(Some(&again), None)]), []);
    }
}
