//! The table of declarations: who has said of which registration whether they have a conflict. Until then a reviewer sees
//! only what it takes to say so.

use std::collections::HashSet;

use platform::{
    error::{Error, Result, Text},
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::{platform::v1::Reason, reviews::v1::CaseBrief};
use sea_orm::{Condition, QueryFilter, entity::prelude::*};
use serde::Serialize;

use crate::member;

/// One declaration.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "declarations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// The member who said so.
    pub member: Uuid,
    /// The subject of their tokens.
    pub subject: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/declarations/{}", row.country, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "registration", "member", "subject", "created_at"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Member.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

/// Keeps that a member has declared.
pub async fn keep(scope: &mut Scope, registration: &str, by: &member::rows::Model) -> Result<()> {
    let same = scope.find::<Entity>().filter(Column::Registration.eq(registration)).filter(Column::Member.eq(by.id));
    if scope.one(same).await?.is_some() {
        return Ok(());
    }
    let row = Model {
        country: by.country.clone(),
        id: Uuid::now_v7(),
        registration: registration.into(),
        member: by.id,
        subject: by.subject.clone(),
        created_at: moment::now(),
    };
    scope.insert::<Entity>(row).await
}

/// Those of these registrations of which the caller has still to declare. The office, which reviews nothing, has nothing to.
pub async fn missing(scope: &Scope, registrations: impl IntoIterator<Item = &str>) -> Result<HashSet<String>> {
    if !scope.is_own() {
        return Ok(HashSet::new());
    }
    let mut missing: HashSet<String> = registrations.into_iter().map(str::to_owned).collect();
    let mine = scope.find::<Entity>().filter(Column::Subject.eq(scope.subject()));
    let declared = scope.all(mine.filter(Column::Registration.is_in(&missing))).await?;
    missing.retain(|registration| !declared.iter().any(|row| row.registration == *registration));
    Ok(missing)
}

/// Refuses what is written of a review by somebody who has still to declare.
pub async fn needed(scope: &Scope, registration: &str) -> Result<()> {
    if missing(scope, [registration]).await?.is_empty() {
        return Ok(());
    }
    let text = Text::told(
        "say first whether anything ties you to whoever applied: DeclareConflict of this assignment, empty if nothing does",
        "diga primero si algo lo une a quien postuló: DeclareConflict de esta asignación, vacío si no hay nada",
        "diga primeiro se algo o liga a quem se candidatou: DeclareConflict desta designação, vazio se não há nada",
    );
    Err(Error::refused(Reason::ConflictUndeclared, text))
}

/// What is shown of a case to somebody who has still to declare: who applied, what it is called, and in which category.
pub fn until_declared(brief: CaseBrief) -> CaseBrief {
    CaseBrief {
        edition: brief.edition,
        track: brief.track,
        category: brief.category,
        organisation: brief.organisation,
        title: brief.title,
        criteria: brief.criteria,
        rubric: brief.rubric,
        blind: brief.blind,
        ..CaseBrief::default()
    }
}
