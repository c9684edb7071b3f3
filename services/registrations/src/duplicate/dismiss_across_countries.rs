//! `DismissDuplicateAcrossCountries`

use futures::future::BoxFuture;
use platform::{Error, Result, Scope, Store, error::Text, names::Place, personal::data_blocked, rpc::UseCase};
use proto::registrations::v1::{DismissDuplicateAcrossCountriesRequest, DismissDuplicateAcrossCountriesResponse};

use super::dismissals;
use crate::registration::rows;

const WORK: &str = "duplicates across countries";

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
    // What a scope of the network writes is the network's; the countries are looked at in another one.
    let across = store.work(WORK, Place::AcrossCountries).await?;
    let one = named(&across, &request.registration).await?;
    let other = named(&across, &request.other).await?;
    across.commit().await?;
    if one.country == other.country {
        let text = Text::told(
            "name registrations of two countries; those of one are for its office to look at",
            "indique registros de dos países; los de uno los mira su oficina",
            "indique registros de dois países; os de um só quem olha é o escritório dele",
        );
        return Err(Error::invalid("other", text));
    }
    if one.blocked || other.blocked {
        return Err(data_blocked());
    }
    dismissals::keep(scope, one.id, other.id).await?;
    Ok(DismissDuplicateAcrossCountriesResponse {})
}

/// The registration of a name, whose country is part of it.
async fn named(across: &Scope, name: &str) -> Result<rows::Model> {
    let row = rows::expect(across, name).await?;
    if row.name() == name { Ok(row) } else { Err(Error::not_found(name)) }
}
