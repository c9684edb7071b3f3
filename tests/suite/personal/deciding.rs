//! What is the applicant's to say: whether they hand their entry in, and what they agree to. The office says so only of what
//! it made and nobody has claimed.

use platform::clients::Caller;
use proto::registrations::v1::{CreateRegistrationRequest, Registration, UpdateRegistrationRequest};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use crate::{
    catalogue::made::{agree, disagree, publish, stands_validated},
    registering::asking::{submit, update},
};

const TITLE: &str = "La de quien decide";

pub async fn the_office_neither_hands_in_nor_agrees_for_an_applicant(network: &Network) -> Result<(), Failure> {
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let office = network.caller("staff", "office_staff", "do", "en")?;
    let theirs = of(Code::PermissionDenied, "REGISTRATION_OWNER_NEEDED");
    let name = draft(&ana).await?;

    assert_eq!(refusal(submit(&office, &name).await), theirs);
    assert_eq!(refusal(agree(&office, &name).await), theirs);
    let agreeing = Registration { publication_consent: true, ..Default::default() };
    assert_eq!(refusal(update(&office, &name, agreeing).await), theirs);
    for path in ["publication_consent", "data_consent", "notice_version"] {
        let (notice_version, publication_consent) = (1, true);
        let change = Registration { name: name.clone(), notice_version, publication_consent, ..Default::default() };
        assert_eq!(refusal(masked(&office, change, path).await), theirs, "{path}");
    }
    let words = Registration { summary: "Lo que corrigió la oficina".into(), ..Default::default() };
    assert_eq!(update(&office, &name, words).await?.summary, "Lo que corrigió la oficina");

    submit(&ana, &name).await?;
    stands_validated(network, "do", TITLE).await?;
    publish(&office, &name).await?;
    disagree(&ana, &name).await?;
    assert_eq!(refusal(agree(&office, &name).await), theirs, "against their will");
    let refused = publish(&office, &name).await.err().ok_or("it was published")?.to_string();
    assert!(refused.contains("agreed to publication"), "{refused}");
    agree(&ana, &name).await?;
    publish(&office, &name).await?;
    disagree(&office, &name).await?;
    assert!(publish(&office, &name).await.is_err(), "an applicant who calls may have the office take it back");
    Ok(())
}

async fn draft(ana: &Caller) -> Result<String, Status> {
    let (parent, registration) = ("countries/do".to_owned(), Some(registration(TITLE)));
    let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
    let made = ana.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.unwrap_or_default().name)
}

async fn masked(caller: &Caller, change: Registration, path: &str) -> Result<(), Status> {
    let mask = prost_types::FieldMask { paths: vec![path.into()] };
    let request =
        UpdateRegistrationRequest { registration: Some(change), update_mask: Some(mask), ..Default::default() };
    caller.registrations.clone().update_registration(request).await.map(drop)
}
