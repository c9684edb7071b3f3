//! What an entry says besides its words, as the column of a case has it, for those who screen it.

use proto::registrations::v1 as message;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// Whom and what it is about. Erasure leaves an empty one; so has a case that was opened before it was told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Particulars {
    /// The contract's number.
    organisation_kind: i32,
    /// The contract's number.
    size: i32,
    sector: String,
    city: String,
    website: String,
    /// The contract's number.
    stage: i32,
    sdgs: Vec<i32>,
    /// Questions that were answered by a file, each with what it is called.
    files: Vec<(String, String)>,
}

impl Particulars {
    /// Those of an event.
    pub fn of(told: message::Particulars) -> Self {
        let files = told.files.into_iter().map(|file| (file.question, file.display_name));
        Self {
            organisation_kind: told.organisation_kind,
            size: told.size,
            sector: told.sector,
            city: told.city,
            website: told.website,
            stage: told.stage,
            sdgs: told.sdgs,
            files: files.collect(),
        }
    }

    /// As a message; nothing where there are none.
    pub fn to_message(&self) -> Option<message::Particulars> {
        if *self == Self::default() {
            return None;
        }
        let named = |(question, display_name): (String, String)| message::NamedFile { question, display_name };
        let told = self.clone();
        Some(message::Particulars {
            organisation_kind: told.organisation_kind,
            size: told.size,
            sector: told.sector,
            city: told.city,
            website: told.website,
            stage: told.stage,
            sdgs: told.sdgs,
            files: told.files.into_iter().map(named).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_comes_back_from_its_column_and_erasure_leaves_nothing() {
        let file = message::NamedFile { question: "balance".into(), display_name: "balance.pdf".into() };
        let told = message::Particulars {
            size: message::OrganisationSize::Micro.into(),
            city: "Samaná".into(),
            sdgs: vec![8, 9],
            files: vec![file],
            ..Default::default()
        };
        let column = serde_json::to_value(Particulars::of(told.clone())).expect("a column");
        assert!(column.is_object(), "erasure leaves an empty one");
        let read: Particulars = serde_json::from_value(column).expect("particulars");
        assert_eq!(read.to_message(), Some(told));
        let erased: Particulars = serde_json::from_value(serde_json::json!({})).expect("nothing");
        assert_eq!(erased.to_message(), None);
    }
}
