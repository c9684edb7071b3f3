//! SetReviewerProfile.

use platform::{
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::reviews::v1::{SetReviewerProfileRequest, SetReviewerProfileResponse};

use super::{
    reviewer,
    rows::{self, Tracks, Words},
};

/// Keeps a profile in place of the one that is kept.
pub async fn set(scope: &mut Scope, request: SetReviewerProfileRequest) -> Result<SetReviewerProfileResponse> {
    let of = reviewer(scope, &request.name).await?;
    let profile = request.profile.unwrap_or_default();
    if !profile.reviewer.is_empty() && profile.reviewer != request.name {
        let text = Text::told(
            "the profile names another reviewer",
            "el perfil nombra a otra persona",
            "o perfil indica outra pessoa",
        );
        return Err(Error::invalid("profile.reviewer", text));
    }
    let before = rows::of(scope, of.id, &profile.edition).await?;
    let row = rows::Model {
        country: of.country,
        member: of.id,
        edition: profile.edition,
        subject: of.subject,
        languages: Words(distinct(profile.languages)),
        categories: Words(distinct(profile.categories)),
        tracks: Tracks(distinct(profile.tracks)),
        capacity: profile.capacity,
        updated_at: moment::now(),
    };
    match before {
        Some(before) => scope.update::<rows::Entity>(&before, row.clone()).await?,
        None => scope.insert::<rows::Entity>(row.clone()).await?,
    }
    Ok(SetReviewerProfileResponse { profile: Some(rows::to_message(row)) })
}

fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all.dedup();
    all
}
