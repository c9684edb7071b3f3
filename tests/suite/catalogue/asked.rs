//! The ways in which the public asks for the catalogue.

use platform::clients::Authorized;
use proto::registrations::v1::{
    CatalogueChange, CatalogueEntry, ExportCatalogueRequest, GetPublicationRequest, ListCatalogueChangesRequest,
    ListCatalogueChangesResponse, ListCatalogueEntriesRequest, ListPublicationsRequest, Publication,
    export_catalogue_request::Format, export_catalogue_response::Content,
    registrations_service_client::RegistrationsServiceClient,
};
use tests::{people::People, platform::Failure, refusal::of};
use tonic::{Code, Status};

/// Somebody who has nothing to do with any country.
pub struct Asked(RegistrationsServiceClient<Authorized>);

impl Asked {
    /// Somebody with a role that counts for nothing here.
    pub fn by(people: &People) -> Result<Self, Failure> {
        Ok(Self(people.applicant("mx")?.registrations))
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

    /// One of those that are listed.
    pub async fn any(&self, parent: &str) -> Result<Publication, Failure> {
        self.listed(parent, "").await?.into_iter().next().ok_or_else(|| "nothing is published".into())
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
        let request = ListCatalogueChangesRequest { parent: parent.into(), token: token.into(), page_size };
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
    for parent in ["countries/-", &entry.country] {
        let listed = asked.listed(parent, "").await?.iter().any(|found| found.name == entry.name);
        assert_eq!(listed, expected, "in the list of {parent}");
        for format in [Format::Jsonl, Format::Csv] {
            let (text, _) = asked.exported(parent, "", format).await?;
            assert_eq!(text.contains(&entry.name), expected, "in the export of {parent} as {format:?}");
        }
    }
    Ok(())
}

/// An entry as its office sees it.
pub async fn entry(people: &People, name: &str) -> Result<CatalogueEntry, Failure> {
    let request = ListCatalogueEntriesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let listed = people.office("do")?.registrations.list_catalogue_entries(request).await?.into_inner().entries;
    let found = listed.into_iter().find(|entry| entry.publication.as_ref().is_some_and(|found| found.name == name));
    found.ok_or_else(|| "the office does not see it".into())
}

/// The refusal of what is not there.
pub fn missing() -> Option<(Code, String)> {
    of(Code::NotFound, "RESOURCE_NOT_FOUND")
}
