//! Checking the audit log: each chain is hashed again from its first entry, and held against the signed heads.
//!
//! What always holds: one look at one moment, so a log that grows meanwhile is right; and whatever is wrong is found,
//! and the first of it named: an entry that was changed, removed, put in or moved, a chain that was cut or written anew.

use std::{collections::BTreeSet, path::Path};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, FromQueryResult, IsolationLevel,
    QueryResult, Statement, TransactionOptions, TransactionTrait, Value,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    chain::{self, Seal, hexadecimal},
    heads::{Head, KeptHeads},
    links::Link,
    seals::End,
    server::entry_name,
};
use crate::{
    config::Config,
    error::{Error, Result},
    store::{Store, StoreProblem},
};

/// How long an entry may wait for its seal: a second while a sealer runs, and what a stopped one needs to come back.
const PATIENCE: time::Duration = time::Duration::minutes(1);

/// One chain as it was found.
#[derive(Debug)]
pub struct Chain {
    /// Country code, or `network`.
    pub country: String,
    /// Entries in the log.
    pub entries: i64,
    /// Entries that are sealed and right, from the first on.
    pub sealed: i64,
    /// The last seal that is right, in hexadecimal digits; empty for none.
    pub hash: String,
    /// When the last head was signed that tells of this chain.
    pub signed: Option<String>,
    /// The first that is wrong.
    pub wrong: Option<Wrong>,
}

/// What is wrong first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The entry by its resource name, or the place where one is missing.
    pub first: String,
    /// What is wrong with it.
    pub problem: String,
}

/// Opens the database of a service as it stands and checks the chain of one country, or all. Heads are read before, so
/// that the database is at least as new as they are.
pub async fn verify_offline(
    service: &'static str,
    config: &Config,
    country: Option<&str>,
    heads: &KeptHeads,
) -> std::result::Result<Result<Vec<Chain>>, StoreProblem> {
    let connection = Store::look(service, config).await?;
    let found = verify(&connection, service, country, Some(heads)).await;
    // What was read stays right whether or not the connection closes well.
    let _ = connection.close().await;
    Ok(found)
}

/// The heads of a service in a file, for [`verify_offline`].
pub fn heads_in(file: &Path, service: &str, key: &str) -> std::result::Result<KeptHeads, super::heads::HeadsProblem> {
    KeptHeads::read(file, service, key)
}

/// Checks the chain of one country, or all of a service. Without heads, a chain that was cut or written anew as a whole
/// cannot be told from a right one.
pub(crate) async fn verify(
    connection: &DatabaseConnection,
    service: &str,
    country: Option<&str>,
    heads: Option<&KeptHeads>,
) -> Result<Vec<Chain>> {
    let transaction = look(connection).await?;
    let countries = match country {
        Some(country) => BTreeSet::from([country.to_owned()]),
        None => countries(&transaction, heads).await?,
    };
    let mut chains = Vec::new();
    for country in countries {
        chains.push(Walk { transaction: &transaction, service, country: &country, heads }.check().await?);
    }
    transaction.commit().await?;
    Ok(chains)
}

/// A transaction that sees one moment.
async fn look(connection: &DatabaseConnection) -> Result<DatabaseTransaction> {
    if connection.get_database_backend() == DbBackend::Sqlite {
        return Ok(connection.begin().await?);
    }
    let one_moment = TransactionOptions {
        isolation_level: Some(IsolationLevel::RepeatableRead),
        access_mode: Some(AccessMode::ReadOnly),
        ..Default::default()
    };
    Ok(connection.begin_with_options(one_moment).await?)
}

async fn countries(connection: &impl ConnectionTrait, heads: Option<&KeptHeads>) -> Result<BTreeSet<String>> {
    let query = "SELECT country FROM audit_entries UNION SELECT country FROM audit_seals \
                 UNION SELECT country FROM audit_unsealed";
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), query)).await?;
    let mut found: BTreeSet<String> = heads.into_iter().flat_map(|heads| heads.countries().cloned()).collect();
    for row in rows {
        found.insert(row.try_get("", "country")?);
    }
    Ok(found)
}

/// One chain, walked from its first place.
struct Walk<'a> {
    transaction: &'a DatabaseTransaction,
    service: &'a str,
    country: &'a str,
    heads: Option<&'a KeptHeads>,
}

