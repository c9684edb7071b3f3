//! `ListDuplicates`

use std::collections::HashMap;

use platform::{Result, Scope, list::no_position, moment::timestamp, page::Page};
use proto::registrations::v1::{Duplicate, ListDuplicatesRequest, ListDuplicatesResponse};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{compared, dismissals, likeness, rows};
use crate::{edition, registration::rows::Model};

/// Pairs that are compared for one page: all of their registrations are in memory, and an answer of all of them is far smaller
/// than the 4 MiB that clients take.
const MOST_PAIRS: usize = 200;

/// Looks at a page of registrations, the latest first, and proposes what is like each of them and earlier: within a
/// country, or across countries where all are asked for. Where many are like one another, a page ends between two pairs of one.
pub async fn list(scope: &mut Scope, request: ListDuplicatesRequest) -> Result<ListDuplicatesResponse> {
    let shown = if request.show_dismissed { "and dismissed" } else { "" };
    let decides = ["ListDuplicates", &request.parent, &request.edition, shown, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let begun = page.after.as_deref().map(position).transpose()?;
    let within = request.edition.trim_start_matches("editions/");
    let (looked_at, mut next_page_token) = looked_at(scope, &page, begun, within).await?;
    let across = scope.country().is_empty();
    let mut pairs = rows::candidates(scope, &looked_at, across).await?;
    let later: Vec<Uuid> = looked_at.iter().map(|row| row.registration).collect();
    let told_apart = dismissals::of(scope, &later).await?;
    pairs.retain(|pair| (request.show_dismissed || !told_apart.contains_key(pair)) && is_behind(begun, *pair));
    if pairs.len() > MOST_PAIRS {
        pairs.truncate(MOST_PAIRS);
        next_page_token =
            pairs.last().map(|(later, earlier)| page.token(&format!("{later}/{earlier}"))).unwrap_or_default();
    }
    let registrations: HashMap<Uuid, Model> = compared::registrations(scope, &pairs, within).await?;
    let duplicates = pairs.iter().filter_map(|pair| {
        let (later, earlier) = (registrations.get(&pair.0)?, registrations.get(&pair.1)?);
        let likeness = likeness::of(later, earlier)?;
        let dismiss_time = told_apart.get(pair).map(|time| timestamp(*time));
        Some(Duplicate { dismiss_time, ..duplicate(later, earlier, likeness) })
    });
    Ok(ListDuplicatesResponse { duplicates: duplicates.collect(), next_page_token })
}

/// Where the page before ended: behind all pairs of a registration, or behind that with this earlier one.
type Position = (Uuid, Option<Uuid>);

fn position(after: &str) -> Result<Position> {
    let id = |text: &str| Uuid::try_parse(text).map_err(|_| no_position());
    match after.split_once('/') {
        Some((later, earlier)) => Ok((id(later)?, Some(id(earlier)?))),
        None => Ok((id(after)?, None)),
    }
}

/// Whether a pair was not on the page before. Of each registration the latest comes first.
fn is_behind(begun: Option<Position>, (later, earlier): (Uuid, Uuid)) -> bool {
    match begun {
        Some((last, Some(ended))) => later < last || earlier < ended,
        Some((_, None)) | None => true,
    }
}

/// The keys of the registrations of a page, of an edition where one is asked for, and the token of the next page.
async fn looked_at(
    scope: &Scope,
    page: &Page,
    begun: Option<Position>,
    edition: &str,
) -> Result<(Vec<rows::Model>, String)> {
    let key = rows::Column::Registration;
    let mut keyed = scope.find::<rows::Entity>().order_by_desc(key).limit(page.limit());
    keyed = match begun {
        Some((last, Some(_))) => keyed.filter(key.lte(last)),
        Some((last, None)) => keyed.filter(key.lt(last)),
        None => keyed,
    };
    if !edition.is_empty() {
        keyed = keyed.filter(compared::entered(edition));
    }
    Ok(page.cut(scope.all(keyed).await?, |row| row.registration.to_string()))
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
        dismiss_time: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_behind_a_registration_or_between_two_of_its_pairs() {
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(position(&two.to_string()).expect("a position"), (two, None));
        let between = position(&format!("{three}/{two}")).expect("a position");
        assert_eq!(between, (three, Some(two)));
        assert!(position("3/2").is_err() && position("").is_err() && position(&format!("{three}/")).is_err());
        assert!(is_behind(Some(between), (three, one)) && is_behind(Some(between), (two, one)));
        assert!(!is_behind(Some(between), (three, two)));
        assert!(is_behind(Some((three, None)), (two, one)) && is_behind(None, (three, two)));
    }
}
