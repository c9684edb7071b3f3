//! `UpdateImportMapping`

use platform::{Error, Result, Scope, error::Text, etag, moment, names};
use proto::registrations::v1::{UpdateImportMappingRequest, UpdateImportMappingResponse};

use super::{
    MOST, mapping,
    rows::{self, Entity, Model, message},
};

/// Keeps what is said of the columns, in place of what was said under the same name.
pub async fn update(scope: &mut Scope, request: UpdateImportMappingRequest) -> Result<UpdateImportMappingResponse> {
    let wanted = request.import_mapping.unwrap_or_default();
    mapping(&wanted.columns, "import_mapping.columns")?;
    let [_, id] = names::segments("name", &wanted.name, "countries/*/importMappings/*")?;
    let before = rows::locked(scope, &wanted.name).await?;
    etag::check(&wanted.etag, before.as_ref().map_or(0, |before| before.version))?;
    let now = moment::now();
    let after = Model {
        country: scope.country().to_owned(),
        id: id.to_owned(),
        version: before.as_ref().map_or(1, |before| before.version + 1),
        columns: rows::kept(&wanted.columns),
        create_time: before.as_ref().map_or(now, |before| before.create_time),
        update_time: now,
    };
    match before {
        Some(before) => scope.update::<Entity>(&before, after.clone()).await?,
        None if scope.count(scope.find::<Entity>()).await? >= MOST => return Err(too_many()),
        None => scope.insert::<Entity>(after.clone()).await?,
    }
    Ok(UpdateImportMappingResponse { import_mapping: Some(message(after)) })
}

fn too_many() -> Error {
    let text = Text::told(
        format!("a country keeps at most {MOST} mappings; remove one"),
        format!("un país guarda a lo sumo {MOST} correspondencias; elimine una"),
        format!("um país guarda no máximo {MOST} correspondências; remova uma"),
    );
    Error::invalid("import_mapping.name", text)
}
