//! What is merged leaves the catalogue, and only where the public finds the survivor there.

use platform::clients::Caller;
use proto::registrations::v1::{
    MergeRegistrationRequest, Registration, UnmergeRegistrationRequest, registration::State,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    asked::{Asked, everywhere, nowhere},
    made::{disagree, published},
};

pub async fn what_is_published_is_merged_into_what_is_published(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let mut entries = Vec::new();
    for title in ["Unida primera", "Unida segunda", "Unida tercera"] {
        entries.push(published(network, "do", registration(title)).await?);
    }
    let [first, second, third] = entries.as_slice() else { return Err("three entries".into()) };

    let merged = merge(&office, &second.registration, &first.registration).await?;
    assert_eq!(merged.state(), State::Merged);
    nowhere(&asked, second).await?;
    let refused = refusal(merge(&office, &third.registration, &second.registration).await);
    assert_eq!(refused, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "into what is merged itself");
    assert_eq!(unmerge(&office, &second.registration).await?.state(), State::Published);
    everywhere(&asked, second).await?;

    merge(&office, &second.registration, &first.registration).await?;
    disagree(&office, &second.registration).await?;
    assert_eq!(unmerge(&office, &second.registration).await?.state(), State::Validated);
    nowhere(&asked, second).await?;

    // The public would lose it.
    let refused = refusal(merge(&office, &third.registration, &second.registration).await);
    assert_eq!(refused, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    merge(&office, &second.registration, &third.registration).await?;
    everywhere(&asked, third).await
}

async fn merge(office: &Caller, name: &str, survivor: &str) -> Result<Registration, Status> {
    let (name, survivor) = (name.to_owned(), survivor.to_owned());
    let request = MergeRegistrationRequest { name, survivor, reason: "es la misma".into(), ..Default::default() };
    Ok(office.registrations.clone().merge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

async fn unmerge(office: &Caller, name: &str) -> Result<Registration, Failure> {
    let request = UnmergeRegistrationRequest { name: name.to_owned(), reason: "no lo es".into(), ..Default::default() };
    let answer = office.registrations.clone().unmerge_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}
