//! One person with everything that the platform may hold of somebody, each with a word in it that nothing else has.

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateMemberRequest, Member},
    platform::v1::Role,
    registrations::v1::{
        Answer, CreateRegistrationRequest, GetRegistrationRequest, Registration, SubmitRegistrationRequest, answer,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
};

/// One person.
pub struct Somebody {
    /// The word that is in all that is said of them.
    pub word: &'static str,
    /// Their registration.
    pub registration: String,
    /// The member they are.
    pub member: String,
}

impl Somebody {
    /// Registers them, has them a member too, has letters written to them and their data read by the office.
    pub async fn new(network: &Network, word: &'static str) -> Result<Self, Failure> {
        let registration = submitted(network, word).await?;
        let member = member(network, word).await?;
        let request = GetRegistrationRequest { name: registration.clone() };
        network.office("do")?.registrations.get_registration(request).await?;
        until("a letter about the registration", || async {
            let letters = network.data.holding(&format!("contacto-{word}")).await?;
            Ok(letters.contains(&"notifications.notifications".to_owned()).then_some(()))
        })
        .await?;
        until("the case of the registration", || async {
            let texts = network.data.holding(&format!("descripción {word}")).await?;
            Ok(texts.contains(&"reviews.cases".to_owned()).then_some(()))
        })
        .await?;
        until("the member known everywhere", || async {
            let known = network.data.holding(&subject(word)).await?;
            Ok(SERVICES_WITH_GRANTS.iter().all(|table| known.iter().any(|found| found == table)).then_some(()))
        })
        .await?;
        Ok(Self { word, registration, member })
    }

    /// The person, as an applicant.
    pub fn caller(&self, network: &Network) -> Result<Caller, Failure> {
        network.caller(&subject(self.word), "applicant", "do", "en")
    }
}

const SERVICES_WITH_GRANTS: [&str; 5] =
    ["registrations.grants", "partners.grants", "reviews.grants", "notifications.grants", "reviews.members"];

/// The subject of their tokens.
pub fn subject(word: &str) -> String {
    format!("idp|{word}")
}

/// All that a registration can say, with the word in it.
pub fn written(word: &str) -> Registration {
    let mut registration = registration(&format!("Título {word}"));
    registration.summary = format!("resumen {word}");
    registration.problem = format!("problema {word}");
    registration.description = format!("descripción {word}");
    let evidence = answer::Value::Text(format!("prueba {word}"));
    registration.answers = vec![Answer { question: "evidence".into(), value: Some(evidence) }];
    registration.people_reached = Some(40);
    if let Some(applicant) = &mut registration.applicant {
        applicant.organisation = format!("Taller {word}");
        applicant.city = format!("Ciudad {word}");
        applicant.website = format!("https://{word}.example.org");
        applicant.contact_email = format!("contacto-{word}@example.org");
        applicant.contact_phone = format!("+1 809 555 {word}");
    }
    registration
}

async fn submitted(network: &Network, word: &str) -> Result<String, Failure> {
    let mut caller = network.caller(&subject(word), "applicant", "do", "en")?.registrations;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(written(word)),
        // Its answer is kept for a repetition.
        request_id: sea_orm::prelude::Uuid::now_v7().to_string(),
    };
    let name = caller.create_registration(request).await?.into_inner().registration.unwrap_or_default().name;
    let request_id = sea_orm::prelude::Uuid::now_v7().to_string();
    let request = SubmitRegistrationRequest { name: name.clone(), request_id, ..Default::default() };
    caller.submit_registration(request).await?;
    Ok(name)
}

/// A reviewer of the country; their resource name.
pub async fn member(network: &Network, word: &str) -> Result<String, Failure> {
    let member = Member {
        subject: subject(word),
        display_name: format!("Nombre {word}"),
        email: format!("miembro-{word}@example.org"),
        roles: vec![Role::Reviewer.into()],
        ..Member::default()
    };
    let request = CreateMemberRequest {
        parent: "countries/do".into(),
        member: Some(member),
        request_id: sea_orm::prelude::Uuid::now_v7().to_string(),
    };
    let created = network.office("do")?.partners.create_member(request).await?.into_inner();
    Ok(created.member.unwrap_or_default().name)
}
