//! `ListCatalogueChanges`

use std::collections::{BTreeMap, HashMap};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use platform::{Error, Result, Scope, error::Text, moment, page};
use prost::Message;
use proto::{
    platform::v1::Reason,
    registrations::v1::{CatalogueChange, ListCatalogueChangesRequest, ListCatalogueChangesResponse, Publication},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    audience::Audience,
    change::{Column, Entity, Model},
    rows,
    sight::Sight,
};

/// Changes of a page for whoever does not say how many.
const USUAL: i32 = 50;

/// Up to which place of each country somebody has read.
type Read = BTreeMap<String, i64>;

/// Tells what changed since somebody asked last.
pub async fn list(scope: &mut Scope, request: ListCatalogueChangesRequest) -> Result<ListCatalogueChangesResponse> {
    let audience = if request.members { Audience::Members } else { Audience::Everybody };
    if request.members && scope.belongs_for_certain()?.is_empty() {
        return Err(no_member());
    }
    let feed = feed(&request.parent, audience);
    let mut read = read(&feed, &request.token).ok_or_else(no_token)?;
    let size = if request.page_size == 0 { USUAL } else { request.page_size };
    let size = usize::try_from(size).map_err(Error::internal)?;
    let query = scope.find::<Entity>().filter(Column::Audience.eq(audience.name())).filter(after(&read));
    let query = query.order_by_asc(Column::Country).order_by_asc(Column::Place).limit(size as u64 + 1);
    let mut found = scope.all(query).await?;
    let mut more = found.len() > size;
    found.truncate(size);
    let mut standing = standing(scope, &audience.sight(scope).await?, &found).await?;
    let places: Vec<(String, i64)> = found.iter().map(|row| (row.country.clone(), row.place)).collect();
    let mut changes: Vec<CatalogueChange> = found.into_iter().map(|row| message(row, &mut standing)).collect();
    let fits = page::fitting(&changes, Message::encoded_len);
    more |= fits < changes.len();
    changes.truncate(fits);
    read.extend(places.into_iter().take(fits));
    let token = serde_json::to_vec(&(&feed, &read)).map_err(Error::internal)?;
    Ok(ListCatalogueChangesResponse { changes, next_token: BASE64_URL_SAFE_NO_PAD.encode(token), more })
}

/// What a token is given for.
fn feed(parent: &str, audience: Audience) -> String {
    match audience {
        Audience::Everybody => parent.to_owned(),
        Audience::Members => format!("{parent} members"),
    }
}

fn read(feed: &str, token: &str) -> Option<Read> {
    if token.is_empty() {
        return Some(Read::new());
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let (of, read): (String, Read) = serde_json::from_slice(&bytes).ok()?;
    (of == feed).then_some(read)
}

/// What nobody has read who has read so far.
fn after(read: &Read) -> Condition {
    let mut unread = Condition::any().add(Column::Country.is_not_in(read.keys().map(String::as_str)));
    for (country, place) in read {
        unread = unread.add(Condition::all().add(Column::Country.eq(country)).add(Column::Place.gt(*place)));
    }
    unread
}

/// The entries of these changes as an audience sees them now: what is told is the same for all of it.
async fn standing(scope: &Scope, sight: &Sight, changes: &[Model]) -> Result<HashMap<String, Publication>> {
    let ids: Vec<Uuid> = changes.iter().map(|change| change.publication).collect();
    let rows = scope.all(sight.shown(scope).filter(rows::Column::Id.is_in(ids))).await?;
    let messages = rows::to_messages(scope, rows).await?;
    Ok(messages.into_iter().map(|publication| (publication.name.clone(), publication)).collect())
}

fn message(row: Model, standing: &mut HashMap<String, Publication>) -> CatalogueChange {
    let name = format!("countries/{}/publications/{}", row.country, row.publication);
    CatalogueChange {
        kind: row.kind().into(),
        change_time: Some(moment::timestamp(row.change_time)),
        publication: standing.get(&name).cloned(),
        name,
    }
}

fn no_member() -> Error {
    let text = Text::told(
        "this is told to those who hold a role in the network's countries",
        "esto se dice a quienes tienen un rol en los países de la red",
        "isto é dito a quem tem um papel nos países da rede",
    );
    Error::refused(Reason::RoleNotAllowed, text)
}

fn no_token() -> Error {
    let text = Text::told(
        "this token was not given for this parent; begin without it, and take everything anew",
        "esta marca no se dio para este lugar; comience sin ella y tome todo de nuevo",
        "esta marca não foi dada para este lugar; comece sem ela e leve tudo de novo",
    );
    Error::invalid("token", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_the_place_it_was_given_for_and_nothing_else_is_one() {
        let given = serde_json::to_vec(&("countries/do", Read::from([("do".into(), 7)]))).expect("a token");
        let token = BASE64_URL_SAFE_NO_PAD.encode(given);
        assert_eq!(read("countries/do", &token), Some(Read::from([("do".into(), 7)])));
        assert_eq!(read("countries/do", ""), Some(Read::new()));
        for (parent, token) in [("countries/cr", token.as_str()), ("countries/do", "x"), ("countries/do", "é")] {
            assert_eq!(read(parent, token), None, "{token}");
        }
    }
}
