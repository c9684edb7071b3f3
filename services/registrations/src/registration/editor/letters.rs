//! The table of letters by which people invited others lately: nobody has many sent to an address, whichever registrations they
//! are about, and whether the invitations were taken back in between.

use std::time::Duration;

use platform::{
    Error, Result, Scope,
    error::Text,
    moment,
    personal::{Person, Personal, retention::Retention},
    store::Tenant,
};
use proto::platform::v1::Reason;
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, Select, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use crate::country;

/// So many within [`DAYS`] from one person to one address: enough for whoever sends a letter again that was not found.
const TO_ONE: usize = 5;
/// The same to all addresses together.
const TO_ALL: usize = 40;
const DAYS: i32 = 1;

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "editor_letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who invited.
    pub subject: String,
    /// What tells the address from others, and to nobody which it is.
    pub recipient: String,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["recipient"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/editorLetters/{}", row.country, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["create_time"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Subject.is_in(person.subject.as_deref()))
    }

    fn goes(_: &Model) -> bool {
        true
    }
}

/// They go once they count no more.
pub const RETENTION: Retention = Retention {
    kind: "invitations to write along",
    days: |scope| Box::pin(days(scope)),
    count: |scope, before| Box::pin(async move { scope.count(old(scope, before)).await }),
    due: |scope, before, most| Box::pin(names(scope, before, most)),
    remove: |scope, before, most| Box::pin(remove(scope, before, most)),
};

async fn days(scope: &Scope) -> Result<Vec<(String, i32)>> {
    Ok(country::rows::newest_of_all(scope).await?.into_iter().map(|row| (row.id, DAYS)).collect())
}

fn old(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::CreateTime.lt(before)).order_by_asc(Column::CreateTime)
}

async fn names(scope: &Scope, before: OffsetDateTime, most: u64) -> Result<Vec<String>> {
    Ok(scope.all(old(scope, before).limit(most)).await?.iter().map(Entity::resource).collect())
}

async fn remove(scope: &mut Scope, before: OffsetDateTime, most: u64) -> Result<u64> {
    let rows = scope.all(old(scope, before).limit(most).lock_exclusive()).await?;
    for row in &rows {
        scope.forget(&Entity::resource(row)).await?;
        scope.remove::<Entity>(row).await?;
    }
    Ok(rows.len() as u64)
}

/// Writes down that the caller has a letter sent to an address; refuses one too many. Those that they have sent all at once are
/// counted one after the other.
pub async fn write_down(scope: &mut Scope, email: &str) -> Result<()> {
    scope.alone(&format!("editor_letters/{}", scope.subject())).await?;
    let now = moment::now();
    let lately = now - time::Duration::days(DAYS.into());
    let theirs = scope.find::<Entity>().filter(Column::Subject.eq(scope.subject()));
    let theirs = scope.all(theirs.filter(Column::CreateTime.gt(lately)).order_by_asc(Column::CreateTime)).await?;
    let recipient = hex::encode(scope.person_key(&format!("mailto:{}", email.to_lowercase())));
    let to_one = theirs.iter().filter(|row| row.recipient == recipient).map(|row| row.create_time).collect();
    let to_all = theirs.iter().map(|row| row.create_time).collect();
    let waits = [again(to_one, TO_ONE), again(to_all, TO_ALL)].into_iter().flatten().max();
    if let Some(from) = waits {
        return Err(too_many(scope.subject(), from, now));
    }
    let (country, subject) = (scope.country().to_owned(), scope.subject().to_owned());
    // The change of the editor tells of it.
    scope.derive::<Entity>(&Model { country, id: Uuid::now_v7(), subject, recipient, create_time: now })
}

/// From when on one more may go beside these, the earliest first; nothing where it may go now.
fn again(sent: Vec<OffsetDateTime>, most: usize) -> Option<OffsetDateTime> {
    let last = sent.len().checked_sub(most)?;
    Some(*sent.get(last)? + time::Duration::days(DAYS.into()))
}

fn too_many(subject: &str, from: OffsetDateTime, now: OffsetDateTime) -> Error {
    let when = format!("{} {:02}:{:02} UTC", from.date(), from.hour(), from.minute());
    let text = Text::told(
        format!(
            "within a day at most {TO_ONE} invitations go to one address, and {TO_ALL} in all; send it after {when}"
        ),
        format!(
            "en un día van como máximo {TO_ONE} invitaciones a un mismo correo y {TO_ALL} en total; envíela después de \
             {when}"
        ),
        format!(
            "em um dia vão no máximo {TO_ONE} convites ao mesmo e-mail e {TO_ALL} no total; envie-o depois de {when}"
        ),
    );
    let pause = Duration::try_from(from - now).unwrap_or_default();
    Error::over_limit(Reason::CallerQuotaExceeded, subject.to_owned(), text, pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_may_go_once_the_earliest_of_so_many_is_a_day_old() {
        let at = |hour: i64| moment::from_seconds(hour * 3600);
        assert_eq!(again(vec![], 2), None);
        assert_eq!(again(vec![at(1)], 2), None);
        assert_eq!(again(vec![at(1), at(3)], 2), Some(at(25)));
        assert_eq!(again(vec![at(1), at(3), at(4)], 2), Some(at(27)), "more than there should be");
    }
}
