//! Reading a chain: each seal with its entry, a page at a time.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::chain::{COLUMNS, Entry};

/// Seals read at once.
const PAGE: u64 = 500;

/// A seal, and the entry it is for, if that is there.
pub(super) struct Link {
    pub place: i64,
    pub entry: Uuid,
    pub hash: Vec<u8>,
    pub found: Option<Entry>,
}

impl Link {
    /// Asks for the links of country `$1` behind place `$2`. Both tables are asked by key, so that no plan can read a
    /// whole one for a page.
    pub(super) fn query() -> String {
        format!(
            "SELECT seal.place AS place, seal.entry AS sealed_entry, seal.hash AS hash, {COLUMNS} \
             FROM (SELECT * FROM audit_seals WHERE country = $1 AND place > $2 ORDER BY place LIMIT {PAGE}) AS seal \
             LEFT JOIN audit_entries AS entry ON entry.country = seal.country AND entry.id = seal.entry \
             ORDER BY seal.place"
        )
    }
}

impl FromQueryResult for Link {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let is_there: Option<Uuid> = row.try_get(prefix, "id")?;
        let found = is_there.map(|_| Entry::from_query_result(row, prefix)).transpose()?;
        let (place, entry) = (row.try_get(prefix, "place")?, row.try_get(prefix, "sealed_entry")?);
        Ok(Self { place, entry, hash: row.try_get(prefix, "hash")?, found })
    }
}
