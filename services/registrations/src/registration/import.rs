//! `ImportRegistrations`

use std::{collections::HashSet, sync::Arc};

use platform::{Error, Result, Scope, Store, access::Permit, error::Text, rpc};
use proto::{
    platform::v1::Reason,
    registrations::v1::{
        ImportRegistrationsRequest, ImportRegistrationsResponse, ImportSettings, import_registrations_request::Content,
    },
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use tokio::{sync::mpsc, task::spawn_blocking};
use tonic::{Request, Response, Status, Streaming};

use super::{
    entry::Entry,
    facts,
    imported::{self, Left},
    rows::{Column, Entity, Model},
    table::{self, Mapping, Unreadable},
    version,
};
use crate::{
    consent, country,
    country_edition::held::{self, Held},
    duplicate, import_mapping,
};

/// Rows of one transaction: few enough not to hold up others who write, many enough not to wait for each commit.
const ROWS_AT_ONCE: usize = 25;
/// How many times so many are read ahead of those that are being registered.
const BATCHES_AHEAD: usize = 2;

/// Takes a file of registrations and submits each row of the country.
pub async fn import(
    store: &Store,
    request: Request<Streaming<ImportRegistrationsRequest>>,
) -> std::result::Result<Response<ImportRegistrationsResponse>, Status> {
    let (permit, mut stream) = rpc::open(request)?;
    let refused = |error: Error| error.into_status(permit.language);
    let first = stream.message().await?.unwrap_or_default();
    let Some(Content::Settings(settings)) = &first.content else {
        return Err(refused(out_of_order("settings")));
    };
    rpc::checked(&permit, &first).map_err(refused)?;
    // Before the file is listened to, so that nobody sends 20 MiB for a refusal.
    let (held, mapping) = allowed(store, &permit, settings).await.map_err(refused)?;
    let mut bytes = Vec::new();
    while let Some(message) = stream.message().await? {
        rpc::valid(&message).map_err(refused)?;
        let Some(Content::Chunk(chunk)) = message.content else {
            return Err(refused(out_of_order("chunk")));
        };
        if bytes.len() + chunk.len() > table::MAX_BYTES {
            return Err(refused(imported::unreadable(&Unreadable::TooLarge)));
        }
        bytes.extend_from_slice(&chunk);
    }
    taken(store, &permit, settings, (held, mapping), bytes).await.map(Response::new).map_err(refused)
}

fn out_of_order(field: &str) -> Error {
    let text = Text::told(
        "the first message holds the settings, each one after it a piece of the file",
        "el primer mensaje lleva los ajustes, y cada uno de los siguientes una parte del archivo",
        "a primeira mensagem traz as configurações, e cada uma das seguintes uma parte do arquivo",
    );
    Error::invalid(field, text)
}

/// The edition, if the caller may import into it, and what is said of the columns. That the edition is over does not matter:
/// the office brings entries that were made in time, and each row tells when.
async fn allowed(store: &Store, permit: &Permit, settings: &ImportSettings) -> Result<(Held, Mapping)> {
    let scope = store.read(permit, "settings.parent", &settings.parent).await?;
    let mapping = mapping(&scope, settings).await?;
    let held = held::entered(&scope, &settings.edition).await?;
    let notice = held.country.as_ref().map(|country| country.notice_version).unwrap_or_default();
    let notice = consent::fault("settings.notice_version", settings.notice_version, notice);
    scope.commit().await?;
    if let Some(fault) = notice {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    Ok((held, mapping))
}

async fn mapping(scope: &Scope, settings: &ImportSettings) -> Result<Mapping> {
    match (settings.mapping.as_str(), settings.columns.is_empty()) {
        ("", _) => import_mapping::mapping(&settings.columns, "settings.columns"),
        (name, true) => {
            let kept = import_mapping::rows::expect(scope, name).await?;
            import_mapping::mapping(&import_mapping::rows::columns(kept.columns), "settings.mapping")
        }
        (_, false) => {
            let text = Text::told(
                "say what the columns mean here, or by a mapping that is kept; not both",
                "indique qué significan las columnas aquí o con una correspondencia guardada, no las dos cosas",
                "diga o que as colunas significam aqui ou com uma correspondência guardada, não as duas coisas",
            );
            Err(Error::invalid("settings.mapping", text))
        }
    }
}

async fn taken(
    store: &Store,
    permit: &Permit,
    settings: &ImportSettings,
    (held, mapping): (Held, Mapping),
    bytes: Vec<u8>,
) -> Result<ImportRegistrationsResponse> {
    let parent = settings.parent.as_str();
    let language = permit.language.tag();
    let held = Arc::new(held);
    // Reading 50,000 rows takes a while, in which other calls have to be answered.
    let (to, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let (country, held_by_reader) = (parent.trim_start_matches("countries/").to_owned(), held.clone());
    let reading = spawn_blocking(move || read(bytes, &mapping, &country, &held_by_reader, language, &to));
    let (mut good, mut registered) = (0, 0);
    while let Some(rows) = batches.recv().await {
        good += rows.len();
        registered += match settings.dry_run {
            true => not_known(store, permit, settings, &rows).await?,
            false => registered_once(store, permit, settings, &held, &rows).await?,
        };
    }
    let Left { refused, refused_file } = reading.await.map_err(Error::internal)??;
    let dry_run = settings.dry_run;
    tracing::info!(parent, rows = good, registered, refused = refused.len(), dry_run, "file imported");
    Ok(ImportRegistrationsResponse {
        rows: count(good + refused.len()),
        registered: count(registered),
        already_registered: count(good - registered),
        refused_rows: refused.iter().map(|refusal| imported::refused_row(refusal, language)).collect(),
        refused_file,
    })
}

/// Reads the file, and sends its good rows on as many at once as one transaction takes. It blocks.
fn read(
    bytes: Vec<u8>,
    mapping: &Mapping,
    country: &str,
    held: &Held,
    language: &str,
    to: &mpsc::Sender<Vec<Entry>>,
) -> Result<Left> {
    let send = |rows: Vec<Entry>| to.blocking_send(rows).map_err(|_| Error::internal("nobody registers the rows"));
    let mut rows = Vec::new();
    let asked = (&held.edition, &*held.definition);
    let left = imported::sort(bytes, mapping, country, asked, language, |entry| {
        rows.push(entry);
        if rows.len() < ROWS_AT_ONCE { Ok(()) } else { send(std::mem::take(&mut rows)) }
    })?;
    if !rows.is_empty() {
        send(rows)?;
    }
    Ok(left)
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// How many of these rows are not yet registered.
async fn not_known(store: &Store, permit: &Permit, settings: &ImportSettings, rows: &[Entry]) -> Result<usize> {
    let id = settings.edition.trim_start_matches("editions/");
    let rows: Vec<Model> = rows.iter().map(|row| imported::registration(row, id)).collect::<Result<_>>()?;
    let scope = store.read(permit, "settings.parent", &settings.parent).await?;
    let known = known(&scope, id, &rows).await?;
    scope.commit().await?;
    Ok(rows.iter().filter(|row| !known.contains(&row.fingerprint)).count())
}

/// What makes them the same as others, of those of the edition that these rows are the same as.
async fn known(scope: &Scope, edition: &str, rows: &[Model]) -> Result<HashSet<Option<String>>> {
    let fingerprints = rows.iter().filter_map(|row| row.fingerprint.as_deref());
    let of_edition = scope.find::<Entity>().filter(Column::Edition.eq(edition));
    let same = of_edition.filter(Column::Fingerprint.is_in(fingerprints)).limit(rows.len() as u64);
    Ok(scope.all(same).await?.into_iter().map(|row| row.fingerprint).collect())
}

/// Registers those rows that are not yet registered; says how many.
async fn registered_once(
    store: &Store,
    permit: &Permit,
    settings: &ImportSettings,
    held: &Held,
    rows: &[Entry],
) -> Result<usize> {
    match register(store, permit, settings, held, rows).await {
        // Somebody registered one of them at the same moment: now it is there to be seen.
        Err(failure) if failure.reason() == Reason::RegistrationAlreadyMade => {
            register(store, permit, settings, held, rows).await
        }
        registered => registered,
    }
}

/// The same in one transaction, which fails where somebody registers one of them at the same moment.
async fn register(
    store: &Store,
    permit: &Permit,
    settings: &ImportSettings,
    held: &Held,
    rows: &[Entry],
) -> Result<usize> {
    let edition = &held.edition;
    let id = edition.name.trim_start_matches("editions/");
    let rows: Vec<Model> = rows.iter().map(|row| imported::registration(row, id)).collect::<Result<_>>()?;
    let mut scope = store.write_rows(permit, "settings.parent", &settings.parent, rows.len()).await?;
    let mut known = known(&scope, id, &rows).await?;
    let default_language = country::rows::default_language(&scope).await?;
    let mut registered = 0;
    for mut row in rows {
        row.notice_version = settings.notice_version;
        row.edition_version = held.edition_version;
        row.country_edition_version = held.country_edition_version();
        if !known.insert(row.fingerprint.clone()) {
            continue;
        }
        scope.insert::<Entity>(row.clone()).await?;
        version::rows::add(&mut scope, &row)?;
        duplicate::rows::keep(&mut scope, &row)?;
        consent::record(&mut scope, None, &row).await?;
        let language = if row.language.is_empty() { default_language.clone() } else { row.language.clone() };
        facts::publish_submission(&mut scope, &row, edition, &held.definition, language).await?;
        registered += 1;
    }
    scope.commit().await?;
    Ok(registered)
}
