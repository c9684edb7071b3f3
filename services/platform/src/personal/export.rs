//! `ExportPersonalData`

use futures::{Stream, stream};
use proto::platform::v1::{ExportPersonalDataRequest, ExportPersonalDataResponse, PersonalRecord, Role};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tonic::Status;

use super::{Person, Tables, held, table::Record};
use crate::{
    access::Permit,
    error::{Error, Result},
    moment, names,
    store::{Scope, Store},
};

/// Records of one message.
const PIECE: usize = 100;
/// Entries of the audit log in one export.
const MOST: u32 = 10_000;

type Piece = std::result::Result<ExportPersonalDataResponse, Status>;

/// What one service holds of the caller, or of whom an office names. It is told in the audit log before it leaves.
pub(super) async fn export(
    store: &Store,
    tables: &Tables,
    permit: &Permit,
    request: ExportPersonalDataRequest,
) -> Result<impl Stream<Item = Piece> + use<>> {
    let scope = store.read(permit, "parent", &request.parent).await?;
    let person = person(&scope, &request).await?;
    let mut records = Vec::new();
    for table in tables.iter() {
        records.extend((table.export)(&scope, &person).await?);
    }
    if let Some(subject) = &person.subject {
        records.extend(entries(&scope, subject).await?);
    }
    let records: Vec<PersonalRecord> = records.into_iter().map(|record| message(&scope, &person, record)).collect();
    let about = if request.person.is_empty() { request.parent } else { request.person };
    let entry = scope.entry(about);
    scope.commit().await?;
    store.write_read(entry).await?;
    let pieces: Vec<Piece> =
        records.chunks(PIECE).map(|records| Ok(ExportPersonalDataResponse { records: records.to_vec() })).collect();
    Ok(stream::iter(pieces))
}

/// Whose data it is. Nobody but an office names somebody else; what a caller brings has to be proven.
async fn person(scope: &Scope, request: &ExportPersonalDataRequest) -> Result<Person> {
    let named = request.person.as_str();
    if !named.is_empty() {
        let elsewhere = !named.starts_with(&format!("{}/", names::owner(scope.country())));
        if scope.role() == Role::Unspecified || elsewhere {
            return Err(Error::not_found(named));
        }
        let subject = held::subject_of(scope, named).await?;
        return Ok(Person { names: vec![named.to_owned()], subject, ..Person::default() });
    }
    let subject = scope.subject();
    let proven = request.proofs.iter().filter(|proof| scope.proves(subject, &proof.name, &proof.proof));
    let mut names: Vec<String> = proven.map(|proof| proof.name.clone()).collect();
    names.extend(held::members_of(scope, subject).await?.into_iter().map(|member| member.name));
    Ok(Person { names, subject: Some(subject.to_owned()), ..Person::default() })
}

fn message(scope: &Scope, person: &Person, record: Record) -> PersonalRecord {
    let subject = person.subject.as_deref().filter(|_| record.provable);
    let proof = subject.map(|subject| scope.proof(subject, &record.name)).unwrap_or_default();
    PersonalRecord { table: record.table, name: record.name, content: record.content.to_string(), proof }
}

/// What the person did here, latest first.
async fn entries(scope: &Scope, subject: &str) -> Result<Vec<Record>> {
    let query = format!(
        "SELECT at, method, resource, address FROM audit_entries WHERE country = $1 AND actor IN \
         (SELECT pseudonym FROM actors WHERE country = $1 AND subject = $2) ORDER BY id DESC LIMIT {MOST}"
    );
    let connection = scope.connection().await?;
    let values = [scope.country().into(), subject.into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    let record = |row: &sea_orm::QueryResult| -> Result<Record> {
        let at: time::OffsetDateTime = row.try_get("", "at")?;
        let (method, address): (String, String) = (row.try_get("", "method")?, row.try_get("", "address")?);
        Ok(Record {
            table: "audit_entries".into(),
            name: row.try_get("", "resource")?,
            content: json!({"at": moment::timestamp(at).to_string(), "method": method, "address": address}),
            provable: false,
        })
    };
    connection.query_all_raw(statement).await?.iter().map(record).collect()
}
