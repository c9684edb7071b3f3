//! GetCase.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetCaseRequest, GetCaseResponse};

use super::{rows, whole};

/// Reads one case.
pub async fn get(scope: &mut Scope, request: GetCaseRequest) -> Result<GetCaseResponse> {
    let row = rows::shown_to_caller(scope, &request.name).await?;
    Ok(GetCaseResponse { case: Some(whole::whole(scope, row).await?) })
}
