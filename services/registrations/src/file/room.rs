//! How many bytes of files somebody may have in what they never handed in: each registration has its own bounds, and each
//! person many registrations.

use platform::{
    Error, Result, Scope,
    error::{Text, Violation},
};
use proto::platform::v1::Reason;
use sea_orm::{
    ColumnTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{ExprTrait, Query},
};

use super::rows::{Column, shown};
use crate::registration::{begun, rows as registrations};

#[derive(FromQueryResult)]
struct Together {
    bytes: Option<i64>,
}

/// Refuses a file of so many bytes beside those that the owner of a registration has in theirs. What an office has not handed
/// in yet is of many applicants, and is not counted.
pub async fn has_room(scope: &Scope, registration: &registrations::Model, size: i64, most: u64) -> Result<()> {
    if registration.is_of_office() || !begun::is_of(registration) {
        return Ok(());
    }
    begun::alone(scope, &registration.owner).await?;
    // Whoever edits along does not reach all of the owner's.
    let mut theirs = Query::select();
    theirs.column(registrations::Column::Id).from(registrations::Entity);
    theirs.and_where(registrations::Column::Country.eq(scope.country()));
    theirs.cond_where(begun::of(&registration.owner, &registration.edition));
    let files = shown(scope).filter(Column::Registration.in_subquery(theirs)).select_only();
    let sum = files.column_as(Column::Size.sum().cast_as("bigint"), "bytes");
    let found: Vec<Together> = scope.gathered(vec![sum]).await?;
    let there: i64 = found.iter().filter_map(|together| together.bytes).sum();
    if u64::try_from(there.saturating_add(size)).is_ok_and(|bytes| bytes <= most) {
        return Ok(());
    }
    let text = Text::told(
        format!(
            "files in what one person has not handed in may have {most} bytes together in an edition; there are {there}, and \
             this one has {size}: hand one in, or remove files from it first"
        ),
        format!(
            "los archivos de lo que una persona no ha presentado pueden sumar {most} bytes en una edición; hay {there} y este \
             tiene {size}: presente antes un registro o quite archivos"
        ),
        format!(
            "os arquivos do que uma pessoa não enviou podem somar {most} bytes numa edição; há {there} e este tem {size}: \
             envie um registro antes ou remova arquivos"
        ),
    );
    Err(Error::fields(Reason::FilesTooMany, vec![Violation { field: "size".into(), text }]))
}
