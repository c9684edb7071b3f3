//! The good rows of a file become registrations, a few in one transaction, and none twice; nor one that came before and was
//! taken back.

use std::collections::HashSet;

use platform::{Result, Scope, Store, access::Permit};
use proto::{platform::v1::Reason, registrations::v1::ImportSettings};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::brought::{self, Brought};
use crate::{
    consent, country,
    country_edition::held::Held,
    duplicate,
    registration::{
        entry::Entry,
        facts, imported,
        rows::{Column, Entity, Model},
        version,
    },
};

/// How many of these rows are not yet registered.
pub async fn not_known(store: &Store, permit: &Permit, settings: &ImportSettings, rows: &[Entry]) -> Result<usize> {
    let id = settings.edition.trim_start_matches("editions/");
    let rows: Vec<Model> = rows.iter().map(|row| imported::registration(row, id)).collect::<Result<_>>()?;
    let scope = store.read(permit, "settings.parent", &settings.parent).await?;
    let known = known(&scope, id, &rows).await?;
    let before = Brought::of(&scope, id, &rows).await?;
    let new = rows.iter().filter(|row| !known.contains(&row.fingerprint) && !before.has(&scope, row)).count();
    scope.commit().await?;
    Ok(new)
}

/// What makes them the same as others, of those of the edition that these rows are the same as.
async fn known(scope: &Scope, edition: &str, rows: &[Model]) -> Result<HashSet<Option<String>>> {
    let fingerprints = rows.iter().filter_map(|row| row.fingerprint.as_deref());
    let of_edition = scope.find::<Entity>().filter(Column::Edition.eq(edition));
    let same = of_edition.filter(Column::Fingerprint.is_in(fingerprints)).limit(rows.len() as u64);
    Ok(scope.all(same).await?.into_iter().map(|row| row.fingerprint).collect())
}

/// Registers those rows that are not yet registered; says how many.
pub async fn registered_once(
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
    let before = Brought::of(&scope, id, &rows).await?;
    let default_language = country::rows::default_language(&scope).await?;
    let mut registered = 0;
    for mut row in rows {
        row.notice_version = settings.notice_version;
        row.edition_version = held.edition_version;
        row.country_edition_version = held.country_edition_version();
        if before.has(&scope, &row) {
            continue;
        }
        brought::keep(&mut scope, &row)?;
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
