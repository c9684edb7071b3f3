//! ExplainDecision.

use platform::{error::Result, store::Scope};
use proto::{
    registrations::v1::review_plan::{Deciders, ScoreBasis},
    reviews::v1::{DecisionExplanation, ExplainDecisionRequest, ExplainDecisionResponse},
};

use super::{basis::Basis, reviewed::scores_message, rows};
use crate::edition::plan::Decides;

/// Says how a decision came about, by what was kept with it.
pub async fn explain(scope: &mut Scope, request: ExplainDecisionRequest) -> Result<ExplainDecisionResponse> {
    let row = rows::by_name(scope, &request.name).await?;
    let told = row.basis.as_ref().map(|basis| explained(basis, basis.in_words(scope.language())));
    let explanation = DecisionExplanation { decision: Some(rows::to_message(row)), ..told.unwrap_or_default() };
    Ok(ExplainDecisionResponse { explanation: Some(explanation) })
}

fn explained(basis: &Basis, words: String) -> DecisionExplanation {
    let score_basis = if basis.corrected { ScoreBasis::Corrected } else { ScoreBasis::Raw };
    let deciders = match basis.deciders {
        Decides::One => Deciders::One,
        Decides::Two => Deciders::Two,
        Decides::Network => Deciders::Network,
    };
    DecisionExplanation {
        decision: None,
        plan_version: basis.plan_version,
        model: basis.model.clone(),
        scores: Some(scores_message(&basis.scores)),
        score_basis: score_basis.into(),
        score: basis.score(),
        bar: basis.bar,
        outcome_of_bar: basis.outcome_of_bar().message().into(),
        quorum: basis.quorum,
        deciders: deciders.into(),
        words,
    }
}
