//! Notifications by e-mail, through a real SMTP server that takes, puts off, refuses or says nothing.

use proto::{
    notifications::v1::{ListNotificationsRequest, Notification, ResendNotificationRequest, notification::State},
    registrations::v1::{Applicant, SubmitRegistrationRequest},
};
use tests::{
    data::number,
    network::{Network, registration},
    patience::until,
    platform::Failure,
    servers::Mail,
};
use tonic::Code;

use crate::bad_input::refusal::{check, refused as refused_with};

/// The last one is friendly from the first letter on.
const ADDRESSES: [&str; 5] =
    ["later@example.org", "never@example.org", "often@example.org", "mute@example.org", "last@example.org"];
const FROM: &str = "Aceleración 2030 <aviso@red.example.org>";
/// Attempts before a letter that is put off is given up: fewer than the mail server is away below.
const ATTEMPTS: &str = "3";
const AWAY: i32 = 5;

async fn network(mail: &Mail) -> Result<Network, Failure> {
    let url = mail.url();
    Network::embedded_with(&[
        ("ACELERACION__MAIL__URL", url.as_str()),
        ("ACELERACION__MAIL__FROM", FROM),
        ("ACELERACION__MAIL__ATTEMPTS", ATTEMPTS),
        ("ACELERACION__MAIL__RETRY_FIRST_SECONDS", "1"),
        ("ACELERACION__MAIL__RETRY_LONGEST_SECONDS", "1"),
        ("ACELERACION__MAIL__TIMEOUT_SECONDS", "2"),
    ])
    .await
}

/// Submits a registration whose applicant has this address and language.
async fn submit(network: &Network, email: &str, language: &str) -> Result<(), Failure> {
    let mut draft = registration(&format!("Ruta de {email}"));
    let applicant = draft.applicant.unwrap_or_default();
    draft.applicant = Some(Applicant { contact_email: email.into(), language: language.into(), ..applicant });
    let name = network.draft("do", draft).await?.name;
    let request = SubmitRegistrationRequest { name, ..Default::default() };
    network.office("do")?.registrations.submit_registration(request).await?;
    Ok(())
}

async fn notification_to(network: &Network, email: &str) -> Result<Option<Notification>, Failure> {
    let request = ListNotificationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let all = network.office("do")?.notifications.list_notifications(request).await?.into_inner().notifications;
    Ok(all.into_iter().find(|one| one.recipient == email))
}

