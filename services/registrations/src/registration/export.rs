//! `ExportRegistrations`

use std::fs::File;

use platform::{
    Error, Result, Scope, Store,
    access::Permit,
    filter::Expression,
    rpc::{self, Pieces},
};
use proto::registrations::v1::{
    ExportRegistrationsRequest, ExportRegistrationsResponse, ExportSummary, Registration,
    export_registrations_request::Format, export_registrations_response::Content,
};
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};
use sha2::{Digest, Sha256};
use tokio::{sync::mpsc, task::spawn_blocking};
use tonic::{Request, Response, Status};

use super::{
    asked::own_questions,
    chosen::chosen,
    exported::Writing,
    rows::{Column, Entity},
    survivor,
};
use crate::{edition, view};

/// Rows that are in memory at once; one may have 100 KiB of text.
const ROWS_AT_ONCE: u64 = 200;

type To = mpsc::Sender<Result<ExportRegistrationsResponse>>;
/// An export that is allowed: its moment, what it is of, and the file with its headings.
struct Begun {
    scope: Scope,
    expression: Option<Expression>,
    /// The id of the one edition, where it is of one.
    edition: Option<String>,
    writing: Writing,
}

/// Sends the registrations of a country, or of all, as a file. It is written as a whole before any of it leaves: a slow
/// reader holds no transaction open, and what does not fit the format is refused in time.
pub async fn export(
    store: &Store,
    request: Request<ExportRegistrationsRequest>,
) -> std::result::Result<Response<Pieces<ExportRegistrationsResponse>>, Status> {
    let (permit, request) = rpc::open(request)?;
    let language = permit.language;
    let begun = begin(store, &permit, &request).await.map_err(|error| error.into_status(language))?;
    let store = store.clone();
    Ok(rpc::pieces(language, |to| async move {
        let Some((file, rows)) = write(&store, begun, &permit, &request, &to).await? else { return Ok(()) };
        send(file, rows, &permit, &to).await
    }))
}

/// The export, for somebody who may have it and asks for what there is.
async fn begin(store: &Store, permit: &Permit, request: &ExportRegistrationsRequest) -> Result<Begun> {
    rpc::checked(permit, request)?;
    let scope = store.read_moment(permit, "parent", &request.parent).await?;
    let expression = view::asked::asked(&scope, &request.view, &request.filter).await?;
    chosen(&scope, expression.as_ref())?;
    let editions = match (request.edition.as_str(), request.format()) {
        // A line of JSON has all answers in it anyway.
        ("", Format::Jsonl) => Vec::new(),
        ("", _) => entered(&scope, expression.as_ref()).await?,
        (edition, _) => vec![edition.to_owned()],
    };
    let questions = own_questions(&scope, &editions).await?;
    let writing = Writing::begin(request.format(), permit.language.tag(), questions)?;
    let edition = request.edition.strip_prefix("editions/").map(str::to_owned);
    Ok(Begun { scope, expression, edition, writing })
}

/// An edition that somebody entered.
#[derive(FromQueryResult)]
struct Entered {
    edition: String,
}

/// The editions of the registrations that are asked for, by a filter, by a view or not at all: whichever way it is said, their
/// answers are in the file. The latest come first.
async fn entered(scope: &Scope, expression: Option<&Expression>) -> Result<Vec<String>> {
    let editions = chosen(scope, expression)?.select_only().column(Column::Edition).distinct();
    let mut found: Vec<Entered> = scope.gathered(vec![editions]).await?;
    found.sort_by(|one, other| other.edition.cmp(&one.edition));
    Ok(found.iter().map(|entered| edition::rows::name(&entered.edition)).collect())
}

impl Begun {
    /// The registrations that are asked for.
    fn asked_for(&self) -> Result<Select<Entity>> {
        let found = chosen(&self.scope, self.expression.as_ref())?;
        Ok(match &self.edition {
            Some(edition) => found.filter(Column::Edition.eq(edition)),
            None => found,
        })
    }
}

/// The whole file, and how many rows it has, once the audit log tells of it. Nothing where nobody waits for it any more.
async fn write(
    store: &Store,
    mut begun: Begun,
    permit: &Permit,
    request: &ExportRegistrationsRequest,
    to: &To,
) -> Result<Option<(File, i64)>> {
    let (mut rows, mut last) = (0, None);
    loop {
        permit.in_time()?;
        if to.is_closed() {
            return Ok(None);
        }
        let mut query = begun.asked_for()?.order_by_desc(Column::Id).limit(ROWS_AT_ONCE);
        if let Some(last) = last {
            query = query.filter(Column::Id.lt(last));
        }
        let found = begun.scope.all(query).await?;
        let Some(earliest) = found.last() else { break };
        last = Some(earliest.id);
        rows += i64::try_from(found.len()).map_err(Error::internal)?;
        let messages: Vec<Registration> = survivor::told(&begun.scope, found).await?;
        let mut writing = begun.writing;
        let written = spawn_blocking(move || writing.add(&messages).map(|()| writing));
        begun.writing = written.await.map_err(Error::internal)??;
    }
    // The transaction is over before a workbook is put together, which may take a while.
    begun.scope.close_told(store, &request.parent).await?;
    let file = spawn_blocking(move || begun.writing.end()).await.map_err(Error::internal)??;
    Ok(Some((file, rows)))
}

/// The file in pieces, and what it is. Whoever does not listen any more ends it.
async fn send(file: File, rows: i64, permit: &Permit, to: &To) -> Result<()> {
    let message = |content| Ok(ExportRegistrationsResponse { content: Some(content) });
    let (mut file, mut hasher, mut size) = (tokio::fs::File::from_std(file), Sha256::new(), 0);
    let sent = rpc::send_file(&mut file, to, |bytes| {
        permit.in_time()?;
        hasher.update(&bytes);
        size += i64::try_from(bytes.len()).map_err(Error::internal)?;
        message(Content::Chunk(bytes))
    });
    if sent.await? {
        permit.in_time()?;
        let summary = ExportSummary { rows, sha256: hex::encode(hasher.finalize()), size };
        let _ = to.send(message(Content::Summary(summary))).await;
    }
    Ok(())
}
