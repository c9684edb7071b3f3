//! `ExportCatalogue`

use std::sync::Arc;

use platform::{
    Error, Result, Scope,
    access::Permit,
    config::Catalogue as Settings,
    rpc::{self, Pieces},
    service::Ground,
};
use proto::registrations::v1::{
    CatalogueSummary, ExportCatalogueRequest, ExportCatalogueResponse, Publication, export_catalogue_request::Format,
    export_catalogue_response::Content,
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use tokio::{
    fs::File,
    io::{AsyncSeekExt, AsyncWriteExt},
    sync::mpsc,
};
use tonic::{Request, Response, Status};

use super::{
    chosen::chosen,
    rows::{Column, to_messages},
    sight::Sight,
    written,
};

/// Entries that are in memory at once.
const ROWS_AT_ONCE: u64 = 200;

type To = mpsc::Sender<Result<ExportCatalogueResponse>>;

/// Sends the catalogue as a file, which is written as a whole before any of it leaves: a slow reader holds no transaction
/// open. It is everybody's to read, so no log tells of it.
pub async fn export(
    ground: &Ground,
    request: Request<ExportCatalogueRequest>,
) -> std::result::Result<Response<Pieces<ExportCatalogueResponse>>, Status> {
    let (permit, request) = rpc::open(request)?;
    let language = permit.language;
    let (scope, sight) = begin(ground, &permit, &request).await.map_err(|error| error.into_status(language))?;
    let config = Arc::clone(&ground.config);
    Ok(rpc::pieces(language, |to| async move {
        let settings = &config.catalogue;
        let Some((file, rows)) = write((scope, sight), &permit, &request, settings, &to).await? else { return Ok(()) };
        send(file, rows, settings, &permit, &to).await
    }))
}

async fn begin(ground: &Ground, permit: &Permit, request: &ExportCatalogueRequest) -> Result<(Scope, Sight)> {
    rpc::checked(permit, request)?;
    let scope = ground.store.read_moment(permit, "parent", &request.parent).await?;
    let sight = Sight::of(&scope).await?;
    chosen(&scope, &sight, &request.filter)?;
    Ok((scope, sight))
}

/// The whole file, and how many entries it has. Nothing where nobody waits for it any more.
async fn write(
    (scope, sight): (Scope, Sight),
    permit: &Permit,
    request: &ExportCatalogueRequest,
    settings: &Settings,
    to: &To,
) -> Result<Option<(File, i64)>> {
    let mut file = File::from_std(tempfile::tempfile().map_err(Error::internal)?);
    let format = request.format();
    file.write_all(&written::beginning(format, &request.parent, settings)?).await.map_err(Error::internal)?;
    let (mut rows, mut last) = (0, None);
    loop {
        permit.in_time()?;
        if to.is_closed() {
            return Ok(None);
        }
        let mut query = chosen(&scope, &sight, &request.filter)?.order_by_desc(Column::Id).limit(ROWS_AT_ONCE);
        if let Some(last) = last {
            query = query.filter(Column::Id.lt(last));
        }
        let found = scope.all(query).await?;
        let Some(earliest) = found.last() else { break };
        last = Some(earliest.id);
        rows += i64::try_from(found.len()).map_err(Error::internal)?;
        let entries = to_messages(&scope, found).await?;
        file.write_all(&lines(format, &entries, settings)?).await.map_err(Error::internal)?;
    }
    scope.commit().await?;
    file.flush().await.map_err(Error::internal)?;
    file.rewind().await.map_err(Error::internal)?;
    Ok(Some((file, rows)))
}

fn lines(format: Format, entries: &[Publication], settings: &Settings) -> Result<Vec<u8>> {
    let lines = entries.iter().map(|entry| written::line(format, entry, settings));
    Ok(lines.collect::<Result<Vec<_>>>()?.concat())
}

/// The file in pieces, and what it is. Whoever does not listen any more ends it.
async fn send(mut file: File, rows: i64, settings: &Settings, permit: &Permit, to: &To) -> Result<()> {
    let message = |content| Ok(ExportCatalogueResponse { content: Some(content) });
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let sent = rpc::send_file(&mut file, to, |bytes| {
        permit.in_time()?;
        hasher.update(&bytes);
        size += i64::try_from(bytes.len()).map_err(Error::internal)?;
        message(Content::Chunk(bytes))
    });
    if sent.await? {
        let (sha256, licence) = (hex::encode(hasher.finalize()), settings.licence.clone());
        let _ = to.send(message(Content::Summary(CatalogueSummary { rows, sha256, size, licence }))).await;
    }
    Ok(())
}
