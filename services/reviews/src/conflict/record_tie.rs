//! RecordTie.

use platform::{
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::reviews::v1::{RecordTieRequest, RecordTieResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Kind, keep,
    ties::{Entity, Model, to_message},
};
use crate::institution;

/// Records a tie of an institution to an organisation, and finds the conflicts that follow from it.
pub async fn record(scope: &mut Scope, request: RecordTieRequest) -> Result<RecordTieResponse> {
    let tie = request.tie.unwrap_or_default();
    let kind = Kind::of(tie.kind());
    let (Some(kind), false) = (kind, tie.organisation.trim().is_empty() && tie.organisation_domain.is_empty()) else {
        return Err(nobody_named());
    };
    let known = institution::rows::Column::Id.eq(tie.institution.as_str());
    let known = scope.find::<institution::rows::Entity>().filter(known);
    if scope.one(known).await?.is_none() {
        return Err(unknown_institution());
    }
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        institution: tie.institution,
        organisation: tie.organisation,
        organisation_domain: tie.organisation_domain,
        kind,
        words: tie.words,
        created_at: moment::now(),
        ended_at: None,
    };
    scope.insert::<Entity>(row.clone()).await?;
    keep::of_country(scope).await?;
    Ok(RecordTieResponse { tie: Some(to_message(row)) })
}

fn nobody_named() -> Error {
    let text = Text::told(
        "give the organisation's name or its domain",
        "indique el nombre de la organización o su dominio",
        "indique o nome da organização ou o seu domínio",
    );
    Error::invalid("tie.organisation", text)
}

fn unknown_institution() -> Error {
    let text = Text::told("there is no such institution", "no existe esa institución", "não existe essa instituição");
    Error::invalid("tie.institution", text)
}
