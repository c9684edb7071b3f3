//! How the four services answer somebody, one call each.

use std::time::{Duration, Instant};

use platform::clients::Caller;
use proto::{
    notifications::v1::ListNotificationsRequest,
    partners::v1::{ListCountriesRequest, ListPartnershipsRequest},
    registrations::v1::{
        ImportRegistrationsRequest, ImportSettings, ListCatalogueChangesRequest, ListRegistrationsRequest,
        SummarizeRegistrationsRequest, import_registrations_request::Content,
    },
    reviews::v1::ListCasesRequest,
};
use tests::{
    network::Network,
    patience::{until, until_within},
    platform::Failure,
    refusal::{of as because, refusal},
};
use tokio::task::JoinHandle;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::CUT_OFF_WITHIN;

fn parent() -> String {
    "countries/do".into()
}

fn code<T>(answer: Result<T, Status>) -> Code {
    answer.map_or_else(|status| status.code(), |_| Code::Ok)
}

/// The answers of registrations, partners, reviews and notifications to a caller, in the country do, to what nobody may ask
/// without a role there.
pub async fn of(mut caller: Caller) -> [Code; 4] {
    let registrations = SummarizeRegistrationsRequest { parent: parent(), ..Default::default() };
    let partnerships = ListPartnershipsRequest { parent: parent(), ..Default::default() };
    let cases = ListCasesRequest { parent: parent(), ..Default::default() };
    let notifications = ListNotificationsRequest { parent: parent(), ..Default::default() };
    [
        code(caller.registrations.summarize_registrations(registrations).await),
        code(caller.partners.list_partnerships(partnerships).await),
        code(caller.reviews.list_cases(cases).await),
        code(caller.notifications.list_notifications(notifications).await),
    ]
}

/// The answers to a person.
pub async fn answers(network: &Network, subject: &str) -> Result<[Code; 4], Failure> {
    Ok(of(network.person(subject)?).await)
}

/// Waits until every service admits a person.
pub async fn reached(network: &Network, subject: &str) -> Result<(), Failure> {
    until(&format!("the role of {subject} in all services"), || async {
        Ok((answers(network, subject).await? == [Code::Ok; 4]).then_some(()))
    })
    .await
}

/// Waits, so long and no longer, until every service refuses a person in this way.
pub async fn refused(network: &Network, subject: &str, wanted: Code, within: Duration) -> Result<(), Failure> {
    answered(network, subject, [wanted; 4], within).await
}

/// The same where the services answer each in its way.
pub async fn answered(network: &Network, subject: &str, wanted: [Code; 4], within: Duration) -> Result<(), Failure> {
    let begun = Instant::now();
    until_within(within, &format!("{wanted:?} for {subject}"), || async {
        Ok((answers(network, subject).await? == wanted).then_some(()))
    })
    .await?;
    println!("{subject}: {wanted:?} after {} ms", begun.elapsed().as_millis());
    Ok(())
}

/// An import that has begun and sends nothing more.
pub struct Stalled(JoinHandle<Code>);

impl Stalled {
    /// What it ended with, so long and no longer after now.
    pub async fn ended(self, within: Duration) -> Result<Code, Failure> {
        Ok(tokio::time::timeout(within, self.0).await.map_err(|_| "the stream is still open")??)
    }
}

/// Begins an import, and returns when the service has asked for its second message, which never comes.
pub async fn stalled_import(caller: &Caller) -> Result<Stalled, Failure> {
    let settings = ImportSettings { parent: parent(), edition: "editions/open".into(), ..ImportSettings::default() };
    let first = ImportRegistrationsRequest { content: Some(Content::Settings(settings)) };
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let stream = futures::stream::unfold((Some(first), Some(asked)), |(first, mut asked)| async move {
        match first {
            Some(first) => Some((first, (None, asked))),
            None => {
                if let Some(asked) = asked.take() {
                    let _ = asked.send(());
                }
                std::future::pending().await
            }
        }
    });
    let mut registrations = caller.registrations.clone();
    let call = tokio::spawn(async move { code(registrations.import_registrations(stream).await) });
    was_asked.await?;
    assert!(!call.is_finished(), "the import was refused at once");
    Ok(Stalled(call))
}

pub async fn the_refusal_says_when_to_come_again(network: &Network, subject: &str) -> Result<(), Failure> {
    let request = ListRegistrationsRequest { parent: parent(), ..Default::default() };
    let status = network.person(subject)?.registrations.list_registrations(request).await;
    let status = status.err().ok_or("it is answered")?;
    let details = status.get_error_details();
    assert_eq!(details.error_info().map(|info| info.reason.as_str()), Some("GRANTS_STALE"), "{status}");
    let pause = details.retry_info().and_then(|info| info.retry_delay);
    assert!(pause.is_some_and(|pause| pause < CUT_OFF_WITHIN), "{pause:?}");
    // Nor is a member told that they are none.
    let request = ListCatalogueChangesRequest { parent: "countries/-".into(), members: true, ..Default::default() };
    let feed = network.person(subject)?.registrations.list_catalogue_changes(request).await;
    assert_eq!(refusal(feed), because(Code::Unavailable, "GRANTS_STALE"));
    Ok(())
}

/// What rests on no grant is answered as ever: what is public, and tokens of the trial issuer.
pub async fn the_rest_goes_on(network: &Network) -> Result<(), Failure> {
    let listed = network.person("nobody")?.partners.list_countries(ListCountriesRequest::default()).await?.into_inner();
    assert_eq!(listed.countries.len(), 2);
    let request = ListCatalogueChangesRequest { parent: "countries/-".into(), ..Default::default() };
    network.person("nobody")?.registrations.list_catalogue_changes(request).await?;
    assert_eq!(of(network.office("do")?).await, [Code::Ok; 4]);
    Ok(())
}
