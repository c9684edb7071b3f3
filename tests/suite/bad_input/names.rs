//! Resource names: of nothing, of somebody else, of no form.

use prost_reflect::prost::Message;
use proto::{
    Rpc,
    notifications::v1::GetNotificationRequest,
    registrations::v1::{
        GetRegistrationRequest, Registration, SubmitRegistrationRequest, UpdateRegistrationRequest,
        WithdrawRegistrationRequest,
    },
    reviews::v1::{GetCaseRequest, ListCasesRequest, ScreenCaseRequest},
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    raw,
};
use tonic::{Code, Status, transport::Channel};

use super::refusal::{invalid, is_refused, refused};

/// An id that nothing has.
const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

/// Things of the Dominican Republic, by name.
pub struct There {
    pub draft: String,
    pub submitted: String,
    pub case: String,
    pub notification: String,
}

/// A draft, and a submitted registration with its case and a notification.
pub async fn something_to_ask_for(network: &Network) -> Result<There, Failure> {
    let draft = network.draft("do", registration("Borrador")).await?.name;
    let submitted = network.draft("do", registration("Enviada")).await?.name;
    let request = SubmitRegistrationRequest { name: submitted.clone(), ..Default::default() };
    let office = network.office("do")?;
    office.registrations.clone().submit_registration(request).await?;
    let case = until("the case", || async {
        let request = ListCasesRequest { parent: "countries/do".into(), ..Default::default() };
        let listed = office.reviews.clone().list_cases(request).await?.into_inner();
        Ok(listed.cases.first().map(|case| case.name.clone()))
    })
    .await?;
    let notification = until("a notification", || async {
        let request =
            proto::notifications::v1::ListNotificationsRequest { parent: "countries/do".into(), ..Default::default() };
        let listed = office.notifications.clone().list_notifications(request).await?.into_inner();
        Ok(listed.notifications.first().map(|notification| notification.name.clone()))
    })
    .await?;
    Ok(There { draft, submitted, case, notification })
}

pub async fn what_is_not_there_and_what_is_not_yours_are_answered_alike(
    network: &Network,
    there: &There,
) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let neighbour = network.issuer.token("office:cr", "office_admin", "cr")?;
    let somebody = network.issuer.token("somebody", "applicant", "do")?;
    for token in [&neighbour, &somebody] {
        let get = |name: String| GetRegistrationRequest { name };
        alike(&channel, token, &there.draft, get).await?;
        alike(&channel, token, &there.submitted, get).await?;
        alike(&channel, token, &there.draft, |name| SubmitRegistrationRequest { name, ..Default::default() }).await?;
        alike(&channel, token, &there.draft, |name| UpdateRegistrationRequest {
            registration: Some(Registration { name, title: "Robada".into(), ..Default::default() }),
            ..Default::default()
        })
        .await?;
    }
    let withdraw = |name| WithdrawRegistrationRequest { name, reason: "ya no".into(), ..Default::default() };
    alike(&channel, &somebody, &there.submitted, withdraw).await?;
    alike(&channel, &neighbour, &there.case, |name| GetCaseRequest { name }).await?;
    let screen = |name| ScreenCaseRequest { name, outcome: 1, ..Default::default() };
    alike(&channel, &neighbour, &there.case, screen).await?;
    alike(&channel, &neighbour, &there.notification, |name| GetNotificationRequest { name }).await
}

/// Asks for what is there and not the caller's, and for what is nowhere; the answers must not differ but in the name
/// that was asked for, to the byte.
async fn alike<R: Rpc>(
    channel: &Channel,
    token: &str,
    name: &str,
    request: impl Fn(String) -> R,
) -> Result<(), Failure> {
    let id = name.rsplit('/').next().unwrap_or_default();
    let nowhere = name.replace(id, NOTHING);
    let not_yours = answer(channel, token, R::METHOD, &request(name.into())).await?;
    let not_there = answer(channel, token, R::METHOD, &request(nowhere)).await?;
    assert_eq!(not_yours.0, Code::NotFound, "{} of {name}", R::METHOD);
    assert_eq!(not_yours.without(id), not_there.without(NOTHING), "{} of {name}", R::METHOD);
    is_refused(channel, token, R::METHOD, &request(name.into()), refused(Code::NotFound, "RESOURCE_NOT_FOUND")).await
}

/// All that a caller can see of a refusal: code, message, details and headers.
#[derive(Debug, PartialEq)]
struct Seen(Code, String, Vec<u8>, Vec<(String, Vec<u8>)>);

impl Seen {
    fn without(&self, id: &str) -> Seen {
        let hidden = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            while let Some(at) = bytes.windows(id.len()).position(|part| part == id.as_bytes()) {
                bytes[at..at + id.len()].fill(b'#');
            }
            bytes
        };
        let headers = self.3.iter().map(|(name, value)| (name.clone(), hidden(value))).collect();
        Seen(self.0, self.1.replace(id, "#"), hidden(&self.2), headers)
    }
}

async fn answer(channel: &Channel, token: &str, method: &str, request: &impl Message) -> Result<Seen, Failure> {
    let bearer = format!("Bearer {token}");
    let answer = raw::call(channel, method, request.encode_to_vec(), &[("authorization", &bearer)]).await;
    let status: Status = answer.map(drop).err().ok_or_else(|| format!("{method} is not refused"))?;
    let headers = status.metadata().clone().into_headers();
    let headers = headers.iter().filter(|(name, _)| *name != http::header::DATE);
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    Ok(Seen(status.code(), status.message().to_owned(), status.details().to_vec(), headers))
}

pub async fn names_of_another_form_are_refused(network: &Network) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let method = GetRegistrationRequest::METHOD;
    let long = format!("countries/do/registrations/{}", "a".repeat(10_000));
    for name in [
        "",
        "countries",
        "countries/",
        "countries/DO/registrations/1",
        "countries/do'; DROP TABLE registrations; --/registrations/1",
        "countries/do/registrations/",
        "countries/do/registrations/1",
        "countries/do/registrations/../../cr",
        "countries/network/registrations/00000000-0000-7000-8000-000000000000",
        &long,
    ] {
        let request = GetRegistrationRequest { name: name.into() };
        is_refused(&channel, &token, method, &request, invalid(&["name"])).await?;
    }
    // Fits the pattern, and is no UUID: nothing can have that name.
    for id in ["-".repeat(36), "f".repeat(36)] {
        let request = GetRegistrationRequest { name: format!("countries/do/registrations/{id}") };
        is_refused(&channel, &token, method, &request, refused(Code::NotFound, "RESOURCE_NOT_FOUND")).await?;
    }
    // A country that nobody admitted is as far away as any other.
    let request = GetRegistrationRequest { name: format!("countries/zz/registrations/{NOTHING}") };
    is_refused(&channel, &token, method, &request, refused(Code::NotFound, "RESOURCE_NOT_FOUND")).await
}
