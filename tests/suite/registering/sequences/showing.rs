//! What becomes of an entry of the catalogue, by flags and by the end of a validation.

use std::sync::atomic::Ordering;

use platform::moment;
use proto::registrations::v1::{
    CatalogueEntry, FlagPublicationRequest, ListCatalogueEntriesRequest, ResumePublicationRequest,
};
use sea_orm::ConnectionTrait;
use tests::platform::Failure;
use tonic::Status;

use super::acting::Office;

impl Office {
    /// Somebody who flagged nothing before says what is wrong with an entry.
    pub(super) async fn flag(&self, entry: &str) -> Result<Result<(), Status>, Failure> {
        let somebody = self.network.person(&format!("reader {}", self.begun.fetch_add(1, Ordering::Relaxed)))?;
        let request =
            FlagPublicationRequest { name: entry.into(), reason: "ya no existe".into(), ..Default::default() };
        Ok(somebody.registrations.clone().flag_publication(request).await.map(drop))
    }

    /// The office has looked, and shows it again.
    pub(super) async fn lift(&self, entry: &str) -> Result<Result<(), Status>, Failure> {
        let request = ResumePublicationRequest { name: entry.into(), ..Default::default() };
        Ok(self.network.office("do")?.registrations.resume_publication(request).await.map(drop))
    }

    /// Moves the end of its validation to yesterday: first where its entry rests on it, so that what is told of the end is no
    /// news of an earlier one.
    pub(super) async fn lapse(&self, name: &str) -> Result<(), Failure> {
        let yesterday = moment::from_seconds(moment::now().unix_timestamp() - 24 * 3600).date();
        let id = name.rsplit('/').next().unwrap_or_default();
        let known = format!(
            "UPDATE registrations SET validated_until = '{yesterday} 00:00:00+00:00' \
             WHERE id = '{id}' AND validated_until IS NOT NULL"
        );
        let ends = format!(
            "UPDATE validations SET expires_at = '{yesterday} 00:00:00+00:00' \
             WHERE registration = '{name}' AND end_told_at IS NULL AND expires_at IS NOT NULL"
        );
        for (service, statement) in [("registrations", known), ("reviews", ends)] {
            let session = self.network.data.connect(service).await?;
            let moved = session.execute_unprepared(&statement).await?.rows_affected();
            session.close().await?;
            if moved == 0 {
                return Err(format!("nothing ends: {statement}").into());
            }
        }
        Ok(())
    }

    /// The entry of a registration as the office sees it, if there is one.
    pub(super) async fn entry(&self, name: &str) -> Result<Option<CatalogueEntry>, Failure> {
        let request =
            ListCatalogueEntriesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
        let entries =
            self.network.office("do")?.registrations.list_catalogue_entries(request).await?.into_inner().entries;
        Ok(entries.into_iter().find(|entry| entry.publication.as_ref().is_some_and(|shown| shown.registration == name)))
    }

    pub(super) async fn entry_name(&self, name: &str) -> Result<String, Failure> {
        let entry = self.entry(name).await?.and_then(|entry| entry.publication);
        Ok(entry.ok_or("no entry")?.name)
    }
}
