//! The ways in which the public asks for the catalogue.

use platform::clients::Authorized;
use proto::registrations::v1::{
    CatalogueChange, ExportCatalogueRequest, GetPublicationRequest, ListCatalogueChangesRequest,
    ListCatalogueChangesResponse, ListPublicationsRequest, Publication, SearchPublicationsRequest,
    export_catalogue_request::Format, export_catalogue_response::Content,
    registrations_service_client::RegistrationsServiceClient,
};
use tests::{network::Network, platform::Failure, refusal::of};
use tonic::{Code, Status};

/// Somebody who has nothing to do with any country.
pub struct Asked(RegistrationsServiceClient<Authorized>);

impl Asked {
    /// Somebody without any role.
    pub fn by(network: &Network) -> Result<Self, Failure> {
        Ok(Self(network.person("somebody")?.registrations))
    }

    /// All that is listed.
    pub async fn listed(&self, parent: &str, filter: &str) -> Result<Vec<Publication>, Status> {
        let request = ListPublicationsRequest {
            parent: parent.into(),
            filter: filter.into(),
            page_size: 1000,
            ..ListPublicationsRequest::default()
        };
        Ok(self.0.clone().list_publications(request).await?.into_inner().publications)
    }

    /// All that a search finds.
    pub async fn found(&self, parent: &str, filter: &str) -> Result<Vec<Publication>, Status> {
        let request = SearchPublicationsRequest {
            parent: parent.into(),
            filter: filter.into(),
            page_size: 100,
            ..SearchPublicationsRequest::default()
        };
        let hits = self.0.clone().search_publications(request).await?.into_inner().hits;
        Ok(hits.into_iter().filter_map(|hit| hit.publication).collect())
    }

    /// A whole export, and how many rows it says it has.
    pub async fn exported(&self, parent: &str, filter: &str, format: Format) -> Result<(String, usize), Failure> {
        let request = ExportCatalogueRequest { parent: parent.into(), filter: filter.into(), format: format.into() };
        let mut pieces = self.0.clone().export_catalogue(request).await?.into_inner();
        let mut bytes = Vec::new();
        loop {
            match pieces.message().await?.and_then(|piece| piece.content) {
                Some(Content::Chunk(chunk)) => bytes.extend(chunk),
                Some(Content::Summary(summary)) => {
                    assert_eq!(usize::try_from(summary.size)?, bytes.len());
                    return Ok((String::from_utf8(bytes)?, usize::try_from(summary.rows)?));
                }
                None => return Err("there is no summary".into()),
            }
        }
    }

    /// One page of changes.
    pub async fn changes_page(
        &self,
        parent: &str,
        token: &str,
        page_size: i32,
    ) -> Result<ListCatalogueChangesResponse, Status> {
        let (parent, token) = (parent.into(), token.into());
        let request = ListCatalogueChangesRequest { parent, token, page_size, members: false };
        Ok(self.0.clone().list_catalogue_changes(request).await?.into_inner())
    }
}

/// An entry as it is read by its name.
pub async fn get(asked: &Asked, name: &str) -> Result<Option<Publication>, Failure> {
    match asked.0.clone().get_publication(GetPublicationRequest { name: name.into() }).await {
        Err(status) if status.code() == Code::NotFound => Ok(None),
        answer => Ok(answer?.into_inner().publication),
    }
}

/// All changes since a token, in small pages, and the next token.
pub async fn changes(asked: &Asked, parent: &str, token: &str) -> Result<(Vec<CatalogueChange>, String), Failure> {
    let (mut all, mut token) = (Vec::new(), token.to_owned());
    loop {
        let page = asked.changes_page(parent, &token, 7).await?;
        all.extend(page.changes);
        token = page.next_token;
        if !page.more {
            return Ok((all, token));
        }
    }
}

/// The entry is in every public answer.
pub async fn everywhere(asked: &Asked, entry: &Publication) -> Result<(), Failure> {
    seen(asked, entry, true).await
}

/// Nothing of the entry is in any public answer.
pub async fn nowhere(asked: &Asked, entry: &Publication) -> Result<(), Failure> {
    seen(asked, entry, false).await?;
    // Of changes the name alone may be told.
    let (told, _) = changes(asked, "countries/-", "").await?;
    assert!(told.iter().all(|change| change.name != entry.name || change.publication.is_none()));
    Ok(())
}

async fn seen(asked: &Asked, entry: &Publication, expected: bool) -> Result<(), Failure> {
    assert_eq!(get(asked, &entry.name).await?.is_some(), expected);
    let is_in = |entries: Vec<Publication>| entries.iter().any(|found| found.name == entry.name);
    let title = format!("\"{}\"", entry.title.replace('"', ""));
    for parent in ["countries/-", &entry.country] {
        assert_eq!(is_in(asked.listed(parent, "").await?), expected, "in the list of {parent}");
        for filter in ["", &title] {
            assert_eq!(is_in(asked.found(parent, filter).await?), expected, "in a search of {parent} for {filter}");
        }
        for format in [Format::Jsonl, Format::Csv] {
            let (text, _) = asked.exported(parent, "", format).await?;
            assert_eq!(text.contains(&entry.name), expected, "in the export of {parent} as {format:?}");
        }
    }
    Ok(())
}

/// The refusal of what is not there.
pub fn missing() -> Option<(Code, String)> {
    of(Code::NotFound, "RESOURCE_NOT_FOUND")
}
