//! What reviewers know, and how much they take, in an edition.

pub mod get;
pub mod lent;
pub mod rows;
pub mod set;

use platform::{
    error::{Error, Result},
    names,
    store::Scope,
};

use crate::member;

/// The reviewer of this name whose profile the caller may see and change: any of the country for the office, themselves for a
/// reviewer.
async fn reviewer(scope: &Scope, name: &str) -> Result<member::rows::Model> {
    let [_, id] = names::segments::<2>("name", name, "countries/*/members/*")?;
    let found = member::rows::reviewer(scope, names::uuid(name, id)?, name).await?;
    if scope.is_own() && found.subject != scope.subject() {
        return Err(Error::not_found(name));
    }
    Ok(found)
}
