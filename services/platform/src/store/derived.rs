//! Rows that follow from others which a scope changes: written beside the change, without an audit entry of their own, since
//! they say nothing that the others do not say.

use sea_orm::{ActiveModelTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn, Value};

use super::{Tenant, inserts::Insert};

/// What is to be written of one table.
struct Rows {
    table: &'static str,
    columns: Vec<&'static str>,
    keys: Vec<&'static str>,
    /// Each with its primary key.
    rows: Vec<(Vec<Value>, Vec<Value>)>,
}

/// All that follows from what a scope changes.
#[derive(Default)]
pub(super) struct Derived(Vec<Rows>);

impl Derived {
    /// Adds a row; of two with the same key the later is written.
    pub fn add<E: Tenant>(&mut self, row: &E::Model)
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let key = || E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
        let of_key: Vec<Value> = key().map(|column| row.get(column)).collect();
        let values = E::Column::iter().map(|column| row.get(column)).collect();
        let table = E::default().as_str();
        let known = self.0.iter().position(|rows| rows.table == table);
        let place = known.unwrap_or_else(|| {
            let columns = E::Column::iter().map(|column| column.as_str()).collect();
            let keys = key().map(|column| column.as_str()).collect();
            self.0.push(Rows { table, columns, keys, rows: Vec::new() });
            self.0.len() - 1
        });
        let rows = &mut self.0[place].rows;
        rows.retain(|(other, _)| *other != of_key);
        rows.push((of_key, values));
    }

    /// As what a commit writes.
    pub fn into_inserts(self) -> impl Iterator<Item = Insert> {
        self.0.into_iter().map(|Rows { table, columns, keys, rows }| Insert {
            table,
            columns: columns.into(),
            rows: rows.into_iter().map(|(_, values)| values).collect(),
            instead_of: keys,
        })
    }
}
