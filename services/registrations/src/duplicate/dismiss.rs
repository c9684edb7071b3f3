//! `DismissDuplicate`

use platform::{Error, Result, Scope, error::Text};
use proto::registrations::v1::{DismissDuplicateRequest, DismissDuplicateResponse};

use super::dismissals;
use crate::registration::{borrowed, rows};

/// Says that two are not one. The first is locked, so that of two who say so at once the second finds it said.
pub async fn dismiss(scope: &mut Scope, request: DismissDuplicateRequest) -> Result<DismissDuplicateResponse> {
    let one = rows::locked_to_change(scope, request.name.as_str().max(request.other.as_str())).await?;
    let other = rows::expect(scope, request.name.as_str().min(request.other.as_str())).await?;
    if one.id == other.id {
        let text = Text::told("name two registrations", "indique dos registros", "indique dois registros");
        return Err(Error::invalid("other", text));
    }
    borrowed::check(scope, &[one.state(), other.state()])?;
    dismissals::keep(scope, one.id, other.id).await?;
    Ok(DismissDuplicateResponse {})
}
