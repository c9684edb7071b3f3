//! Taking out what a service holds of a country: one look at one moment, into a file beside the database, so that whoever
//! reads slowly holds up nobody.

use futures::TryStreamExt;
use proto::platform::v1::CountryPart;
use sea_orm::{DatabaseTransaction, Statement, StreamTrait, Value};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tokio::{
    fs::File,
    io::{AsyncSeekExt, AsyncWriteExt, BufWriter},
};

use super::{
    Holder,
    hidden::{self, Hidden},
    part, rows, tables,
};
use crate::{
    audit::{chain::hexadecimal, heads::Heads},
    error::{Error, Result},
    moment,
    names::{NETWORK, Place},
};

/// The file, from its beginning, and what it is.
pub(super) async fn export(holder: &Holder, code: &str, hidden: &Hidden, heads: &Heads) -> Result<(File, CountryPart)> {
    let transaction = holder.store.begin_snapshot(&Place::Country(code.to_owned())).await?;
    let time = moment::now();
    let file = tempfile::tempfile().map_err(Error::internal)?;
    let file = BufWriter::new(File::from_std(file));
    let mut spool = Spool { file, hasher: Sha256::new(), size: 0, rows: 0 };
    let (state, state_version) = rows::standing(&transaction, code).await?;
    let service = holder.store.service;
    let head =
        json!({"format": part::FORMAT, "service": service, "country": code, "state": state, "version": state_version});
    spool.line(&head).await?;
    for table in tables::exported(&transaction, holder.secrets).await? {
        let which = format!("{} AND $2 = $2 AND {}", own(&table.name), hidden::shown(&transaction, &table).await?);
        let values = vec![code.into(), hidden.subject.as_str().into()];
        spool.table(&transaction, &table, (&which, values), hidden).await?;
    }
    for about in holder.about {
        let table = tables::read(&transaction, about.table).await?;
        let which = format!("country = '{NETWORK}' AND \"{}\" = $1", about.column);
        spool.table(&transaction, &table, (&which, vec![about.value(code).into()]), hidden).await?;
    }
    transaction.commit().await?;
    spool.close(service, code, time, heads).await
}

/// Which rows of a table leave.
fn own(table: &str) -> &'static str {
    match table {
        // What a key opens stays where it was issued.
        "grants" => "country = $1 AND key_id = ''",
        _ => "country = $1",
    }
}

struct Spool {
    file: BufWriter<File>,
    hasher: Sha256,
    size: i64,
    rows: i64,
}

impl Spool {
    async fn line(&mut self, json: &Json) -> Result<()> {
        let mut line = serde_json::to_string(json).map_err(Error::internal)?;
        line.push('\n');
        self.hasher.update(line.as_bytes());
        self.size += i64::try_from(line.len()).unwrap_or(i64::MAX);
        self.file.write_all(line.as_bytes()).await.map_err(Error::internal)
    }

    /// What the table is, and its rows.
    async fn table(
        &mut self,
        transaction: &DatabaseTransaction,
        table: &tables::Table,
        (which, values): (&str, Vec<Value>),
        hidden: &Hidden,
    ) -> Result<()> {
        let columns: Vec<[&str; 2]> =
            table.columns.iter().map(|column| [column.name.as_str(), column.kind.name()]).collect();
        self.line(&json!({"table": table.name, "columns": columns})).await?;
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, table.query(backend, which), values);
        let mut found = transaction.stream_raw(statement).await?;
        while let Some(row) = found.try_next().await? {
            if hidden.covers(&table.name, &row)? {
                continue;
            }
            let cells = table.columns.iter().map(|column| match column.secret {
                true => Ok(Json::Null),
                false => column.kind.read(&row, &column.name),
            });
            self.line(&Json::Array(cells.collect::<Result<_>>()?)).await?;
            self.rows += 1;
        }
        Ok(())
    }

    async fn close(
        mut self,
        service: &str,
        code: &str,
        time: time::OffsetDateTime,
        heads: &Heads,
    ) -> Result<(File, CountryPart)> {
        let before = hexadecimal(&self.hasher.clone().finalize());
        self.line(&json!({"rows": self.rows, "sha256": before})).await?;
        self.file.flush().await.map_err(Error::internal)?;
        let mut file = self.file.into_inner();
        file.rewind().await.map_err(Error::internal)?;
        let mut part = CountryPart {
            format: part::FORMAT,
            service: service.into(),
            country: format!("countries/{code}"),
            time: Some(moment::timestamp(time)),
            rows: self.rows,
            size: self.size,
            sha256: hexadecimal(&self.hasher.finalize()),
            installation: heads.public_key(),
            signature: String::new(),
        };
        part.signature = heads.sign_text(&part::signed_text(&part));
        Ok((file, part))
    }
}
