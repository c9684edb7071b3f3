//! SaveReviewDraft.

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{SaveReviewDraftRequest, SaveReviewDraftResponse};

use super::{
    Score,
    written::{self, Written},
};
use crate::{assignment::rows, case};

/// Keeps what is written of a review so far.
pub async fn save(scope: &mut Scope, request: SaveReviewDraftRequest) -> Result<SaveReviewDraftResponse> {
    let (case_id, _) = rows::ids(&request.name)?;
    let case = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::assignment(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let written = Written {
        scores: Score::all_of(request.scores),
        confidence: request.confidence,
        comment_to_applicant: request.comment_to_applicant,
        comment_to_panel: request.comment_to_panel,
        comment_to_office: request.comment_to_office,
    };
    let after = written::keep(scope, &case, &before, written, request.ready).await?;
    Ok(SaveReviewDraftResponse { assignment: Some(rows::to_message_in_full(scope, after, &case).await?) })
}
