//! What is merged leaves the catalogue, and only where the public finds the survivor there.

use proto::registrations::v1::{
    ConsentKind, MergeRegistrationRequest, Registration, UnmergeRegistrationRequest, WithdrawConsentRequest,
    registration::State,
};
use tests::{
    people::People,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    asked::{Asked, everywhere, nowhere},
    published,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_merged_into_what_is_published_and_comes_back_with_its_consent() -> Result<(), Failure> {
    let (_ground, _serving, people) = published().await?;
    let asked = Asked::by(&people)?;
    let all = asked.listed("countries/do", "").await?;
    let [first, second, third, ..] = all.as_slice() else { return Err("too few entries".into()) };

    let merged = merge(&people, &second.registration, &first.registration).await?;
    assert_eq!(merged.state(), State::Merged);
    nowhere(&asked, second).await?;
    let refused = refusal(merge(&people, &third.registration, &second.registration).await);
    assert_eq!(refused, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "into what is merged itself");
    assert_eq!(unmerge(&people, &second.registration).await?.state(), State::Published);
    everywhere(&asked, second).await?;

    merge(&people, &second.registration, &first.registration).await?;
    disagree(&people, &second.registration).await?;
    assert_eq!(unmerge(&people, &second.registration).await?.state(), State::Validated);
    nowhere(&asked, second).await?;

    // The public would lose it.
    let refused = refusal(merge(&people, &third.registration, &second.registration).await);
    assert_eq!(refused, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    merge(&people, &second.registration, &third.registration).await?;
    everywhere(&asked, third).await
}

async fn merge(people: &People, name: &str, survivor: &str) -> Result<Registration, Status> {
    let (name, survivor) = (name.to_owned(), survivor.to_owned());
    let request = MergeRegistrationRequest { name, survivor, reason: "es la misma".into(), ..Default::default() };
    let mut office = people.office("do").map_err(|problem| Status::internal(problem.to_string()))?.registrations;
    Ok(office.merge_registration(request).await?.into_inner().registration.unwrap_or_default())
}

async fn unmerge(people: &People, name: &str) -> Result<Registration, Failure> {
    let request = UnmergeRegistrationRequest { name: name.to_owned(), reason: "no lo es".into(), ..Default::default() };
    let answer = people.office("do")?.registrations.unmerge_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

async fn disagree(people: &People, name: &str) -> Result<(), Failure> {
    let kind = ConsentKind::Publication.into();
    let request = WithdrawConsentRequest { name: name.to_owned(), kind, ..Default::default() };
    people.office("do")?.registrations.withdraw_consent(request).await?;
    Ok(())
}
