//! `ExportAuditEntries`

use std::collections::HashMap;

use futures::{Stream, stream};
use proto::platform::v1::{AuditEntry, ExportAuditEntriesRequest, ExportAuditEntriesResponse};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use tonic::Status;

use super::{
    actors,
    chain::{Entry, hexadecimal},
    links::Link,
    server::entry_name,
};
use crate::{access::Permit, country::hidden::is_about, error::Result, moment, store::Store};

/// The chain behind a place, page by page, each in a transaction of its own: a slow reader holds up nobody. What was
/// sealed after the export began may be in it or not.
pub(super) async fn export(
    store: Store,
    permit: Permit,
    request: ExportAuditEntriesRequest,
) -> Result<impl Stream<Item = std::result::Result<ExportAuditEntriesResponse, Status>>> {
    let scope = store.read(&permit, "parent", &request.parent).await?;
    let entry = scope.entry(request.parent.clone());
    scope.commit().await?;
    // Who takes the log away is told in it.
    store.write_read(entry).await?;
    let language = permit.language;
    let begin = (store, permit, request);
    Ok(stream::try_unfold(begin, move |(store, permit, mut request)| async move {
        let found = page(&store, &permit, &request).await.map_err(|error| error.into_status(language))?;
        let (links, subjects) = found;
        let Some(last) = links.last() else { return Ok(None) };
        request.after_place = last.place;
        let audit_entries = links.into_iter().filter_map(|link| message(store.service, link, &subjects)).collect();
        Ok(Some((ExportAuditEntriesResponse { audit_entries }, (store, permit, request))))
    }))
}

/// Some of the chain, and who its actors are.
type Page = (Vec<Link>, HashMap<String, String>);

async fn page(store: &Store, permit: &Permit, request: &ExportAuditEntriesRequest) -> Result<Page> {
    let scope = store.read(permit, "parent", &request.parent).await?;
    let values = [scope.country().into(), request.after_place.into()];
    let query = Link::query();
    let backend = scope.connection().await?.get_database_backend();
    let links = Link::find_by_statement(Statement::from_sql_and_values(backend, query, values));
    let mut links = links.all(scope.connection().await?).await?;
    let found = links.iter().filter_map(|link| link.found.as_ref());
    let subjects = actors::subjects(&scope, found.map(|entry| entry.actor.as_str())).await?;
    let hidden = scope.hidden_names().await?;
    scope.commit().await?;
    for link in &mut links {
        link.found = link.found.take().filter(|entry| !is_about(&entry.resource, &hidden));
    }
    Ok((links, subjects))
}

/// An entry that was removed, or is hidden from the caller, is not sent: its place is missing in what arrives, as it is here.
fn message(service: &str, link: Link, subjects: &HashMap<String, String>) -> Option<AuditEntry> {
    let Link { place, hash, found, .. } = link;
    let Entry { country, id, at, actor, role, method, resource, request_id, address, before, after } = found?;
    Some(AuditEntry {
        name: entry_name(service, &country, id),
        time: Some(moment::timestamp(at)),
        actor: subjects.get(&actor).unwrap_or(&actor).clone(),
        sealed_actor: actor,
        role,
        method,
        resource,
        request_id,
        address,
        before: before.unwrap_or_default(),
        after: after.unwrap_or_default(),
        place,
        hash: hexadecimal(&hash),
    })
}
