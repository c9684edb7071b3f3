//! Bringing in what another installation took out of a country: all of a service's part in one transaction, or nothing.

use std::io::SeekFrom;

use proto::platform::v1::{CountryPart, ImportCountryResponse, Reason};
use sea_orm::{ConnectionTrait, Statement, Value};
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::{
    fs::File,
    io::{AsyncBufReadExt, AsyncSeekExt, BufReader},
};

use super::{
    Holder, part, rows,
    tables::{self, Table},
};
use crate::{
    audit,
    error::{Error, Result, Text},
    names::{NETWORK, Place},
    store::{Backend, Transaction, guard::MACHINERY},
};

/// Rows of one statement; a row of ours has fewer columns than make too many values of these.
const AT_ONCE: usize = 200;

/// The first line of the file.
#[derive(Deserialize)]
struct Head {
    format: i32,
    service: String,
    country: String,
    state: String,
    version: i64,
}

/// The line before the rows of a table.
#[derive(Deserialize)]
struct TableLine {
    table: String,
    columns: Vec<[String; 2]>,
}

/// The last line.
#[derive(Deserialize)]
struct End {
    rows: i64,
}

/// Takes the file, whose bytes are what `part` tells of.
pub(super) async fn import(
    holder: &Holder,
    code: &str,
    part: &CountryPart,
    mut file: File,
) -> Result<ImportCountryResponse> {
    file.seek(SeekFrom::Start(0)).await.map_err(Error::internal)?;
    let transaction = holder.store.begin(&Place::Country(code.to_owned()), true).await?;
    match rows::imported(&transaction, code).await? {
        Some(before) if before == part.sha256 => {
            transaction.rollback().await?;
            return Ok(ImportCountryResponse { rows: part.rows, was_there: true });
        }
        Some(_) => return Err(is_there()),
        None => {}
    }
    let mut taking = Taking { holder, code, transaction, setting: code.to_owned(), rows: 0 };
    taking.expect_nothing().await?;
    let head = taking.file(file).await?;
    if taking.rows != part.rows {
        return Err(unreadable("its rows are not as many as it says"));
    }
    taking.finish(&head, part).await?;
    Ok(ImportCountryResponse { rows: part.rows, was_there: false })
}

/// One import on its way.
struct Taking<'a> {
    holder: &'a Holder,
    code: &'a str,
    transaction: Transaction,
    /// What the transaction has in the setting that row-level security asks.
    setting: String,
    rows: i64,
}

/// The table whose rows come next.
struct Target {
    table: Table,
    /// Nothing for rows of the country itself.
    about: Option<(usize, String)>,
    country: usize,
}

