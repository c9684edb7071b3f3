//! What a registration says besides its words, as others are told of it.

use platform::{Result, Scope, choice};
use proto::registrations::v1::{AnsweredQuestion, NamedFile, OrganisationKind, OrganisationSize, Particulars, Stage};

use super::{answers::named, rows::Model};
use crate::file;

/// The particulars of a registration that was answered so.
pub async fn of(scope: &Scope, row: &Model, answers: &[AnsweredQuestion]) -> Result<Particulars> {
    let kind: OrganisationKind =
        choice::of(&row.organisation_kind, "ORGANISATION_KIND_", OrganisationKind::from_str_name);
    let size: OrganisationSize = choice::of(&row.size, "ORGANISATION_SIZE_", OrganisationSize::from_str_name);
    let stage: Stage = choice::of(&row.stage, "STAGE_", Stage::from_str_name);
    // An address to write to is told to nobody, wherever it was written.
    let website = if row.website.contains('@') { String::new() } else { row.website.clone() };
    Ok(Particulars {
        organisation_kind: kind.into(),
        size: size.into(),
        sector: row.sector.clone(),
        city: row.city.clone(),
        website,
        stage: stage.into(),
        sdgs: row.sdgs.0.clone(),
        files: files(scope, row, answers).await?,
    })
}

/// The files that are among the answers, and what they are called, in the order of these.
async fn files(scope: &Scope, row: &Model, answers: &[AnsweredQuestion]) -> Result<Vec<NamedFile>> {
    let answers = answers.iter().filter_map(|told| told.answer.as_ref());
    let named = answers.flat_map(|answer| {
        let names = answer.value.as_ref().map(named).unwrap_or_default();
        names.iter().map(move |name| (answer.question.clone(), name.clone()))
    });
    let named: Vec<(String, String)> = named.collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let files = file::rows::of_registration(scope, row.id).await?;
    let called = |(question, name): (String, String)| {
        let file = files.iter().find(|file| file.name() == name)?;
        Some(NamedFile { question, display_name: file.display_name.clone(), file: name })
    };
    Ok(named.into_iter().filter_map(called).collect())
}
