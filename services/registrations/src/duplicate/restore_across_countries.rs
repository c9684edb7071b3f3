//! `RestoreDuplicateAcrossCountries`

use futures::future::BoxFuture;
use platform::{Result, Scope, Store, rpc::UseCase};
use proto::registrations::v1::{RestoreDuplicateAcrossCountriesRequest, RestoreDuplicateAcrossCountriesResponse};

use super::{dismissals, pair};

/// The use case, on the store that has the registrations of all countries.
pub struct Restore(pub Store);

impl<'a> UseCase<'a, RestoreDuplicateAcrossCountriesRequest> for Restore {
    type Running = BoxFuture<'a, Result<RestoreDuplicateAcrossCountriesResponse>>;

    fn run(self, scope: &'a mut Scope, request: RestoreDuplicateAcrossCountriesRequest) -> Self::Running {
        Box::pin(async move { restore(scope, request, &self.0).await })
    }
}

/// Takes back that two of different countries are not one.
async fn restore(
    scope: &mut Scope,
    request: RestoreDuplicateAcrossCountriesRequest,
    store: &Store,
) -> Result<RestoreDuplicateAcrossCountriesResponse> {
    let (one, other) = pair::across(store, &request.registration, &request.other).await?;
    dismissals::take_back(scope, one, other).await?;
    Ok(RestoreDuplicateAcrossCountriesResponse {})
}