impl Taking<'_> {
    /// Refuses where there is anything of the country.
    async fn expect_nothing(&mut self) -> Result<()> {
        for table in tables::exported(&self.transaction, &[]).await? {
            self.expect_none(&table.name, "country", self.code.into()).await?;
        }
        for about in self.holder.about {
            self.expect_none(about.table, about.column, about.value(self.code)).await?;
        }
        Ok(())
    }

    async fn expect_none(&self, table: &str, column: &str, value: String) -> Result<()> {
        let query = format!("SELECT 1 AS found FROM {table} WHERE \"{column}\" = $1 LIMIT 1");
        let found = self.transaction.query_one_raw(self.statement(query, vec![value.into()])).await?;
        if found.is_some() { Err(is_there()) } else { Ok(()) }
    }

    /// Every line of the file; what the first says.
    async fn file(&mut self, file: File) -> Result<Head> {
        let mut lines = BufReader::new(file).lines();
        let first = lines.next_line().await.map_err(unreadable)?.unwrap_or_default();
        let head: Head = serde_json::from_str(&first).map_err(unreadable)?;
        if (head.format, head.service.as_str(), head.country.as_str())
            != (part::FORMAT, self.holder.store.service, self.code)
        {
            return Err(unreadable("it is of another form, service or country"));
        }
        let (mut target, mut waiting): (Option<Target>, Vec<Vec<Value>>) = (None, Vec::new());
        let mut end = None;
        while let Some(line) = lines.next_line().await.map_err(unreadable)? {
            if end.is_some() {
                return Err(unreadable("something stands behind its end"));
            }
            if line.starts_with('[') {
                let Some(target) = &target else { return Err(unreadable("a row stands before its table")) };
                waiting.push(self.row(target, &line)?);
                if waiting.len() == AT_ONCE {
                    self.insert(target, std::mem::take(&mut waiting)).await?;
                }
                continue;
            }
            if let Some(target) = &target {
                self.insert(target, std::mem::take(&mut waiting)).await?;
            }
            match line.starts_with("{\"rows\"") {
                true => end = Some(serde_json::from_str::<End>(&line).map_err(unreadable)?),
                false => target = Some(self.target(&line).await?),
            }
        }
        match end {
            Some(End { rows }) if rows == self.rows => Ok(head),
            _ => Err(unreadable("its end is missing, or tells of other rows")),
        }
    }

    /// The table that a line names, if it is one that takes such rows.
    async fn target(&mut self, line: &str) -> Result<Target> {
        let TableLine { table: name, columns } = serde_json::from_str(line).map_err(unreadable)?;
        let about = self.holder.about.iter().find(|about| about.table == name);
        let exported = tables::exported(&self.transaction, self.holder.secrets).await?;
        let Some(table) = exported.into_iter().find(|table| table.name == name) else {
            return Err(unreadable(format!("no table {name} is known here")));
        };
        let known = table.columns.iter().map(|column| [column.name.as_str(), column.kind.name()]);
        if !known.eq(columns.iter().map(|[name, kind]| [name.as_str(), kind.as_str()])) {
            return Err(unreadable(format!(
                "the table {name} has other columns here; both builds have to be the same"
            )));
        }
        let place = |wanted: &str| table.columns.iter().position(|column| column.name == wanted);
        let Some(country) = place("country") else { return Err(unreadable(format!("{name} has no country"))) };
        let about = about.and_then(|about| Some((place(about.column)?, about.value(self.code))));
        Ok(Target { table, about, country })
    }

    /// The values of a row, which has to be one of this country, or of the network about it.
    fn row(&self, target: &Target, line: &str) -> Result<Vec<Value>> {
        let cells: Vec<Json> = serde_json::from_str(line).map_err(unreadable)?;
        if cells.len() != target.table.columns.len() {
            return Err(unreadable(format!("a row of {} has other columns", target.table.name)));
        }
        let says = |place: usize, wanted: &str| cells.get(place).and_then(Json::as_str) == Some(wanted);
        let is_about = target.about.as_ref().is_some_and(|(place, value)| says(*place, value));
        let is_ours = says(target.country, self.code) || (is_about && says(target.country, NETWORK));
        if !is_ours {
            return Err(unreadable(format!("a row of {} is of another country", target.table.name)));
        }
        let values = target.table.columns.iter().zip(&cells).map(|(column, cell)| match column.secret {
            true => column.kind.value(&Json::Null),
            false => column.kind.value(cell),
        });
        let values: Option<Vec<Value>> = values.collect();
        values.ok_or_else(|| unreadable(format!("a row of {} has a value of another kind", target.table.name)))
    }

    async fn insert(&mut self, target: &Target, rows: Vec<Vec<Value>>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.rows += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let of_network = rows.iter().any(|row| row.get(target.country) == Some(&NETWORK.into()));
        let setting = match target.table.name.as_str() {
            // Seals are the machinery's to write.
            "audit_seals" => MACHINERY,
            _ if of_network => NETWORK,
            _ => self.code,
        };
        self.turn(setting).await?;
        let backend = self.transaction.get_database_backend();
        let (mut values, mut written) = (Vec::new(), Vec::new());
        for row in rows {
            let places: Vec<String> = target
                .table
                .columns
                .iter()
                .zip(row)
                .map(|(column, value)| {
                    values.push(value);
                    column.kind.placed(backend, values.len())
                })
                .collect();
            written.push(format!("({})", places.join(", ")));
        }
        let columns: Vec<String> = target.table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let query = format!("INSERT INTO {} ({}) VALUES {}", target.table.name, columns.join(", "), written.join(", "));
        self.transaction.execute_raw(self.statement(query, values)).await?;
        Ok(())
    }

    /// Marks what has no seal yet, keeps where the country stands and what was brought, and commits.
    async fn finish(mut self, head: &Head, part: &CountryPart) -> Result<()> {
        self.turn(self.code).await?;
        let mark = "INSERT INTO audit_unsealed (country, entry) SELECT country, id FROM audit_entries AS entry \
             WHERE country = $1 AND NOT EXISTS (SELECT 1 FROM audit_seals AS seal \
             WHERE seal.country = entry.country AND seal.entry = entry.id)";
        self.transaction.execute_raw(self.statement(mark.into(), vec![self.code.into()])).await?;
        self.turn(NETWORK).await?;
        rows::keep_imported(&self.transaction, self.code, head.version, &head.state, &part.sha256).await?;
        self.transaction.commit().await?;
        Ok(())
    }

    /// Turns the transaction to the rows of another place. In SQLite nothing has to be turned.
    async fn turn(&mut self, setting: &str) -> Result<()> {
        if self.setting != setting && self.holder.store.backend() == Backend::Postgres {
            let query = "SELECT set_config('app.country', $1, true)".to_owned();
            self.transaction.execute_raw(self.statement(query, vec![setting.into()])).await?;
        }
        self.setting = setting.to_owned();
        Ok(())
    }

    fn statement(&self, query: String, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.transaction.get_database_backend(), query, values)
    }
}

/// Signs the end of the chain that came, so that whoever checks it here finds a head.
pub(super) async fn sign_end(holder: &Holder, code: &str, heads: &std::sync::Arc<audit::heads::Heads>) -> Result<()> {
    let transaction = holder.store.begin_look().await?;
    let ends = audit::end_of(&transaction, code).await?;
    transaction.commit().await?;
    let (heads, service) = (std::sync::Arc::clone(heads), holder.store.service);
    tokio::task::spawn_blocking(move || heads.keep(service, &ends)).await.map_err(Error::internal)
}

fn is_there() -> Error {
    let text = Text::told(
        "this service has something of the country already, or had it erased",
        "este servicio ya tiene algo del país, o lo borró",
        "este serviço já tem algo do país, ou o apagou",
    );
    Error::refused(Reason::ResourceAlreadyExists, text)
}

/// What cannot be taken as it is.
pub(super) fn unreadable(problem: impl std::fmt::Display) -> Error {
    let text = Text::told(
        format!("this is no export of a country that can be taken here: {problem}"),
        format!("esto no es una exportación de país que se pueda recibir aquí: {problem}"),
        format!("isto não é uma exportação de país que se possa receber aqui: {problem}"),
    );
    Error::refused(Reason::ImportUnreadable, text)
}
