//! `ListDuplicates`

use std::collections::{HashMap, HashSet};

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{Duplicate, ListDuplicatesRequest, ListDuplicatesResponse, registration::State};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{dismissals, likeness, rows};
use crate::{
    edition,
    registration::{self, rows::Model},
};

/// Looks at a page of registrations, the latest first, and proposes what is like each of them and earlier: within a
/// country, or across countries where all are asked for.
pub async fn list(scope: &mut Scope, request: ListDuplicatesRequest) -> Result<ListDuplicatesResponse> {
    let decides = ["ListDuplicates", &request.parent, &request.edition, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let keyed = scope.find::<rows::Entity>();
    let key = rows::Column::Registration;
    let (looked_at, next_page_token) = list::latest_first(scope, keyed, &page, key, |row| row.registration).await?;
    let across = scope.country().is_empty();
    let mut pairs = rows::candidates(scope, &looked_at, across).await?;
    let told_apart: HashSet<(Uuid, Uuid)> =
        dismissals::of(scope, &looked_at.iter().map(|row| row.registration).collect::<Vec<_>>())
            .await?
            .into_iter()
            .collect();
    pairs.retain(|pair| !told_apart.contains(pair));
    let registrations = registrations(scope, &pairs).await?;
    let within = request.edition.trim_start_matches("editions/");
    let wanted = |row: &Model| within.is_empty() || row.edition == within;
    let duplicates = pairs.iter().filter_map(|(later, earlier)| {
        let (later, earlier) = (registrations.get(later)?, registrations.get(earlier)?);
        if !wanted(later) || !wanted(earlier) {
            return None;
        }
        likeness::of(later, earlier).map(|likeness| duplicate(later, earlier, likeness))
    });
    Ok(ListDuplicatesResponse { duplicates: duplicates.collect(), next_page_token })
}

/// Those of the pairs that are under way or came to an end of their own, by their ids; blocked data is not compared.
async fn registrations(scope: &Scope, pairs: &[(Uuid, Uuid)]) -> Result<HashMap<Uuid, Model>> {
    use registration::rows::{Column, Entity};
    let ids: HashSet<Uuid> = pairs.iter().flat_map(|(later, earlier)| [*later, *earlier]).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = scope.all(scope.find::<Entity>().filter(Column::Id.is_in(ids))).await?;
    let over = |state| matches!(state, State::Draft | State::Withdrawn | State::Merged);
    let found = found.into_iter().filter(|row| !row.blocked && !over(row.state()));
    Ok(found.map(|row| (row.id, row)).collect())
}

fn duplicate(later: &Model, earlier: &Model, likeness: likeness::Likeness) -> Duplicate {
    Duplicate {
        registration: later.name(),
        other: earlier.name(),
        score: likeness.score,
        reasons: likeness.reasons.into_iter().map(i32::from).collect(),
        organisation: later.organisation.clone(),
        other_organisation: earlier.organisation.clone(),
        title: later.title.clone(),
        other_title: earlier.title.clone(),
        edition: edition::rows::name(&later.edition),
        other_edition: edition::rows::name(&earlier.edition),
    }
}
