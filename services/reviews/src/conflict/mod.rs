//! Conflicts of interest: who may have nothing to do with which case.

mod tie;

use std::collections::{HashMap, HashSet};

use platform::{error::Result, store::Scope};
use sea_orm::{QueryFilter, entity::prelude::*};
pub use tie::tied;

use crate::{case, institution, member};

/// Which of these members of the country are ruled out from which of these cases, as pairs of case and member. An
/// institution of which nothing is known yet counts as tied to every applicant: better to wait for the fact than to choose
/// wrongly.
pub async fn ruled_out(
    scope: &Scope,
    cases: &[case::rows::Model],
    members: &[member::rows::Model],
) -> Result<HashSet<(Uuid, Uuid)>> {
    let named: HashSet<&str> =
        members.iter().map(|row| row.institution.as_str()).filter(|name| !name.is_empty()).collect();
    let known = scope.find::<institution::rows::Entity>().filter(institution::rows::Column::Id.is_in(named));
    let known: HashMap<String, institution::rows::Model> =
        scope.all(known).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut found = HashSet::new();
    for of in cases {
        let mut of_institution: HashMap<&str, bool> = HashMap::from([("", false)]);
        for member in members {
            let name = member.institution.as_str();
            let out = *of_institution.entry(name).or_insert_with(|| {
                let known = known.get(name);
                known.is_none_or(|row| tied(&of.applicant_domain, &of.organisation, &row.domains.0, &row.display_name))
            });
            if out {
                found.insert((of.id, member.id));
            }
        }
    }
    Ok(found)
}
