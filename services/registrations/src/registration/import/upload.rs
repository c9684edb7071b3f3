//! What an import is sent: the settings, and then the file in pieces, which is put aside as they come.

use std::fs::File;

use platform::{Error, Result, Scope, Store, access::Permit, error::Text, rpc};
use proto::{
    Rpc,
    platform::v1::Reason,
    registrations::v1::{
        ImportRegistrationsRequest, ImportSettings, ImportSpreadsheetRequest, import_registrations_request,
        import_spreadsheet_request,
    },
};
use tokio::io::AsyncWriteExt;
use tonic::{Request, Status, Streaming};

use crate::{
    consent, country,
    country_edition::held::{self, Held},
    import_mapping,
    registration::{
        imported,
        table::{self, Mapping, Network, Unreadable},
    },
};

/// One message of an import, by whichever rpc it comes.
pub enum Part {
    /// The first.
    Settings(ImportSettings),
    /// Each one behind it.
    Chunk(Vec<u8>),
}

/// A request whose messages are parts of an import.
pub trait Parts: Rpc + Clone {
    /// What a message has.
    fn part(self) -> Option<Part>;
}

impl Parts for ImportRegistrationsRequest {
    fn part(self) -> Option<Part> {
        use import_registrations_request::Content;
        self.content.map(|content| match content {
            Content::Settings(settings) => Part::Settings(settings),
            Content::Chunk(chunk) => Part::Chunk(chunk),
        })
    }
}

impl Parts for ImportSpreadsheetRequest {
    fn part(self) -> Option<Part> {
        use import_spreadsheet_request::Content;
        self.content.map(|content| match content {
            Content::Settings(settings) => Part::Settings(settings),
            Content::Chunk(chunk) => Part::Chunk(chunk),
        })
    }
}

/// A whole file, and what is to be done with it by whom.
pub struct Upload {
    /// Of whoever sent it.
    pub permit: Permit,
    /// What was said of it.
    pub settings: ImportSettings,
    /// The edition that it enters.
    pub held: Held,
    /// What its columns mean.
    pub mapping: Mapping,
    /// How it may name countries and categories.
    pub network: Network,
    /// The file, which has no name.
    pub file: File,
}

/// Takes what is sent by somebody who may import.
pub async fn received<P: Parts>(store: &Store, request: Request<Streaming<P>>) -> std::result::Result<Upload, Status> {
    let (permit, mut stream) = rpc::open(request)?;
    let language = permit.language;
    let refused = |error: Error| error.into_status(language);
    let first = stream.message().await?.unwrap_or_default();
    let Some(Part::Settings(settings)) = first.clone().part() else {
        return Err(refused(out_of_order("settings")));
    };
    rpc::checked(&permit, &first).map_err(refused)?;
    // Before the file is listened to, so that nobody sends 128 MiB for a refusal.
    let (held, mapping, network) = allowed(store, &permit, &settings).await.map_err(refused)?;
    let aside = tempfile::tempfile().map_err(|problem| refused(Error::internal(problem)))?;
    let mut file = tokio::fs::File::from_std(aside);
    let mut size = 0;
    while let Some(message) = stream.message().await? {
        rpc::valid(&message).map_err(refused)?;
        let Some(Part::Chunk(chunk)) = message.part() else {
            return Err(refused(out_of_order("chunk")));
        };
        size += chunk.len();
        if size > table::MAX_BYTES {
            return Err(refused(imported::unreadable(&Unreadable::TooLarge)));
        }
        file.write_all(&chunk).await.map_err(|problem| refused(Error::internal(problem)))?;
    }
    file.flush().await.map_err(|problem| refused(Error::internal(problem)))?;
    Ok(Upload { permit, settings, held, mapping, network, file: file.into_std().await })
}

fn out_of_order(field: &str) -> Error {
    let text = Text::told(
        "the first message holds the settings, each one after it a piece of the file",
        "el primer mensaje lleva los ajustes, y cada uno de los siguientes una parte del archivo",
        "a primeira mensagem traz as configurações, e cada uma das seguintes uma parte do arquivo",
    );
    Error::invalid(field, text)
}

/// The edition, if the caller may import into it, what is said of the columns, and what countries and categories are called.
/// That the edition is over does not matter: the office brings entries that were made in time, and each row tells when.
async fn allowed(store: &Store, permit: &Permit, settings: &ImportSettings) -> Result<(Held, Mapping, Network)> {
    let scope = store.read(permit, "settings.parent", &settings.parent).await?;
    let mapping = mapping(&scope, settings).await?;
    let held = held::entered(&scope, &settings.edition).await?;
    let notice = held.country.as_ref().map(|country| country.notice_version).unwrap_or_default();
    let network = imported::network(&held.edition, &country::rows::names(&scope).await?);
    let notice = consent::fault("settings.notice_version", settings.notice_version, notice);
    scope.commit().await?;
    if let Some(fault) = notice {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    Ok((held, mapping, network))
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
