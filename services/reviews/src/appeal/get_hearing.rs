//! GetHearing.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetHearingRequest, GetHearingResponse};

use super::{hearing, whole};

/// Reads one hearing, with what is heard.
pub async fn get(scope: &mut Scope, request: GetHearingRequest) -> Result<GetHearingResponse> {
    let row = hearing::by_name(scope, &request.name).await?;
    Ok(GetHearingResponse { hearing: Some(whole::hearing(scope, row).await?) })
}
