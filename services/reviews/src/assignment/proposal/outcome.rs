//! A proposal with its sums: of what the caller may see of it, so that no number tells of a case that is hidden from them.

use platform::{error::Result, store::Scope};
use proto::reviews::v1 as message;
use sea_orm::prelude::Uuid;

use super::{Action, gap, pair, rows};
use crate::assignment::preference::{self, WISHES};

/// The proposal as it stands, with what it costs and lacks.
pub async fn whole(scope: &Scope, row: rows::Model) -> Result<message::AssignmentProposal> {
    let pairs = pair::rows::of_proposal(scope, row.id).await?;
    let gaps = gap::rows::of_proposal(scope, row.id).await?;
    let loan_gaps = pair::rows::loan_gaps(&pairs);
    let lacking = gaps.iter().map(|gap| gap.case_id).chain(loan_gaps.iter().map(|(row, _)| row.case_id));
    let titles = pair::rows::titles(scope, &lacking.collect::<Vec<_>>()).await?;
    let title = |case: Uuid| titles.get(&case).cloned().unwrap_or_default();
    let language = scope.language();
    let added = pairs.iter().filter(|pair| pair.action == Action::Add).count();
    let all = || pairs.iter().flat_map(|pair| &pair.parts.0);
    let parts = WISHES.into_iter().filter_map(|wish| {
        let cost = all().filter(|part| part.wish == wish).map(|part| i64::from(part.cost)).sum();
        (cost > 0).then(|| preference::to_message(wish, cost, language))
    });
    Ok(message::AssignmentProposal {
        added: number(added),
        withdrawn: number(pairs.len() - added),
        lacking: gaps.iter().map(|gap| gap.lacking).sum(),
        cost: all().map(|part| i64::from(part.cost)).sum(),
        parts: parts.collect(),
        unmet: gaps
            .into_iter()
            .map(|gap| {
                let title = title(gap.case_id);
                gap::rows::to_message(gap, title, language)
            })
            .collect(),
        unmet_loans: loan_gaps
            .into_iter()
            .map(|(row, gap)| pair::rows::to_unmet_loan(row, gap, title(row.case_id), language))
            .collect(),
        ..rows::to_message(row)
    })
}

/// A count as the contract has it.
pub fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
