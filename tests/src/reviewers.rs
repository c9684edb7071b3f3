//! What every reviewer does before they review.

use platform::clients::Caller;
use proto::reviews::v1::DeclareConflictRequest;
use tonic::Status;

/// Says that nothing ties the caller to the applicant of a case; it or one of its assignments is named.
pub async fn declare(reviewer: &Caller, name: &str) -> Result<(), Status> {
    let nothing = DeclareConflictRequest { name: name.into(), ..Default::default() };
    reviewer.reviews.clone().declare_conflict(nothing).await.map(drop)
}
