//! An appeal and a hearing with all that belongs to them.

use platform::{error::Result, store::Scope};
use proto::reviews::v1 as message;
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{Against, hearing, rows};
use crate::{case, decision::reviewed::scores_message, edition, screening};

/// An appeal with its hearings.
pub async fn appeal(scope: &Scope, row: rows::Model) -> Result<message::Appeal> {
    let hearings = hearing::of_appeal(scope, row.id).await?.into_iter().map(hearing::to_message).collect();
    Ok(message::Appeal { hearings, ..rows::to_message(row) })
}

/// A hearing with what is heard: the case as it was decided, and what the appeal adds. The words of a case do not change after
/// its screening, so its row is the snapshot; scores are those that were kept with the decision.
pub async fn hearing(scope: &Scope, row: hearing::Model) -> Result<message::Hearing> {
    let appeal = rows::by_id(scope, row.appeal_id, &hearing::name(&row)).await?;
    let of = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.eq(appeal.case_id));
    let of = scope.expect(of, &hearing::name(&row)).await?;
    let before = what_was_decided(scope, &appeal, of.blocked).await?;
    let criteria = edition::rows::edition(scope, &of.edition).await?.criteria_message();
    let brief = message::CaseBrief { criteria, answers: of.answers(scope.language()), ..of.brief(true) };
    let comments = if of.blocked { Vec::new() } else { appeal.comments_to_applicant.0.clone() };
    let told = rows::to_message(appeal);
    let heard = message::HeardCase {
        brief: Some(brief),
        comments_to_applicant: comments,
        grounds: told.grounds,
        statement: told.statement,
        ..before
    };
    Ok(message::Hearing { heard: Some(heard), ..hearing::to_message(row) })
}

/// What the appeal is against; of a screening, without who found so: whoever hears it knows nobody's name.
async fn what_was_decided(scope: &Scope, appeal: &rows::Model, blocked: bool) -> Result<message::HeardCase> {
    let shown = |words: String| if blocked { String::new() } else { words };
    if appeal.against == Against::Screening {
        let mut screening = screening::rows::to_message(rows::screening_of(scope, appeal).await?);
        screening.reason = shown(screening.reason);
        (screening.proposer, screening.confirmer) = (String::new(), String::new());
        (screening.proposed_by, screening.confirmed_by) = (None, None);
        return Ok(message::HeardCase { screening: Some(screening), ..Default::default() });
    }
    let decision = rows::decision_of(scope, appeal).await?;
    Ok(message::HeardCase {
        outcome: decision.outcome.message().into(),
        decision_code: decision.code().into(),
        decision_reason: shown(decision.reason),
        scores: decision.basis.as_ref().map(|basis| scores_message(&basis.scores)),
        bar: decision.basis.as_ref().map_or(0.0, |basis| basis.bar),
        ..Default::default()
    })
}
