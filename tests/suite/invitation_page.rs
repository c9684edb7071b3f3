//! Whoever is invited is sent a link where there is a page for that: it has all that is needed to accept, and nobody else
//! reads it.

use std::collections::HashMap;

use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest},
    platform::v1::Role,
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    servers::Mail,
};

use crate::{
    grants::members::{accept, invite},
    registering::asking::{claim, offer},
};

const PAGE: &str = "https://oficina.example.org/invitaciones";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_invited_accepts_by_the_link_in_their_letter() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let url = mail.url();
    let settings = [("ACELERACION__MAIL__URL", url.as_str()), ("ACELERACION__MAIL__INVITATION_PAGE", PAGE)];
    let network = Network::real_with("invitation_page", &settings).await?;
    let office = network.office("do")?;

    let name = network.draft("do", registration("La que anotó la oficina")).await?.name;
    offer(&office, &name, "duena@example.org").await?;
    let told = linked(&mail, "duena@example.org").await?;
    assert_eq!((told["rpc"].as_str(), told["name"].as_str()), ("ClaimRegistration", name.as_str()));
    assert_eq!(claim(&network.person("duena")?, &told["name"], &told["code"]).await?.name, name);
    hidden_from_the_office(&network, "registration-offered", &told["code"]).await?;

    let invited = invite(&office, "countries/do", "eva", &[Role::OfficeStaff]).await?;
    let told = linked(&mail, "eva@example.org").await?;
    assert_eq!((told["rpc"].as_str(), told["name"].as_str()), ("AcceptInvitation", invited.name.as_str()));
    assert_eq!(accept(&network, &told["name"], &told["code"], "eva").await?.name, invited.name);
    hidden_from_the_office(&network, "member-invited", &told["code"]).await
}

/// What the link in the only letter to an address tells the page: nothing of it before the `#`, which servers log.
async fn linked(mail: &Mail, address: &str) -> Result<HashMap<String, String>, Failure> {
    let link = until(&format!("a link for {address}"), || async {
        let letters = mail.letters_to(address)?;
        let lines = letters.iter().flat_map(|letter| letter.part("body").lines());
        Ok(lines.map(str::trim).find(|line| line.starts_with(PAGE)).map(str::to_owned))
    })
    .await?;
    let told = link.strip_prefix(&format!("{PAGE}#")).ok_or("something stands before the fragment")?;
    Ok(told
        .split('&')
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect())
}

async fn hidden_from_the_office(network: &Network, template: &str, code: &str) -> Result<(), Failure> {
    let mut office = network.office("do")?.notifications;
    let request = ListNotificationsRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = office.list_notifications(request).await?.into_inner().notifications;
    let letter = listed.into_iter().find(|letter| letter.template == template).ok_or("no letter")?;
    let request = GetNotificationRequest { name: letter.name };
    let body = office.get_notification(request).await?.into_inner().notification.unwrap_or_default().body;
    assert!(body.contains("&code=inv_…") && !body.contains(code), "{body}");
    Ok(())
}
