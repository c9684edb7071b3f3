//! `CollectFiles`

use futures::StreamExt;
use platform::{Result, Store, names::Place, rpc, service::Ground};
use proto::{
    Rpc,
    registrations::v1::{CollectFilesRequest, CollectFilesResponse, FileCollection},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    collect::{self, BATCH, WORK, countries, is_needed, is_old, unneeded},
    rows::{Column, Entity, Model},
    unnamed,
};

/// Says what the collection would remove, and removes it unless it is only asked. No transaction is held meanwhile: bytes are
/// removed between one and the next.
pub async fn collect(
    ground: &Ground,
    request: Request<CollectFilesRequest>,
) -> std::result::Result<Response<CollectFilesResponse>, Status> {
    let (permit, request) = rpc::open(request)?;
    let answer = async {
        rpc::checked(&permit, &request)?;
        // Whether the caller reaches the network is for a scope to say, whatever is done then.
        let scope = match request.dry_run {
            true => ground.store.read(&permit, CollectFilesRequest::RESOURCE, request.resource()).await?,
            false => ground.store.write(&permit, CollectFilesRequest::RESOURCE, request.resource()).await?,
        };
        scope.commit().await?;
        let before = collect::rests_since(&ground.config.files);
        let only = Some(request.country_id.as_str()).filter(|country| !country.is_empty());
        let mut collections = Vec::new();
        for country in countries(&ground.store, only).await? {
            let found = of_country(&ground.store, country, before).await?;
            if found.files > 0 || found.strays > 0 {
                collections.push(found);
            }
        }
        if !request.dry_run {
            collect::round(&ground.store, before, true, only).await?;
        }
        Ok(CollectFilesResponse { collections })
    };
    let answer: Result<CollectFilesResponse> = answer.await;
    answer.map(Response::new).map_err(|error| error.into_status(permit.language))
}

async fn of_country(store: &Store, country: String, before: OffsetDateTime) -> Result<FileCollection> {
    let mut found = FileCollection { country_id: country.clone(), ..FileCollection::default() };
    files(store, &country, before, &mut found).await?;
    strays(store, &country, before, &mut found).await?;
    Ok(found)
}

/// Counts the files that are removed, abandoned, without a registration, or named by nothing.
async fn files(store: &Store, country: &str, before: OffsetDateTime, found: &mut FileCollection) -> Result<()> {
    let scope = store.work(WORK, Place::Country(country.to_owned())).await?;
    let mut last = None::<Uuid>;
    loop {
        let behind = last.map_or_else(Condition::all, |last| Condition::all().add(Column::Id.gt(last)));
        let goes = scope.find::<Entity>().filter(unneeded(&scope, before)).filter(behind);
        let rows = scope.all(goes.order_by_asc(Column::Id).limit(BATCH as u64)).await?;
        let Some(newest) = rows.last() else { break };
        last = Some(newest.id);
        count(found, &rows);
    }
    let mut last = None;
    loop {
        let sorted = unnamed::next(&scope, before, last).await?;
        count(found, &sorted.unnamed);
        last = sorted.last;
        if last.is_none() {
            break;
        }
    }
    scope.commit().await
}

fn count(found: &mut FileCollection, rows: &[Model]) {
    found.files += rows.len() as i64;
    found.file_bytes += rows.iter().map(|row| row.received).sum::<i64>();
}

/// Counts the bytes of no file.
async fn strays(store: &Store, country: &str, before: OffsetDateTime, found: &mut FileCollection) -> Result<()> {
    let all = store.files().list(&store.files().key(country, &[]));
    let old = all.filter(|found| std::future::ready(found.as_ref().map_or(true, |object| is_old(object, before))));
    let mut batches = std::pin::pin!(old.chunks(BATCH));
    while let Some(batch) = batches.next().await {
        let objects = batch.into_iter().collect::<Result<Vec<_>>>()?;
        let known = collect::known(store, country, &objects).await?;
        for object in objects.iter().filter(|object| is_needed(object, &known) == Some(false)) {
            stray(found, object.size);
        }
    }
    for unfinished in collect::unfinished(store, country, before).await? {
        stray(found, unfinished.size);
    }
    Ok(())
}

fn stray(found: &mut FileCollection, size: u64) {
    found.strays += 1;
    found.stray_bytes += i64::try_from(size).unwrap_or(i64::MAX);
}
