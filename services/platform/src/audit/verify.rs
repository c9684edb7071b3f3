//! Checking the audit log: each chain is hashed again from its first entry, and held against the signed heads.
//!
//! What always holds: one look at one moment, so a log that grows meanwhile is right; and whatever is wrong is found,
//! and the first of it named: an entry that was changed, removed, put in or moved, a chain that was cut or written anew.

use std::{collections::BTreeSet, path::Path};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, Statement,
    TransactionOptions, TransactionTrait,
};

use super::{heads::HeadsProblem, kept::KeptHeads, walk::Walk};
use crate::{
    access::Permit,
    config::Config,
    error::Result,
    store::{Store, StoreProblem},
};

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
    /// Whether the country was erased: of its chain the end is left.
    pub erased: bool,
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
    let found = verify(&connection, service, country, Some(heads), None).await;
    // What was read stays right whether or not the connection closes well.
    let _ = connection.close().await;
    Ok(found)
}

/// The heads of a service in a file, for [`verify_offline`].
pub fn heads_in(file: &Path, service: &str, key: &str) -> std::result::Result<KeptHeads, HeadsProblem> {
    KeptHeads::read(file, service, key, || true)
}

/// Checks the chain of one country, or all of a service. Without heads, a chain that was cut or written anew as a whole
/// cannot be told from a right one. It goes on for as long as the permit of a call holds.
pub(crate) async fn verify(
    connection: &DatabaseConnection,
    service: &str,
    country: Option<&str>,
    heads: Option<&KeptHeads>,
    permit: Option<&Permit>,
) -> Result<Vec<Chain>> {
    let transaction = look(connection).await?;
    let countries = match country {
        Some(country) => BTreeSet::from([country.to_owned()]),
        None => countries(&transaction, heads).await?,
    };
    let mut chains = Vec::new();
    for country in countries {
        chains.push(Walk { transaction: &transaction, service, country: &country, heads, permit }.check().await?);
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
