//! Finding the conflicts of a country anew when what is known of its people or of any institution changed. Institutions are
//! the network's: what is told of them reaches no country by itself. It also finds what two transactions at the same moment
//! did not see of each other.

use std::{collections::HashMap, future::Future, pin::Pin, time::Duration};

use platform::{Result, Scope, names::Place, rounds, service::Ground};
use sea_orm::{
    ColumnTrait, FromQueryResult, QuerySelect,
    sea_query::{Condition, ExprTrait},
};
use tokio_util::sync::CancellationToken;

use super::{
    keep,
    mark::{Entity, Model},
    ties,
};
use crate::{institution, member};

const WORK: &str = "conflicts found anew";
/// Nobody is assigned who is tied: that is asked at that moment. This is for what people can see.
const LOOK: Duration = Duration::from_secs(5);

/// How many rows there are in a place, and their versions in all.
#[derive(FromQueryResult)]
struct Known {
    country: String,
    found: i64,
    versions: i64,
}

/// Looks until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let more = || async { round(&ground).await.map(|_| false) };
        rounds(LOOK, &stop, "conflicts are found later", more).await;
    })
}

/// One look at all countries; in how many something was new.
pub(crate) async fn round(ground: &Ground) -> Result<usize> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let marks = scope.all(scope.find::<Entity>()).await?;
    let known = known(&scope).await?;
    scope.commit().await?;
    let marks: HashMap<String, Model> = marks.into_iter().map(|mark| (mark.country.clone(), mark)).collect();
    let mut changed = 0;
    for (country, known) in known {
        if marks.get(&country).is_some_and(|mark| mark.known == known) {
            continue;
        }
        let mut scope = ground.store.work(WORK, Place::Country(country.clone())).await?;
        keep::of_country(&mut scope).await?;
        scope.derive::<Entity>(&Model { country, known })?;
        scope.commit().await?;
        changed += 1;
    }
    Ok(changed)
}

/// What is known of the people and the ties of each country, and of all institutions, in one text. Whoever records or ends a tie
/// may have a conflict themselves: what is hidden from them is found anew here.
async fn known(scope: &Scope) -> Result<Vec<(String, String)>> {
    use institution::rows as institutions;
    use member::rows as members;
    let of_ties = scope
        .find::<ties::Entity>()
        .select_only()
        .column(ties::Column::Country)
        .column_as(ties::Column::Id.count(), "found")
        .column_as(ties::Column::EndedAt.count(), "versions")
        .group_by(ties::Column::Country);
    let of_members = scope
        .find::<members::Entity>()
        .select_only()
        .column(members::Column::Country)
        .column_as(members::Column::Id.count(), "found")
        .column_as(members::Column::Version.sum().cast_as("bigint"), "versions")
        .group_by(members::Column::Country);
    let of_institutions = scope
        .find::<institutions::Entity>()
        .select_only()
        .column(institutions::Column::Country)
        .column_as(institutions::Column::Id.count(), "found")
        .column_as(institutions::Column::Version.sum().cast_as("bigint"), "versions")
        .group_by(institutions::Column::Country);
    let institutions: Vec<Known> = scope.picked(of_institutions, Condition::all()).await?;
    let institutions: Vec<String> =
        institutions.iter().map(|known| format!("{}.{}", known.found, known.versions)).collect();
    let members: Vec<Known> = scope.picked(of_members, Condition::all()).await?;
    let ties: Vec<Known> = scope.picked(of_ties, Condition::all()).await?;
    let ties: HashMap<&str, String> =
        ties.iter().map(|known| (known.country.as_str(), format!(" {}.{}", known.found, known.versions))).collect();
    let text = |known: &Known| {
        let ties = ties.get(known.country.as_str()).map(String::as_str).unwrap_or_default();
        format!("{}.{} {}{ties}", known.found, known.versions, institutions.join(" "))
    };
    Ok(members.iter().map(|known| (known.country.clone(), text(known))).collect())
}
