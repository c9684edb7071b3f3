//! ConfirmDecision.

use platform::{error::Result, etag, names::NETWORK, store::Scope};
use proto::reviews::v1::{ConfirmDecisionRequest, ConfirmDecisionResponse, confirm_decision_request::Verdict};

use super::{State, judged, may_confirm, rows};
use crate::{case, edition::plans, second_person};

/// Confirms a prepared decision, or sets it back: its case waits for another one then.
pub async fn confirm(scope: &mut Scope, request: ConfirmDecisionRequest) -> Result<ConfirmDecisionResponse> {
    second_person::for_people_only(scope.is_api_key())?;
    let (case_before, before) = rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let confirms = request.verdict() == Verdict::Confirmed;
    let state = judged(before.state, confirms)?;
    let confirmer = scope.subject().to_owned();
    if confirms {
        let deciders = plans::of_case(scope, &case_before).await?.deciders;
        let of_network = scope.belongs().iter().any(|place| place == NETWORK);
        may_confirm(deciders, &before.preparer, &confirmer, of_network)?;
    }
    let after = rows::Model { state, confirmer, ..before.next() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if state == State::SetBack {
        let earlier = rows::replaced(scope, &after).await?;
        let mut case_after = case_before.next();
        case_after.state = case::decision_set_back(
            earlier.as_ref().and_then(rows::Model::released_outcome),
            case_before.reviews_in,
            case_before.reviews_wanted,
        );
        case_after.decision = earlier.as_ref().map(|earlier| earlier.id);
        case_after.outcome = earlier.map(|earlier| earlier.outcome);
        scope.update::<case::rows::Entity>(&case_before, case_after).await?;
    }
    Ok(ConfirmDecisionResponse { decision: Some(rows::to_message(after)) })
}
