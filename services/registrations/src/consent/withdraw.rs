//! `WithdrawConsent`

use platform::{Result, Scope, etag};
use proto::{
    platform::v1::PersonErased,
    registrations::v1::{
        ConsentKind, RegistrationWithdrawn, WithdrawConsentRequest, WithdrawConsentResponse, registration::State,
    },
};

use super::{not_given, record};
use crate::{
    catalogue,
    registration::{
        import::brought,
        rows::{self, Model},
        unpublished, withdrawn,
    },
};

/// Takes a consent back, with all that follows from it.
pub async fn withdraw(scope: &mut Scope, request: WithdrawConsentRequest) -> Result<WithdrawConsentResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let of_data = request.kind() == ConsentKind::Data;
    let given = if of_data { before.data_consent } else { before.publication_consent };
    if !given {
        return Err(not_given());
    }
    let mut after = before.changed();
    after.publication_consent = false;
    if before.state() == State::Published {
        after = after.moved(unpublished(before.state())?, "");
        if let Some(entry) = catalogue::rows::of_registration(scope, before.id).await? {
            catalogue::rows::show(scope, entry, false).await?;
        }
    }
    if of_data {
        brought::keep(scope, &before)?;
        after.data_consent = false;
        after = closed(after);
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    record(scope, Some(&before), &after).await?;
    if of_data {
        tell(scope, &before, &after)?;
    }
    Ok(WithdrawConsentResponse { registration: Some(rows::to_message(after)) })
}

/// It goes no further; what came to an end already stays where it is, and what is merged stays so.
fn closed(row: Model) -> Model {
    let Ok(state) = withdrawn(row.state()) else { return row.without_way_back() };
    Model { fingerprint: None, ..row.moved(state, "") }
}

/// That it is taken back, and that all services empty what they hold of it.
fn tell(scope: &mut Scope, before: &Model, after: &Model) -> Result<()> {
    if after.submit_time.is_some() && after.state() == State::Withdrawn && before.state() != State::Withdrawn {
        scope.publish(&RegistrationWithdrawn {
            name: after.name(),
            version: after.version,
            submission: after.submissions,
        });
    }
    scope.publish(&PersonErased {
        name: after.name(),
        version: after.version,
        names: vec![after.name()],
        person_key: Vec::new(),
        pseudonym: platform::personal::pseudonym()?,
    });
    Ok(())
}
