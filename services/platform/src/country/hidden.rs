//! What a caller is not given of a country's rows, since it belongs to a registration in which they have a conflict of
//! interest. Whoever moves a country must have none there.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{cell::Kind, tables::Table};
use crate::{
    access::Permit,
    error::Result,
    names::Place,
    store::{Scope, Store, concealed::AWAITED},
};

/// The table of the keys under which the audit log has what is personal; it names what they are of.
pub(super) const KEYS: &str = "person_keys";

/// What is hidden from whoever asks for a country's rows.
pub(super) struct Hidden {
    /// The subject of their tokens.
    pub subject: String,
    /// The resource names of what is hidden from them.
    names: BTreeSet<String>,
}

impl Hidden {
    /// What is hidden from this caller in the country that `parent` names.
    pub async fn from(store: &Store, permit: &Permit, parent: &str) -> Result<Self> {
        let scope: Scope = store.read(permit, "parent", parent).await?;
        let names = scope.hidden_names().await?;
        scope.commit().await?;
        Ok(Self { subject: permit.subject.clone(), names })
    }

    /// Whether a row of the audit log, or a key to what is in it, is about something that is hidden, or below it.
    pub fn covers(&self, table: &str, row: &QueryResult) -> Result<bool> {
        let column = match table {
            "audit_entries" => "resource",
            KEYS => "person",
            _ => return Ok(false),
        };
        let resource: String = row.try_get("", column)?;
        Ok(is_about(&resource, &self.names))
    }
}

/// Whether a resource is one of these, or below one. All of these end in an id, so that none is the beginning of another.
pub(crate) fn is_about(resource: &str, names: &BTreeSet<String>) -> bool {
    names.range(..=resource.to_owned()).next_back().is_some_and(|name| resource.starts_with(name.as_str()))
}

/// Which rows of a table, of the country `$1`, are not hidden from the subject `$2`: none that has the id of such a
/// registration in any column, or its name, or the id of one of its cases; nor is a review awaited of them there.
pub(super) async fn shown(connection: &impl ConnectionTrait, table: &Table) -> Result<String> {
    const IDS: &str = "SELECT registration_id FROM concealments WHERE country = $1 AND subject = $2 AND hidden";
    const NAMES: &str = "SELECT registration FROM concealments WHERE country = $1 AND subject = $2 AND hidden";
    let mut shown = vec!["TRUE".to_owned()];
    let has_cases = super::tables::with_country(connection).await?.iter().any(|name| name == "cases");
    let awaits = super::tables::has_reviews(connection).await?;
    for column in &table.columns {
        match (column.kind, column.name.as_str()) {
            (Kind::Uuid, name) => {
                shown.push(format!("(\"{name}\" IS NULL OR \"{name}\" NOT IN ({IDS}))"));
                if name == "case_id" && has_cases {
                    shown.push(format!(
                        "case_id NOT IN (SELECT id FROM cases WHERE country = $1 AND registration IN ({NAMES}))"
                    ));
                }
                if name == "case_id" && awaits {
                    shown.push(format!("case_id NOT IN ({AWAITED})"));
                }
            }
            (Kind::Text, name @ ("registration" | "name")) => {
                shown.push(format!("\"{name}\" NOT IN ({NAMES})"));
                if name == "registration" && awaits {
                    shown.push(format!(
                        "registration NOT IN (SELECT registration FROM cases WHERE country = $1 AND id IN ({AWAITED}))"
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(shown.join(" AND "))
}

/// Whether a caller oversees the network, who alone is told of the machinery of a country.
pub(super) fn oversees(permit: &Permit, place: &Place, parent: &str) -> Result<bool> {
    Ok(permit.admit(place, parent)?.role == proto::platform::v1::Role::RegionalAdmin)
}
