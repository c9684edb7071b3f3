//! `DismissDuplicateAcrossCountries`

use futures::future::BoxFuture;
use platform::{Result, Scope, Store, rpc::UseCase};
use proto::registrations::v1::{DismissDuplicateAcrossCountriesRequest, DismissDuplicateAcrossCountriesResponse};

use super::{dismissals, pair};

/// The use case, on the store that has the registrations of all countries.
pub struct Dismiss(pub Store);

impl<'a> UseCase<'a, DismissDuplicateAcrossCountriesRequest> for Dismiss {
    type Running = BoxFuture<'a, Result<DismissDuplicateAcrossCountriesResponse>>;

    fn run(self, scope: &'a mut Scope, request: DismissDuplicateAcrossCountriesRequest) -> Self::Running {
        Box::pin(async move { dismiss(scope, request, &self.0).await })
    }
}

/// Says that two of different countries are not one. The network keeps that, where no office reads it: by their ids alone,
/// which say nothing once a country is gone.
async fn dismiss(
    scope: &mut Scope,
    request: DismissDuplicateAcrossCountriesRequest,
    store: &Store,
) -> Result<DismissDuplicateAcrossCountriesResponse> {
    let (one, other) = pair::across(store, &request.registration, &request.other).await?;
    dismissals::keep(scope, one, other).await?;
    Ok(DismissDuplicateAcrossCountriesResponse {})
}