impl Walk<'_> {
    async fn check(&self) -> Result<Chain> {
        let (end, mut wrong) = self.walk().await?;
        if wrong.is_none() {
            wrong = self.beside().await?;
        }
        if wrong.is_none() {
            wrong = self.against_last_head(&end);
        }
        let entries = self.number("SELECT count(*) AS found FROM audit_entries WHERE country = $1").await?;
        let hash = if end.place == 0 { String::new() } else { hexadecimal(&end.seal) };
        let signed = self.heads.and_then(|heads| heads.last(self.country)).map(|head| head.time.clone());
        Ok(Chain { country: self.country.into(), entries, sealed: end.place, hash, signed, wrong })
    }

    /// To the end, or to the first seal that is wrong; where the right part ends, and what is wrong behind it.
    async fn walk(&self) -> Result<(End, Option<Wrong>)> {
        let mut end = End::NONE;
        loop {
            let links = self.links(end.place).await?;
            if links.is_empty() {
                return Ok((end, None));
            }
            for link in links {
                match self.follow(&end, &link) {
                    Ok(next) => end = next,
                    Err(wrong) => return Ok((end, Some(wrong))),
                }
                if let Some(wrong) = self.against_head(&end).await? {
                    return Ok((end, Some(wrong)));
                }
            }
        }
    }

    async fn links(&self, place: i64) -> Result<Vec<Link>> {
        let statement = self.statement(&Link::query(), &[place.into()]);
        Ok(Link::find_by_statement(statement).all(self.transaction).await?)
    }

    /// The end of the chain one place on.
    fn follow(&self, end: &End, link: &Link) -> std::result::Result<End, Wrong> {
        let place = end.place + 1;
        if link.place != place {
            return Err(missing(place, &format!("there is no seal at this place; the next one is at {}", link.place)));
        }
        let Some(entry) = &link.found else {
            return Err(self.wrong(link.entry, &format!("it was removed; its seal is at place {place}")));
        };
        let seal = chain::seal(self.service, place, &end.seal, entry);
        if link.hash != seal {
            return Err(self.wrong(link.entry, &format!("it or its seal was changed; its seal is at place {place}")));
        }
        Ok(End { place, seal })
    }

    /// A chain that fits together may still be another one than was signed.
    async fn against_head(&self, end: &End) -> Result<Option<Wrong>> {
        let Some(heads) = self.heads else { return Ok(None) };
        let Some(head) = heads.at(self.country, end.place).filter(|head| !is_of(head, &end.seal)) else {
            return Ok(None);
        };
        let right = heads.before(self.country, end.place).map_or(0, |before| before.place);
        let query = "SELECT entry FROM audit_seals WHERE country = $1 AND place = $2";
        let row = self.transaction.query_one_raw(self.statement(query, &[(right + 1).into()])).await?;
        let entry: Option<Uuid> = row.map(|row| row.try_get("", "entry")).transpose()?;
        let problem = format!(
            "the chain was written anew from here on, or up to {} entries later: its seal at place {} is another than \
             was signed at {}",
            end.place - right - 1,
            end.place,
            head.time
        );
        Ok(Some(entry.map_or_else(|| missing(right + 1, &problem), |entry| self.wrong(entry, &problem))))
    }

    fn against_last_head(&self, end: &End) -> Option<Wrong> {
        let heads = self.heads?;
        let Some(head) = heads.last(self.country) else {
            let problem = "no signed head tells of this chain: is this its file of heads?";
            return (end.place > 0).then(|| missing(end.place, problem));
        };
        let problem = format!("the chain was cut: a head signed at {} tells of {} entries", head.time, head.place);
        (head.place > end.place).then(|| missing(end.place + 1, &problem))
    }

    /// Entries that are not in the chain, and marks of the sealer.
    async fn beside(&self) -> Result<Option<Wrong>> {
        let put_in = "SELECT entry.id AS id, entry.at AS at FROM audit_entries AS entry \
             LEFT JOIN audit_seals AS seal ON seal.country = entry.country AND seal.entry = entry.id \
             LEFT JOIN audit_unsealed AS mark ON mark.country = entry.country AND mark.entry = entry.id \
             WHERE entry.country = $1 AND seal.entry IS NULL AND mark.entry IS NULL ORDER BY entry.id LIMIT 1";
        if let Some(row) = self.one(put_in).await? {
            return Ok(Some(self.wrong(row.try_get("", "id")?, "it was put in: it has no seal and waits for none")));
        }
        let removed = "SELECT mark.entry AS id FROM audit_unsealed AS mark \
             LEFT JOIN audit_entries AS entry ON entry.country = mark.country AND entry.id = mark.entry \
             WHERE mark.country = $1 AND entry.id IS NULL ORDER BY mark.entry LIMIT 1";
        if let Some(row) = self.one(removed).await? {
            return Ok(Some(self.wrong(row.try_get("", "id")?, "it was removed before it was sealed")));
        }
        let waiting = "SELECT entry.id AS id, entry.at AS at FROM audit_unsealed AS mark \
             JOIN audit_entries AS entry ON entry.country = mark.country AND entry.id = mark.entry \
             WHERE mark.country = $1 ORDER BY mark.entry LIMIT 1";
        let Some(row) = self.one(waiting).await? else { return Ok(None) };
        let at: OffsetDateTime = row.try_get("", "at")?;
        let problem = "it waits for its seal for over a minute: start the service, which seals what it left unsealed";
        let too_long = OffsetDateTime::now_utc() - at > PATIENCE;
        Ok(if too_long { Some(self.wrong(row.try_get("", "id")?, problem)) } else { None })
    }

    fn wrong(&self, entry: Uuid, problem: &str) -> Wrong {
        Wrong { first: entry_name(self.service, self.country, entry), problem: problem.into() }
    }

    async fn one(&self, query: &str) -> Result<Option<QueryResult>> {
        Ok(self.transaction.query_one_raw(self.statement(query, &[])).await?)
    }

    async fn number(&self, query: &str) -> Result<i64> {
        let row = self.one(query).await?.ok_or_else(|| Error::internal("a count without an answer"))?;
        Ok(row.try_get("", "found")?)
    }

    fn statement(&self, query: &str, more: &[Value]) -> Statement {
        let values = std::iter::once(self.country.into()).chain(more.iter().cloned());
        Statement::from_sql_and_values(self.transaction.get_database_backend(), query, values)
    }
}

fn missing(place: i64, problem: &str) -> Wrong {
    Wrong { first: format!("place {place}"), problem: problem.into() }
}

fn is_of(head: &Head, seal: &Seal) -> bool {
    head.hash == hexadecimal(seal)
}
