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
    /// The names of these files, in the same order; none of those that were told of before names were.
    names: Vec<String>,
}

impl Particulars {
    /// Those of an event.
    pub fn of(told: message::Particulars) -> Self {
        let names = told.files.iter().map(|file| file.file.clone()).collect();
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
            names,
        }
    }

    /// As a message; nothing where there are none.
    pub fn to_message(&self) -> Option<message::Particulars> {
        if *self == Self::default() {
            return None;
        }
        let told = self.clone();
        let names = told.names.into_iter().chain(std::iter::repeat(String::new()));
        let files = told.files.into_iter().zip(names);
        let files = files.map(|((question, display_name), file)| message::NamedFile { question, display_name, file });
        Some(message::Particulars {
            organisation_kind: told.organisation_kind,
            size: told.size,
            sector: told.sector,
            city: told.city,
            website: told.website,
            stage: told.stage,
            sdgs: told.sdgs,
            files: files.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_comes_back_from_its_column_and_erasure_leaves_nothing() {
        let file = message::NamedFile {
            question: "balance".into(),
            display_name: "balance.pdf".into(),
            file: "countries/do/registrations/1/files/2".into(),
        };
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
        let before: Particulars =
            serde_json::from_value(serde_json::json!({"files": [["balance", "balance.pdf"]]})).expect("without names");
        let files = before.to_message().expect("particulars").files;
        assert_eq!((files.len(), files[0].display_name.as_str(), files[0].file.as_str()), (1, "balance.pdf", ""));
        let erased: Particulars = serde_json::from_value(serde_json::json!({})).expect("nothing");
        assert_eq!(erased.to_message(), None);
    }
}
