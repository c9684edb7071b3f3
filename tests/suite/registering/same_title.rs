//! One organisation hands a title in once. What somebody begins keeps nobody from that, and tells nobody that it is there.

use platform::clients::Caller;
use proto::registrations::v1::{
    Applicant, CreateRegistrationRequest, Registration, ReviveRegistrationRequest, registration::State,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::asking::{submit, update, withdraw};
use crate::{
    forms::making::faults,
    import::{
        files::{row, spanish},
        import,
    },
};

const TITLE: &str = "La que dos comienzan";
const IMPORTED: &str = "La que vino en papel";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_nobody_from_handing_the_same_title_in() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("same_title").await?] {
        let (ana, bea) =
            (network.caller("ana", "applicant", "do", "en")?, network.caller("bea", "applicant", "do", "en")?);
        let first = begin(&bea, registration(TITLE)).await?;
        let second = begin(&ana, registration(TITLE)).await?;
        let saved = Registration { summary: "Y se guarda".into(), ..registration(TITLE) };
        assert_eq!(update(&bea, &first, saved).await?.summary, "Y se guarda");
        submit(&ana, &second).await?;
        let made = of(Code::AlreadyExists, "REGISTRATION_ALREADY_MADE");
        let refused = submit(&bea, &first).await;
        assert_eq!(refusal(refused.clone()), made);
        assert_eq!(faults(refused), ["registration.title"]);

        // With all that is wrong besides, whosever the other one is.
        let lacking = Registration { description: String::new(), ..registration(TITLE) };
        let lacking = begin(&bea, lacking).await?;
        let found = faults(submit(&bea, &lacking).await);
        assert_eq!(found, ["registration.description", "registration.title"]);

        withdraw(&ana, &second).await?;
        assert_eq!(submit(&bea, &first).await?.state(), State::Submitted);
        assert_eq!(revive(&ana, &second).await?.state(), State::Draft);
        assert_eq!(refusal(submit(&ana, &second).await), made);
        what_came_on_paper_is_registered_beside_a_draft(&network, &bea).await?;
    }
    Ok(())
}

async fn what_came_on_paper_is_registered_beside_a_draft(network: &Network, bea: &Caller) -> Result<(), Failure> {
    let plain = registration(IMPORTED);
    let by = Applicant { organisation: "Taller Ñandú".into(), ..plain.applicant.clone().unwrap_or_default() };
    let begun = begin(bea, Registration { applicant: Some(by), ..plain }).await?;
    let file = spanish(&[row(IMPORTED, "Como estaba en la hoja")]);
    let imported = import(network, &file).await?;
    assert_eq!((imported.registered, imported.already_registered), (1, 0), "{:?}", imported.refused_rows);
    let again = import(network, &file).await?;
    assert_eq!((again.registered, again.already_registered), (0, 1));
    assert_eq!(refusal(submit(bea, &begun).await), of(Code::AlreadyExists, "REGISTRATION_ALREADY_MADE"));
    Ok(())
}

async fn begin(by: &Caller, registration: Registration) -> Result<String, Status> {
    let (parent, registration) = ("countries/do".to_owned(), Some(registration));
    let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
    let made = by.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.unwrap_or_default().name)
}

async fn revive(by: &Caller, name: &str) -> Result<Registration, Status> {
    let request = ReviveRegistrationRequest { name: name.into(), reason: "otra vez".into(), ..Default::default() };
    let revived = by.registrations.clone().revive_registration(request).await?.into_inner();
    Ok(revived.registration.unwrap_or_default())
}
