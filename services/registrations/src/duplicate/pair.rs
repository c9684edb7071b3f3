//! Two registrations, as somebody names them who says whether they are one.

use platform::{Error, Result, Scope, Store, error::Text, names::Place, personal::data_blocked};
use uuid::Uuid;

use crate::registration::rows;

const WORK: &str = "duplicates across countries";

/// Two of the scope's country. One is locked, so that of two who say something of them at once the second finds it said.
pub async fn within(scope: &Scope, name: &str, other: &str) -> Result<(rows::Model, rows::Model)> {
    let one = rows::locked_to_change(scope, name.max(other)).await?;
    let other = rows::expect(scope, name.min(other)).await?;
    if one.id == other.id {
        let text = Text::told("name two registrations", "indique dos registros", "indique dois registros");
        return Err(Error::invalid("other", text));
    }
    Ok((one, other))
}

/// Two of different countries, on the store that has the registrations of all. What a scope of the network writes is the
/// network's; the countries are looked at in another one.
pub async fn across(store: &Store, registration: &str, other: &str) -> Result<(Uuid, Uuid)> {
    let across = store.work(WORK, Place::AcrossCountries).await?;
    let one = named(&across, registration).await?;
    let other = named(&across, other).await?;
    across.commit().await?;
    if one.country == other.country {
        let text = Text::told(
            "name registrations of two countries; those of one are for its office to look at",
            "indique registros de dos países; los de uno los mira su oficina",
            "indique registros de dois países; os de um só quem olha é o escritório dele",
        );
        return Err(Error::invalid("other", text));
    }
    if one.blocked || other.blocked {
        return Err(data_blocked());
    }
    Ok((one.id, other.id))
}

/// The registration of a name, whose country is part of it.
async fn named(across: &Scope, name: &str) -> Result<rows::Model> {
    let row = rows::expect(across, name).await?;
    if row.name() == name { Ok(row) } else { Err(Error::not_found(name)) }
}
