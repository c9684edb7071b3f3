//! GetAppeal.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetAppealRequest, GetAppealResponse};

use super::{rows, whole};

/// Reads one appeal, with its hearings.
pub async fn get(scope: &mut Scope, request: GetAppealRequest) -> Result<GetAppealResponse> {
    let row = rows::by_name(scope, &request.name).await?;
    Ok(GetAppealResponse { appeal: Some(whole::appeal(scope, row).await?) })
}
