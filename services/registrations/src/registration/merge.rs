//! `MergeRegistration`

use platform::{Error, Result, Scope, error::Text, etag};
use proto::registrations::v1::{
    MergeRegistrationRequest, MergeRegistrationResponse, RegistrationMerged, registration::State,
};

use super::{borrowed, merged, merges, rows, unanswered};
use crate::{catalogue, edition};

/// Merges a registration into its survivor. Both are locked, the later one first whoever is which: of two who merge them into
/// each other, the second finds it done.
pub async fn merge(scope: &mut Scope, request: MergeRegistrationRequest) -> Result<MergeRegistrationResponse> {
    let MergeRegistrationRequest { name, survivor: into, reason, etag, across_editions, .. } = request;
    let later = rows::locked_to_change(scope, name.as_str().max(into.as_str())).await?;
    let earlier = rows::locked_to_change(scope, name.as_str().min(into.as_str())).await?;
    if later.id == earlier.id {
        let text = Text::told("name two registrations", "indique dos registros", "indique dois registros");
        return Err(Error::invalid("survivor", text));
    }
    let (before, survivor) = if name > into { (later, earlier) } else { (earlier, later) };
    borrowed::check(scope, &[before.state()])?;
    etag::check(&etag, before.version)?;
    if before.edition != survivor.edition && !across_editions {
        return Err(of_two_editions(&before, &survivor));
    }
    merges::has_room(scope, &before).await?;
    let after = before.merged(merged(before.state(), survivor.state())?, survivor.name(), &reason);
    let after = unanswered::put_back(scope, &before, after).await?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if before.state() == State::Published
        && let Some(entry) = catalogue::rows::of_registration(scope, before.id).await?
    {
        catalogue::rows::show(scope, entry, false).await?;
    }
    scope.publish(&RegistrationMerged {
        name: after.name(),
        version: after.version,
        submission: after.submissions,
        survivor: after.merged_into.clone(),
        reason,
    });
    Ok(MergeRegistrationResponse { registration: borrowed::shown(scope, after).await? })
}

/// Whoever enters again in the next year has made no duplicate, unless the office says so.
fn of_two_editions(before: &rows::Model, survivor: &rows::Model) -> Error {
    let (one, other) = (edition::rows::name(&before.edition), edition::rows::name(&survivor.edition));
    let text = Text::told(
        format!("one entered {one} and the other {other}; say that they are to be merged across editions"),
        format!("uno entró en {one} y el otro en {other}; indique que se unan entre ediciones"),
        format!("um entrou em {one} e o outro em {other}; indique que sejam unidos entre edições"),
    );
    Error::invalid("across_editions", text)
}
