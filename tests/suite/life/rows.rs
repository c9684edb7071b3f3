//! Every row of every table with a country, on either backend, past all guards.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tests::{
    network::Network,
    platform::{Failure, SERVICES},
};

/// One row, as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// `reviews.cases`
    pub table: String,
    /// Its country column.
    pub country: String,
    /// All its columns.
    pub text: String,
}

impl Row {
    /// Whether the row says this, be it in text or in bytes.
    pub fn says(&self, words: &str) -> bool {
        let digits: String = words.bytes().map(|byte| format!("{byte:02x}")).collect();
        let text = self.text.to_lowercase();
        text.contains(&words.to_lowercase()) || text.contains(&digits)
    }
}

/// All rows of all services.
pub async fn all(network: &Network) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for service in SERVICES {
        let session = network.data.connect(service).await?;
        for table in strings(&session, tables(&session)).await? {
            let query = format!("SELECT {} AS found FROM {table}", columns(&session, &table).await?);
            for line in strings(&session, &query).await? {
                let (country, text) = line.split_once(' ').ok_or("no country")?;
                rows.push(Row { table: format!("{service}.{table}"), country: country.into(), text: text.into() });
            }
        }
        session.close().await?;
    }
    rows.sort();
    Ok(rows)
}

/// The rows of one country.
pub async fn of(network: &Network, country: &str) -> Result<Vec<Row>, Failure> {
    Ok(all(network).await?.into_iter().filter(|row| row.country == country).collect())
}

fn tables(session: &DatabaseConnection) -> &'static str {
    match session.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS found FROM information_schema.columns WHERE table_schema = 'public' AND \
             column_name = 'country'"
        }
        _ => {
            "SELECT m.name AS found FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'country' \
             WHERE m.type = 'table'"
        }
    }
}

/// The country, a space, and all columns in one text; bytes as hexadecimal digits.
async fn columns(session: &DatabaseConnection, table: &str) -> Result<String, Failure> {
    if session.get_database_backend() == DbBackend::Postgres {
        return Ok(format!("country || ' ' || {table}::text"));
    }
    let names = strings(session, &format!("SELECT name AS found FROM pragma_table_info('{table}')")).await?;
    let quoted: Vec<String> = names.iter().map(|name| format!("quote({name})")).collect();
    Ok(format!("country || ' ' || {}", quoted.join(" || ' ' || ")))
}

async fn strings(session: &DatabaseConnection, query: &str) -> Result<Vec<String>, Failure> {
    let rows = session.query_all_raw(Statement::from_string(session.get_database_backend(), query)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "found")).collect::<Result<_, _>>()?)
}
