//! Whoever acted on what is of somebody else: erased without anything being lost of what the audit log has of others, and
//! without anything being left to find them by.

use platform::clients::Caller;
use proto::{
    partners::v1::RevokeMemberRequest,
    platform::v1::{AuditEntry, ListAuditEntriesRequest},
    registrations::v1::{
        AcceptTranslationRequest, CreateRegistrationRequest, ErasePersonRequest, Publication, RequestErasureRequest,
        Translation,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
};

use super::{
    erasing::nothing_is_left_of,
    somebody::{member, subject},
};
use crate::catalogue::{
    flags::flag,
    made::{publish, stands_validated, update},
    translated::{into, translate},
};

/// Who accepts a translation.
const DECIDES: &str = "qh4dz";
/// Who flags the entry.
const FLAGS: &str = "vb9xk";

pub async fn whole(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Telar de pedal")),
        ..CreateRegistrationRequest::default()
    };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner().registration;
    let made = made.ok_or("no registration")?;
    stands_validated(network, "do", &made.title).await?;
    let entry = publish(&office, &made.name).await?;
    let title = |title: &str| Publication { name: entry.name.clone(), title: title.into(), ..Publication::default() };
    update(&office, title("Telar"), &["title"]).await?;
    let word = said(&office, &entry.name, "title").await?;
    update(&office, title("Otro telar"), &["title"]).await?;

    let members = [member(network, DECIDES).await?, member(network, FLAGS).await?];
    flag(&network.person(&subject(FLAGS))?, &entry.name).await?;
    let translation = accepted_by(network, &entry.registration, "Loom").await?;
    let decided = said(&office, &translation.name, "accept_actor").await?;
    for (who, member) in [FLAGS, DECIDES].into_iter().zip([&members[1], &members[0]]) {
        erase(network, who, member).await?;
    }

    update(&office, title("Telar"), &["title"]).await?;
    assert_eq!(said(&office, &entry.name, "title").await?, word, "the same words of the applicant look the same");
    // Were the key still there, whoever has it could find out who decided, by trying.
    accepted_by(network, &entry.registration, "Pedal loom").await?;
    assert_ne!(said(&office, &translation.name, "accept_actor").await?, decided, "the key was not destroyed");
    Ok(())
}

/// A title in English that waits, which somebody of the office takes.
async fn accepted_by(network: &Network, registration: &str, title: &str) -> Result<Translation, Failure> {
    let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
    let translation = translate(&applicant, into(registration, "en", title)).await?;
    let request = AcceptTranslationRequest { name: translation.name.clone(), ..AcceptTranslationRequest::default() };
    let decides = network.caller(&subject(DECIDES), "office_admin", "do", "en")?;
    decides.registrations.clone().accept_translation(request).await?;
    Ok(translation)
}

/// What the log has in the place of a personal value of a resource, as it was set last.
async fn said(office: &Caller, resource: &str, column: &str) -> Result<String, Failure> {
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/registrations".into(),
        filter: format!("resource = \"{resource}\""),
        ..ListAuditEntriesRequest::default()
    };
    let (_, log) = office.audit.iter().find(|(service, _)| *service == "registrations").ok_or("no client")?;
    let entries = log.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    let value = |entry: &AuditEntry| {
        let after: serde_json::Value = serde_json::from_str(&entry.after).ok()?;
        after[column].as_str().filter(|value| value.starts_with("hmac:")).map(str::to_owned)
    };
    entries.iter().find_map(value).ok_or_else(|| format!("nothing is said of {column}").into())
}

async fn erase(network: &Network, word: &str, member: &str) -> Result<(), Failure> {
    let (person, office) = (network.person(&subject(word))?, network.office("do")?);
    let request = RequestErasureRequest { parent: "countries/do".into(), ..RequestErasureRequest::default() };
    let asked = until("the member known", || async {
        let answer = person.registrations.clone().request_erasure(request.clone()).await;
        Ok(answer.ok().map(|answer| answer.into_inner().erasure_request.unwrap_or_default()))
    })
    .await?;
    let revoke = RevokeMemberRequest { name: member.into(), ..RevokeMemberRequest::default() };
    office.partners.clone().revoke_member(revoke).await?;
    let erase = ErasePersonRequest { name: asked.name, ..ErasePersonRequest::default() };
    until("the role gone", || async {
        Ok(office.registrations.clone().erase_person(erase.clone()).await.ok().map(drop))
    })
    .await?;
    nothing_is_left_of(network, word).await
}
