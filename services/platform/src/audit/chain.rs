//! The chain of a country's entries: each seal is a hash over the entry, its place, and the seal before it.
//!
//! What always holds: every column of an entry is in its seal, and no two different entries have the same bytes, since
//! each part is written with its length.

use sea_orm::{FromQueryResult, QueryResult, TryGetable};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

/// A seal.
pub type Seal = [u8; 32];

/// What stands before the first entry of a chain.
pub const START: Seal = [0; 32];

/// Parts the seals of this platform from every other hash; another way of writing an entry needs another number.
const LABEL: &str = "aceleracion audit seal 1";

/// An entry as it stands in the table. Before and after are text here: what is sealed is what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Country code, or `network`.
    pub country: String,
    /// Made at the moment of the entry, so it grows with time.
    pub id: Uuid,
    /// When.
    pub at: OffsetDateTime,
    /// Who called: a pseudonym, an API key, or `system`.
    pub actor: String,
    /// The role that admitted the caller.
    pub role: String,
    /// The rpc, or the name of a worker.
    pub method: String,
    /// What was changed or read.
    pub resource: String,
    /// The id that the caller gave the request.
    pub request_id: String,
    /// Where the caller called from.
    pub address: String,
    /// The row before, as JSON; nothing for a new one.
    pub before: Option<String>,
    /// The row after, as JSON; nothing for one that was removed.
    pub after: Option<String>,
}

/// The columns that make an [`Entry`], of a table that the query calls `entry`.
pub(crate) const COLUMNS: &str = "entry.country AS country, entry.id AS id, entry.at AS at, entry.actor AS actor, \
     entry.role AS role, entry.method AS method, entry.resource AS resource, entry.request_id AS request_id, \
     entry.address AS address, CAST(entry.before AS text) AS before, CAST(entry.after AS text) AS after";

impl FromQueryResult for Entry {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        fn get<T: TryGetable>(row: &QueryResult, prefix: &str, column: &str) -> Result<T, sea_orm::DbErr> {
            row.try_get(prefix, column)
        }
        Ok(Self {
            country: get(row, prefix, "country")?,
            id: get(row, prefix, "id")?,
            at: get(row, prefix, "at")?,
            actor: get(row, prefix, "actor")?,
            role: get(row, prefix, "role")?,
            method: get(row, prefix, "method")?,
            resource: get(row, prefix, "resource")?,
            request_id: get(row, prefix, "request_id")?,
            address: get(row, prefix, "address")?,
            before: get(row, prefix, "before")?,
            after: get(row, prefix, "after")?,
        })
    }
}

/// The seal of the entry at `place` in the chain of its country and this service.
pub fn seal(service: &str, place: i64, previous: &Seal, entry: &Entry) -> Seal {
    let mut hasher = Sha256::new();
    part(&mut hasher, LABEL.as_bytes());
    part(&mut hasher, service.as_bytes());
    part(&mut hasher, &place.to_be_bytes());
    part(&mut hasher, previous);
    part(&mut hasher, entry.country.as_bytes());
    part(&mut hasher, entry.id.as_bytes());
    part(&mut hasher, &entry.at.unix_timestamp_nanos().to_be_bytes());
    let texts = [&entry.actor, &entry.role, &entry.method, &entry.resource, &entry.request_id, &entry.address];
    for text in texts {
        part(&mut hasher, text.as_bytes());
    }
    for picture in [&entry.before, &entry.after] {
        hasher.update([u8::from(picture.is_some())]);
        part(&mut hasher, picture.as_deref().unwrap_or_default().as_bytes());
    }
    hasher.finalize().into()
}

fn part(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

/// A seal in hexadecimal digits, as people and files read it.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry() -> impl Strategy<Value = Entry> {
        let texts = prop::collection::vec(".{0,12}", 6);
        let picture = || prop::option::of(".{0,12}");
        (any::<u128>(), 0..4_000_000_000_i64, texts, picture(), picture()).prop_map(|(id, at, texts, before, after)| {
            let text = |place: usize| texts[place].clone();
            Entry {
                country: "do".into(),
                id: Uuid::from_u128(id),
                at: OffsetDateTime::from_unix_timestamp(at).expect("a moment"),
                actor: text(0),
                role: text(1),
                method: text(2),
                resource: text(3),
                request_id: text(4),
                address: text(5),
                before,
                after,
            }
        })
    }

    /// The seals of a chain of these entries.
    fn chain(entries: &[Entry]) -> Vec<Seal> {
        let mut seals = Vec::new();
        for (place, entry) in (1..).zip(entries) {
            let previous = seals.last().copied().unwrap_or(START);
            seals.push(seal("reviews", place, &previous, entry));
        }
        seals
    }

    /// The entry with one column changed, each column in turn.
    fn changed(entry: &Entry) -> Vec<Entry> {
        let mut all = vec![entry.clone(); 11];
        all[0].country = "cr".into();
        all[1].id = Uuid::from_u128(entry.id.as_u128().wrapping_add(1));
        all[2].at += time::Duration::nanoseconds(1);
        all[3].actor.push('x');
        all[4].role.push('x');
        all[5].method.push('x');
        all[6].resource.push('x');
        all[7].request_id.push('x');
        all[8].address.push('x');
        all[9].before = Some(entry.before.clone().map_or(String::new(), |text| text + "x"));
        all[10].after = entry.after.is_none().then(String::new);
        all
    }

    proptest! {
        #[test]
        fn every_column_is_in_the_seal(entry in entry()) {
            let right = seal("reviews", 1, &START, &entry);
            for (column, changed) in changed(&entry).iter().enumerate() {
                prop_assert_ne!(seal("reviews", 1, &START, changed), right, "column {}", column);
            }
        }

        #[test]
        fn service_place_and_the_seal_before_are_in_the_seal(entry in entry(), place in 1..i64::MAX) {
            let right = seal("reviews", place, &START, &entry);
            prop_assert_ne!(seal("partners", place, &START, &entry), right);
            prop_assert_ne!(seal("reviews", place - 1, &START, &entry), right);
            prop_assert_ne!(seal("reviews", place, &[1; 32], &entry), right);
        }

        #[test]
        fn text_that_moves_from_one_column_to_the_next_is_another_entry(entry in entry(), moved in ".{1,4}") {
            let mut first = entry.clone();
            first.actor.push_str(&moved);
            let mut second = entry;
            second.role = moved + &second.role;
            prop_assert_ne!(seal("reviews", 1, &START, &first), seal("reviews", 1, &START, &second));
        }

        #[test]
        fn a_change_anywhere_changes_the_end(entries in prop::collection::vec(entry(), 2..8), at in any::<prop::sample::Index>()) {
            let end = chain(&entries).pop();
            let at = at.index(entries.len());
            let mut without = entries.clone();
            without.remove(at);
            prop_assert_ne!(chain(&without).pop(), end);
            let mut changed = entries.clone();
            changed[at].actor.push('x');
            prop_assert_ne!(chain(&changed).pop(), end);
            let mut twice = entries.clone();
            twice.insert(at, entries[at].clone());
            prop_assert_ne!(chain(&twice).pop(), end);
            let mut turned = entries.clone();
            turned.reverse();
            prop_assume!(turned != entries);
            prop_assert_ne!(chain(&turned).pop(), end);
        }
    }
}
