//! Editions to ask things by, and what is done with them.

use platform::{clients::Caller, error::fields_of};
use prost_reflect::prost_types::Timestamp;
use proto::registrations::v1::{
    Answer, Calendar, CountryEdition, CreateEditionRequest, Definition, Edition, GetCountryEditionRequest,
    GetCountryEditionResponse, GetEditionDefinitionRequest, GetFormRequest, GetFormResponse, Question, Registration,
    ReviseCountryEditionRequest, ReviseEditionRequest, SubmitRegistrationRequest, Track, answer::Value, question::Kind,
};
use tests::{
    network::{Network, edition, registration, words},
    patience::until,
    platform::Failure,
};
use tonic::Status;

/// An open edition with this id that asks what comes along; its name.
pub async fn open(network: &Network, id: &str) -> Result<String, Failure> {
    open_with(network, id, None).await
}

/// The same that asks something else.
pub async fn open_with(network: &Network, id: &str, definition: Option<Definition>) -> Result<String, Failure> {
    let request =
        CreateEditionRequest { edition_id: id.into(), edition: Some(edition()), definition, ..Default::default() };
    let made = network.region()?.registrations.create_edition(request).await?.into_inner();
    Ok(made.edition.ok_or("no edition")?.name)
}

/// An edition as the network has it.
pub async fn edition_of(network: &Network, name: &str) -> Result<Edition, Failure> {
    let request = proto::registrations::v1::GetEditionRequest { name: name.into() };
    let found = network.region()?.registrations.get_edition(request).await?.into_inner();
    Ok(found.edition.ok_or("no edition")?)
}

/// What an edition asks now.
pub async fn definition_of(network: &Network, name: &str) -> Result<Definition, Failure> {
    let request = GetEditionDefinitionRequest { name: name.into(), ..Default::default() };
    let found = network.region()?.registrations.get_edition_definition(request).await?.into_inner();
    Ok(found.definition.ok_or("no definition")?)
}

/// Has an edition ask something else.
pub async fn revise(network: &Network, name: &str, definition: Definition) -> Result<Edition, Failure> {
    let edition = Some(edition_of(network, name).await?);
    let request = ReviseEditionRequest { edition, definition: Some(definition), ..Default::default() };
    let revised = network.region()?.registrations.revise_edition(request).await?.into_inner();
    Ok(revised.edition.ok_or("no edition")?)
}

/// The form for solutions in a definition.
pub fn questions(definition: &mut Definition) -> Result<&mut Vec<Question>, Failure> {
    let mut forms = definition.forms.iter_mut();
    let form = forms.find(|form| form.track() == Track::Solution).ok_or("no form for solutions")?;
    Ok(&mut form.questions)
}

/// A question that needs an answer in words.
pub fn question(id: &str) -> Question {
    Question {
        id: id.into(),
        kind: Kind::ShortText.into(),
        label: words(&format!("¿{id}?")),
        required: true,
        ..Question::default()
    }
}

/// An answer in words.
pub fn text(question: &str, text: &str) -> Answer {
    Answer { question: question.into(), value: Some(Value::Text(text.into())) }
}

/// A draft of a solution for an edition, with these answers.
pub fn entry(edition: &str, title: &str, answers: Vec<Answer>) -> Registration {
    Registration { edition: edition.into(), answers, ..registration(title) }
}

/// Hands a draft in.
pub async fn submit(caller: &mut Caller, name: &str) -> Result<Registration, Status> {
    let request = SubmitRegistrationRequest { name: name.into(), ..Default::default() };
    let answer = caller.registrations.submit_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

/// The fields at fault in a refusal, in their order; none in an answer.
pub fn faults<T>(answer: Result<T, Status>) -> Vec<String> {
    let faults = answer.err().map(|status| fields_of(&status)).unwrap_or_default();
    faults.into_iter().map(|(field, _)| field).collect()
}

/// The edition in the country do, once its time zone is known there.
pub async fn held(network: &Network, edition: &str) -> Result<GetCountryEditionResponse, Failure> {
    let office = network.office("do")?;
    let request = GetCountryEditionRequest { name: format!("countries/do/{edition}"), ..Default::default() };
    until("the country known to registrations", || async {
        let held = office.registrations.clone().get_country_edition(request.clone()).await?.into_inner();
        Ok((!held.time_zone.is_empty()).then_some(held))
    })
    .await
}

/// Has the country do change something in an edition.
pub async fn change(
    network: &Network,
    edition: &str,
    change: impl FnOnce(&mut CountryEdition),
) -> Result<Result<CountryEdition, Status>, Failure> {
    let mut country_edition = held(network, edition).await?.country_edition.unwrap_or_default();
    change(&mut country_edition);
    let request = ReviseCountryEditionRequest { country_edition: Some(country_edition), ..Default::default() };
    let revised = network.office("do")?.registrations.revise_country_edition(request).await;
    Ok(revised.map(|revised| revised.into_inner().country_edition.unwrap_or_default()))
}

/// The form for solutions in a country.
pub async fn form(network: &Network, country: &str, edition: &str) -> Result<GetFormResponse, Failure> {
    let request = GetFormRequest {
        name: format!("countries/{country}/{edition}"),
        track: Track::Solution.into(),
        ..Default::default()
    };
    Ok(network.office("cr")?.registrations.get_form(request).await?.into_inner())
}

/// The ids of the questions in a form.
pub fn ids(form: &GetFormResponse) -> Vec<&str> {
    form.form.iter().flat_map(|form| &form.questions).map(|question| question.id.as_str()).collect()
}

/// From the first of July 2020 to the first of January of a year.
pub fn until_year(seconds: i64) -> Option<Calendar> {
    let moment = |seconds: i64| Some(Timestamp { seconds, nanos: 0 });
    Some(Calendar { opens: moment(1_593_561_600), closes: moment(seconds) })
}
