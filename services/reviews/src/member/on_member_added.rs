//! A person was given roles in a country, or they changed.

use platform::{error::Result, names, store::Scope};
use proto::{partners::v1::MemberAdded, platform::v1::Role};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::rows::{Column, Entity, Model};
use crate::conflict;

/// Keeps the member's roles and institution, unless something newer is kept.
pub async fn react(scope: &mut Scope, event: MemberAdded) -> Result<()> {
    let [_, id] = names::segments::<2>("name", &event.name, "countries/*/members/*")?;
    let id = names::uuid(&event.name, id)?;
    let kept = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await?;
    // Nobody's subject changes but by being erased: what was told before, and comes after that, does not say who it was.
    let erased = kept.as_ref().filter(|kept| !kept.subject.is_empty() && kept.subject != event.subject);
    let (subject, mail_domain) = match erased {
        Some(kept) => (kept.subject.clone(), kept.mail_domain.clone()),
        None => (event.subject, event.mail_domain),
    };
    let row = Model {
        country: scope.country().to_owned(),
        id,
        reviewer: event.roles.contains(&(Role::Reviewer as i32)),
        representative: event.roles.contains(&(Role::PartnerRepresentative as i32)),
        subject,
        institution: event.institution,
        mail_domain,
        awaited: kept.as_ref().map_or(0, |before| before.awaited),
        version: event.version,
        lent_by: event.lent_by,
    };
    match kept {
        Some(before) if before.version >= row.version => return Ok(()),
        Some(before) => scope.update::<Entity>(&before, row).await?,
        None => scope.insert::<Entity>(row).await?,
    }
    // What ties them to whom is not the same any more.
    conflict::keep::of_country(scope).await
}
