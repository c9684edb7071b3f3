//! `ListAuditEntries`

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proto::platform::v1::{AuditEntry, ListAuditEntriesRequest, ListAuditEntriesResponse};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter,
    sea_query::{Expr, ExprTrait, Func},
};
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
    let query = query.filter(not_about(&scope.hidden_names().await?));
    let (rows, next_page_token) = list::latest_first(&scope, query, &page, Column::Id, |row| row.id).await?;
    let seals = seals_of(&scope, &rows).await?;
    let subjects = actors::subjects(&scope, rows.iter().map(|row| row.actor.as_str())).await?;
    scope.commit().await?;
    let audit_entries = rows.into_iter().map(|row| message(store.service, row, &seals, &subjects)).collect();
    Ok(ListAuditEntriesResponse { audit_entries, next_page_token })
}

/// That an entry is neither about any of these nor about what is below one. Names of one length are compared at once: all
/// end in an id, so that none is the beginning of another.
fn not_about(names: &BTreeSet<String>) -> Condition {
    let mut of_length: BTreeMap<i32, Vec<&str>> = BTreeMap::new();
    for name in names {
        of_length.entry(i32::try_from(name.len()).unwrap_or(i32::MAX)).or_default().push(name);
    }
    let beginning = |length: i32| Func::cust("substr").arg(Expr::col(Column::Resource)).arg(1).arg(length);
    let conditions = of_length.into_iter().map(|(length, names)| Expr::expr(beginning(length)).is_not_in(names));
    conditions.fold(Condition::all(), Condition::add)
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
