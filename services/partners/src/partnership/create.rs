//! `CreatePartnership`

use platform::{Result, Scope};
use proto::partners::v1::{CreatePartnershipRequest, CreatePartnershipResponse, PartnershipMade};

use super::{day_text, rows};
use crate::{country::rows as countries, institution::rows as institutions};

/// Gives an institution a part in a country. A second partnership there is refused by an index.
pub async fn create(scope: &mut Scope, request: CreatePartnershipRequest) -> Result<CreatePartnershipResponse> {
    let partnership = request.partnership.unwrap_or_default();
    let institution = institutions::id_of("partnership.institution", &partnership.institution)?;
    let row = rows::new(scope.country(), institution, &partnership)?;
    scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    institutions::expect(scope, institution).await?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    scope.publish(&PartnershipMade {
        name: rows::name(&row),
        version: row.version,
        institution: institutions::name(&row.institution),
        roles: rows::role_numbers(&row),
        start_date: day_text(row.start_date),
        end_date: day_text(row.end_date),
    });
    Ok(CreatePartnershipResponse { partnership: Some(rows::message(row)) })
}