/// Waits until the notification to this address stands so.
async fn stands(network: &Network, email: &str, state: State) -> Result<Notification, Failure> {
    until(&format!("{state:?} of the notification to {email}"), || async {
        Ok(notification_to(network, email).await?.filter(|found| found.state() == state))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_arrive_once_in_the_language_of_the_applicant_whatever_the_mail_server_says_at_first()
-> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.answer(&[
        ("later@example.org", &["451 4.7.1 come back later", "451 4.7.1 come back later"]),
        ("never@example.org", &["550 5.1.1 nobody here"]),
        ("often@example.org", &["451 4.7.1 come back later"; 3]),
        ("mute@example.org", &["silence", "silence", "silence"]),
    ])?;
    let network = network(&mail).await?;
    nothing_is_lost_while_the_mail_server_cannot_be_reached(&network, &mail).await?;
    a_letter_speaks_the_language_of_its_reader(&network, &mail).await?;
    for address in ADDRESSES {
        submit(&network, address, "en").await?;
    }
    stands(&network, "last@example.org", State::Sent).await?;
    what_was_put_off_arrives_once(&network, &mail, "later@example.org", 3).await?;
    what_was_met_with_silence_arrives_once(&network, &mail).await?;
    what_is_refused_for_good_is_given_up_and_told(&network, &mail).await?;
    what_is_put_off_too_often_is_given_up(&network, &mail).await?;
    a_mail_server_that_does_not_let_us_in_loses_no_letter(&network, &mail).await?;
    what_was_given_up_is_sent_once_more_when_the_office_says_so(&network, &mail).await
}

async fn nothing_is_lost_while_the_mail_server_cannot_be_reached(
    network: &Network,
    mail: &Mail,
) -> Result<(), Failure> {
    submit(network, "first@example.org", "es").await?;
    until("several attempts in vain", || async {
        let found = notification_to(network, "first@example.org").await?;
        Ok(found.filter(|found| found.attempts >= AWAY && found.state() == State::Pending))
    })
    .await?;
    mail.start().await?;
    stands(network, "first@example.org", State::Sent).await?;
    assert_eq!(mail.letters_to("first@example.org")?.len(), 1);
    // The office's letters waited as well.
    until("the letter to the office", || async {
        Ok((!mail.letters_to("oficina@do.example.org")?.is_empty()).then_some(()))
    })
    .await
}

async fn a_letter_speaks_the_language_of_its_reader(network: &Network, mail: &Mail) -> Result<(), Failure> {
    for (address, language, subject) in [
        ("es@example.org", "es", "Recibimos su registro: Ruta de es@example.org"),
        ("en@example.org", "en", "We have your registration: Ruta de en@example.org"),
        ("pt@example.org", "pt", "Recebemos sua inscrição: Ruta de pt@example.org"),
    ] {
        submit(network, address, language).await?;
        let told = stands(network, address, State::Sent).await?;
        let letters = mail.letters_to(address)?;
        let [letter] = letters.as_slice() else { return Err(format!("{} letters to {address}", letters.len()).into()) };
        assert_eq!(letter.part("to"), address);
        assert_eq!(letter.part("from"), FROM);
        assert_eq!(letter.part("sender"), "aviso@red.example.org");
        assert_eq!(letter.part("subject"), subject);
        let id = told.name.rsplit('/').next().unwrap_or_default();
        assert_eq!(letter.part("message_id"), format!("<{id}@red.example.org>"));
        assert!(!letter.part("date").is_empty() && letter.part("body").contains("Taller Ana"), "{letter:?}");
        assert_eq!((told.language.as_str(), told.subject.as_str()), (language, subject));
    }
    Ok(())
}

async fn what_was_put_off_arrives_once(
    network: &Network,
    mail: &Mail,
    address: &str,
    attempts: i32,
) -> Result<(), Failure> {
    let sent = stands(network, address, State::Sent).await?;
    assert_eq!(sent.attempts, attempts);
    assert_eq!(mail.letters_to(address)?.len(), 1);
    assert_eq!(mail.asked(address)?, usize::try_from(attempts)?);
    Ok(())
}

async fn what_was_met_with_silence_arrives_once(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let sent = stands(network, "mute@example.org", State::Sent).await?;
    assert!(sent.attempts >= 4, "three were met with silence: {sent:?}");
    assert_eq!(mail.letters_to("mute@example.org")?.len(), 1);
    Ok(())
}

async fn what_is_refused_for_good_is_given_up_and_told(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let failed = stands(network, "never@example.org", State::Failed).await?;
    assert_eq!(failed.attempts, 1);
    assert!(mail.letters_to("never@example.org")?.is_empty());
    assert_eq!(mail.asked("never@example.org")?, 1, "it is not asked again");
    let session = network.data.connect("notifications").await?;
    let told = format!(
        "SELECT count(*) AS found FROM outbox WHERE name = 'notification.failed' AND subject = '{}'",
        failed.name
    );
    assert_eq!(number(&session, &told).await?, 1);
    Ok(())
}

async fn a_mail_server_that_does_not_let_us_in_loses_no_letter(network: &Network, mail: &Mail) -> Result<(), Failure> {
    // Counted from the first letter on, so the answers that follow have to come behind all those given so far.
    let so_far = mail.asked("MAIL")?;
    let mut answers = vec!["250 fine"; so_far];
    answers.extend(["530 5.7.0 authentication required", "554 5.7.1 you are on a list"]);
    answers.extend(["535 5.7.8 wrong password", "554 no mail service here", "421 too many connections"]);
    mail.answer(&[("MAIL", &answers)])?;
    submit(network, "after@example.org", "es").await?;
    let sent = stands(network, "after@example.org", State::Sent).await?;
    assert_eq!(mail.letters_to("after@example.org")?.len(), 1, "{sent:?}");
    assert!(mail.asked("MAIL")? >= so_far + 6, "it was refused before");
    Ok(())
}

async fn what_is_put_off_too_often_is_given_up(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let failed = stands(network, "often@example.org", State::Failed).await?;
    assert_eq!(failed.attempts, 3);
    assert!(mail.letters_to("often@example.org")?.is_empty());
    Ok(())
}

/// The mail server is friendly to its address by now.
async fn what_was_given_up_is_sent_once_more_when_the_office_says_so(
    network: &Network,
    mail: &Mail,
) -> Result<(), Failure> {
    let failed = stands(network, "never@example.org", State::Failed).await?;
    let request_id = "018f0000-0000-7000-8000-00000000a11a".to_owned();
    let request = ResendNotificationRequest { name: failed.name.clone(), request_id };
    let elsewhere = network.office("cr")?.notifications.resend_notification(request.clone()).await;
    assert_eq!(elsewhere.err().map(|status| status.code()), Some(Code::NotFound));
    let reviewer =
        network.caller("ana", "reviewer", "do", "es")?.notifications.resend_notification(request.clone()).await;
    assert_eq!(reviewer.err().map(|status| status.code()), Some(Code::PermissionDenied));
    let mut staff = network.caller("rosa", "office_staff", "do", "es")?.notifications;
    let again = staff.resend_notification(request.clone()).await?.into_inner().notification.ok_or("none")?;
    assert_eq!((again.name.as_str(), again.state()), (failed.name.as_str(), State::Pending));
    let sent = stands(network, "never@example.org", State::Sent).await?;
    assert_eq!(sent.attempts, 2);
    // The same request has its effect once, and its first answer; another one finds nothing that was given up.
    let repeated = staff.resend_notification(request.clone()).await?.into_inner().notification;
    assert_eq!(repeated, Some(again));
    let refused = staff.resend_notification(ResendNotificationRequest { request_id: String::new(), ..request }).await;
    let refused = refused.err().ok_or("it is sent a third time")?;
    check(&refused, "es", refused_with(Code::FailedPrecondition, "STATE_NOT_ALLOWED"))?;
    assert_eq!(mail.letters_to("never@example.org")?.len(), 1);
    Ok(())
}
