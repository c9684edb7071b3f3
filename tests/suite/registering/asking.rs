//! What these tests ask for, each in a line, and the codes that come by letter.

use platform::clients::Caller;
use proto::registrations::v1::{
    AcceptEditorRequest, ClaimRegistrationRequest, Editor, GetRegistrationRequest, InviteEditorRequest,
    ListRegistrationsRequest, OfferRegistrationRequest, Registration, SubmitRegistrationRequest,
    UpdateRegistrationRequest, WithdrawRegistrationRequest,
};
use tests::{
    patience::until,
    platform::Failure,
    servers::{Letter, Mail},
};
use tonic::Status;

pub async fn get(caller: &Caller, name: &str) -> Result<Registration, Status> {
    let request = GetRegistrationRequest { name: name.to_owned() };
    let answer = caller.registrations.clone().get_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

pub async fn listed(caller: &Caller) -> Result<Vec<String>, Status> {
    let request = ListRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = caller.registrations.clone().list_registrations(request).await?.into_inner().registrations;
    Ok(listed.into_iter().map(|registration| registration.name).collect())
}

/// Sets the fields that are set in `change`.
pub async fn update(caller: &Caller, name: &str, change: Registration) -> Result<Registration, Status> {
    let registration = Some(Registration { name: name.to_owned(), ..change });
    let request = UpdateRegistrationRequest { registration, ..Default::default() };
    let answer = caller.registrations.clone().update_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

pub async fn submit(caller: &Caller, name: &str) -> Result<Registration, Status> {
    let request = SubmitRegistrationRequest { name: name.to_owned(), ..Default::default() };
    let answer = caller.registrations.clone().submit_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

pub async fn withdraw(caller: &Caller, name: &str) -> Result<Registration, Status> {
    let request = WithdrawRegistrationRequest { name: name.to_owned(), reason: "ya no".into(), ..Default::default() };
    let answer = caller.registrations.clone().withdraw_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

pub async fn invite(caller: &Caller, registration: &str, email: &str) -> Result<Editor, Status> {
    let request = InviteEditorRequest { parent: registration.to_owned(), email: email.into(), ..Default::default() };
    Ok(caller.registrations.clone().invite_editor(request).await?.into_inner().editor.unwrap_or_default())
}

pub async fn accept(caller: &Caller, editor: &str, code: &str) -> Result<Registration, Status> {
    let request = AcceptEditorRequest { name: editor.to_owned(), code: code.into(), ..Default::default() };
    Ok(caller.registrations.clone().accept_editor(request).await?.into_inner().registration.unwrap_or_default())
}

pub async fn offer(caller: &Caller, name: &str, email: &str) -> Result<Editor, Status> {
    let request = OfferRegistrationRequest { name: name.to_owned(), email: email.into(), ..Default::default() };
    Ok(caller.registrations.clone().offer_registration(request).await?.into_inner().editor.unwrap_or_default())
}

pub async fn claim(caller: &Caller, name: &str, code: &str) -> Result<Registration, Status> {
    let request = ClaimRegistrationRequest { name: name.to_owned(), code: code.into(), ..Default::default() };
    Ok(caller.registrations.clone().claim_registration(request).await?.into_inner().registration.unwrap_or_default())
}

/// The code in a letter to an address, whose number among those with a code is this: others to it may come before.
pub async fn code_in(mail: &Mail, address: &str, letter: usize) -> Result<String, Failure> {
    until(&format!("letter {letter} to {address}"), || async {
        let letters = mail.letters_to(address)?;
        let code_of = |letter: &Letter| {
            letter.part("body").lines().find_map(|line| line.strip_prefix("code: ")).map(str::to_owned)
        };
        let code = letters.iter().filter_map(code_of).nth(letter);
        Ok(code.map(|code| code.trim().to_owned()))
    })
    .await
}
