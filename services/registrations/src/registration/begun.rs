//! What somebody began in an edition and never handed in, and how much of it they may have: everybody who signs in may begin
//! drafts, and send files to them.

use platform::{Error, Result, Scope, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};
use sea_orm::{ColumnTrait, Condition, QueryFilter};

use super::rows::{Column, Entity, Model};

/// More than anybody writes, and few enough that nobody fills its disk.
const MOST: u64 = 100;

/// All of one owner in an edition: their drafts, and what they withdrew without ever handing it in, which would make room without
/// end. With the next edition there is room anew.
pub fn of(owner: &str, edition: &str) -> Condition {
    let never = Condition::all().add(Column::Submissions.eq(0)).add(Column::SubmitTime.is_null());
    let withdrawn = Condition::all().add(Column::State.eq("WITHDRAWN")).add(never);
    let theirs = Condition::all().add(Column::Owner.eq(owner)).add(Column::Edition.eq(edition));
    theirs.add(Condition::any().add(Column::State.eq("DRAFT")).add(withdrawn))
}

/// Whether a registration is one of them.
pub fn is_of(row: &Model) -> bool {
    match row.state() {
        State::Draft => true,
        State::Withdrawn => row.submissions == 0 && row.submit_time.is_none(),
        _ => false,
    }
}

/// Refuses one more of the caller's in an edition.
pub async fn has_room(scope: &Scope, edition: &str) -> Result<()> {
    alone(scope, scope.subject()).await?;
    if scope.count(scope.find::<Entity>().filter(of(scope.subject(), edition))).await? < MOST {
        return Ok(());
    }
    let text = Text::told(
        format!(
            "you have {MOST} registrations in this edition that you never handed in, withdrawn ones among them; hand one in \
             first, or take a withdrawn one up again"
        ),
        format!(
            "usted tiene {MOST} registros en esta edición que nunca presentó, también los retirados; presente antes uno o \
             retome uno retirado"
        ),
        format!(
            "você tem {MOST} registros nesta edição que nunca enviou, também os retirados; envie um antes ou retome um \
             retirado"
        ),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Of two who ask at once for the same owner, the second waits, and counts what the first made.
pub async fn alone(scope: &Scope, owner: &str) -> Result<()> {
    scope.alone(&format!("drafts/{owner}")).await
}
