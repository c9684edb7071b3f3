//! Choosing the pictures of an entry, as a part of `UpdatePublication`.

use platform::{Error, Result, Scope, names};
use proto::{platform::v1::Reason, registrations::v1::Picture};
use uuid::Uuid;

use super::{
    faults, no_picture,
    rows::{Entity, Model, Texts, of, whole},
};
use crate::catalogue::rows as entries;

/// Puts these pictures in the place of those that an entry had. What stays keeps its name, and so its URL.
pub async fn choose(scope: &mut Scope, entry: &entries::Model, pictures: Vec<Picture>) -> Result<()> {
    let mut violations = faults(&pictures);
    let ids: Vec<Option<Uuid>> = pictures.iter().map(|picture| file(picture, entry)).collect();
    let files = whole(scope, ids.iter().flatten().copied().collect()).await?;
    let is_its = |id: &Uuid| files.get(id).is_some_and(|file| file.registration == entry.registration);
    let wrong = ids.iter().enumerate().filter(|(_, id)| !id.as_ref().is_some_and(is_its));
    violations.extend(wrong.map(|(place, _)| no_picture(place)));
    if !violations.is_empty() {
        return Err(Error::fields(Reason::InvalidField, violations));
    }
    let mut before = of(scope, &[entry.id]).await?;
    for (place, (picture, file)) in pictures.into_iter().zip(ids.into_iter().flatten()).enumerate() {
        let known = before.iter().position(|row| row.file == file).map(|place| before.swap_remove(place));
        let texts = picture.alternative_texts.into_iter().map(|text| (text.language, text.text));
        let row = Model {
            country: entry.country.clone(),
            id: known.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
            publication: entry.id,
            registration: entry.registration,
            file,
            place: i32::try_from(place).map_err(Error::internal)?,
            alternative_texts: Texts(texts.collect()),
        };
        match known {
            Some(known) => scope.update::<Entity>(&known, row).await?,
            None => scope.insert::<Entity>(row).await?,
        }
    }
    for gone in before {
        scope.remove::<Entity>(&gone).await?;
    }
    Ok(())
}

/// The id in the name of a file of the entry's country; nothing where it is the name of something else.
fn file(picture: &Picture, entry: &entries::Model) -> Option<Uuid> {
    let parts = names::segments("publication.pictures", &picture.file, "countries/*/registrations/*/files/*");
    let [country, registration, id] = parts.ok()?;
    let is_its = country == entry.country && Uuid::try_parse(registration).ok()? == entry.registration;
    if is_its { Uuid::try_parse(id).ok() } else { None }
}
