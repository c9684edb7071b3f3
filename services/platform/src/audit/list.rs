//! `ListAuditEntries`

use std::collections::HashMap;

use proto::platform::v1::{AuditEntry, ListAuditEntriesRequest, ListAuditEntriesResponse};
use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    actors,
    chain::hexadecimal,
    entry::{self, Column},
    seals,
    server::entry_name,
};
use crate::{
    access::Permit,
    error::Result,
    filter::{self, Comparison, Field, Operator},
    list,
    moment::{self, first_id_at},
    page::Page,
    store::{Scope, Store},
};

const FIELDS: [Field; 5] = [
    ("actor", |equality| Ok(actors::is(Column::Actor, &equality.value))),
    ("role", |equality| Ok(Column::Role.eq(equality.value.as_str()))),
    ("method", |equality| Ok(Column::Method.eq(equality.value.as_str()))),
    ("resource", |equality| Ok(Column::Resource.eq(equality.value.as_str()))),
    ("time < <= > >=", made),
];

/// Ids are made at the moment of their entries and begin with it, to the millisecond; they are the key of the table.
fn made(limit: &Comparison) -> Result<Expr> {
    let at = moment::milliseconds(limit.moment()?);
    Ok(match limit.operator {
        Operator::Before => Column::Id.lt(first_id_at(at)),
        Operator::AtMost => Column::Id.lt(first_id_at(at + 1)),
        Operator::After => Column::Id.gte(first_id_at(at + 1)),
        _ => Column::Id.gte(first_id_at(at)),
    })
}

/// Lists entries of a service, latest made first.
pub(super) async fn list(
    store: &Store,
    permit: &Permit,
    request: &ListAuditEntriesRequest,
) -> Result<ListAuditEntriesResponse> {
    let scope = store.read(permit, "parent", &request.parent).await?;
    let decides = ["ListAuditEntries", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<entry::Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let (rows, next_page_token) = list::latest_first(&scope, query, &page, Column::Id, |row| row.id).await?;
    let seals = seals_of(&scope, &rows).await?;
    let subjects = actors::subjects(&scope, rows.iter().map(|row| row.actor.as_str())).await?;
    scope.commit().await?;
    let audit_entries = rows.into_iter().map(|row| message(store.service, row, &seals, &subjects)).collect();
    Ok(ListAuditEntriesResponse { audit_entries, next_page_token })
}

async fn seals_of(scope: &Scope, rows: &[entry::Model]) -> Result<HashMap<Uuid, seals::Model>> {
    let ids = rows.iter().map(|row| row.id);
    let found = scope.all(scope.find::<seals::Entity>().filter(seals::Column::Entry.is_in(ids))).await?;
    Ok(found.into_iter().map(|seal| (seal.entry, seal)).collect())
}

fn message(
    service: &str,
    row: entry::Model,
    seals: &HashMap<Uuid, seals::Model>,
    subjects: &HashMap<String, String>,
) -> AuditEntry {
    let seal = seals.get(&row.id);
    let text = |picture: Option<serde_json::Value>| picture.map(|picture| picture.to_string()).unwrap_or_default();
    AuditEntry {
        name: entry_name(service, &row.country, row.id),
        time: Some(moment::timestamp(row.at)),
        actor: subjects.get(&row.actor).unwrap_or(&row.actor).clone(),
        sealed_actor: row.actor,
        role: row.role,
        method: row.method,
        resource: row.resource,
        request_id: row.request_id,
        address: row.address,
        before: text(row.before),
        after: text(row.after),
        place: seal.map(|seal| seal.place).unwrap_or_default(),
        hash: seal.map(|seal| hexadecimal(&seal.hash)).unwrap_or_default(),
    }
}
