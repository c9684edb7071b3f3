//! GetReviewerProfile.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetReviewerProfileRequest, GetReviewerProfileResponse, ReviewerProfile};

use super::{reviewer, rows};

/// Reads the profile of a reviewer in an edition.
pub async fn get(scope: &mut Scope, request: GetReviewerProfileRequest) -> Result<GetReviewerProfileResponse> {
    let of = reviewer(scope, &request.name).await?;
    let profile = match rows::of(scope, of.id, &request.edition).await? {
        Some(row) => rows::to_message(row),
        None => ReviewerProfile { reviewer: request.name, edition: request.edition, ..Default::default() },
    };
    Ok(GetReviewerProfileResponse { profile: Some(profile) })
}
