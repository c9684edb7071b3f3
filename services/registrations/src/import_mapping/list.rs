//! `ListImportMappings`

use platform::{Result, Scope};
use proto::registrations::v1::{ListImportMappingsRequest, ListImportMappingsResponse};
use sea_orm::{QueryOrder, QuerySelect};

use super::{
    MOST,
    rows::{Column, Entity, message},
};

/// Lists what a country keeps.
pub async fn list(scope: &mut Scope, _: ListImportMappingsRequest) -> Result<ListImportMappingsResponse> {
    let rows = scope.all(scope.find::<Entity>().order_by_asc(Column::Id).limit(MOST)).await?;
    Ok(ListImportMappingsResponse { import_mappings: rows.into_iter().map(message).collect() })
}
