//! What an edition asks that says nothing else: a short form for each track, as `default.json` has it.

use std::sync::LazyLock;

use platform::{Error, Result};
use proto::registrations::v1::Definition;
use serde_json::Value;

use super::json;

/// A definition that came along with some release, and the column that says it.
struct Known {
    definition: Definition,
    column: Value,
}

type Read = LazyLock<Result<Known, String>>;

static NOW: Read = LazyLock::new(|| Known::read(include_str!("default.json")));
/// What editions of before keep, since a migration wrote it for them.
static BEFORE: Read = LazyLock::new(|| Known::read(include_str!("../migrations/m0156_default_definitions.json")));

impl Known {
    fn read(text: &str) -> Result<Self, String> {
        let written = serde_json::from_str(text).map_err(|problem| problem.to_string())?;
        let definition = json::read(&written).map_err(|problem| problem.to_string())?;
        let column = json::of(&definition).map_err(|problem| problem.to_string())?;
        Ok(Self { definition, column })
    }
}

/// The definition that the platform brings along.
pub fn default() -> Result<&'static Definition> {
    Ok(&NOW.as_ref().map_err(Error::internal)?.definition)
}

/// The same as a column.
pub fn default_column() -> Result<&'static Value> {
    Ok(&NOW.as_ref().map_err(Error::internal)?.column)
}

/// What a column says, where that came along with this release or the one before: most editions ask nothing else, and it is
/// read already.
pub fn known(column: &Value) -> Result<Option<&'static Definition>> {
    for known in [&NOW, &BEFORE] {
        let known = known.as_ref().map_err(Error::internal)?;
        if known.column == *column {
            return Ok(Some(&known.definition));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Edition, Track};

    use super::*;
    use crate::definition::{check, form_of, languages, tests::texts};

    #[test]
    fn what_came_along_once_is_known_by_its_column() {
        for came in [&NOW, &BEFORE] {
            let came = came.as_ref().expect("it can be read");
            assert_eq!(known(&came.column).expect("read"), Some(&came.definition));
        }
        assert_ne!(default_column().expect("it can be read"), &BEFORE.as_ref().expect("it can be read").column);
        assert_eq!(known(&Value::Null).expect("read"), None);
    }

    #[test]
    fn the_forms_that_come_along_hold_together_and_are_short() {
        let definition = default().expect("it can be read");
        let faults = check(definition, &[Track::Solution.into(), Track::Story.into()], "definition");
        assert!(faults.is_empty(), "{faults:?}");
        for track in [Track::Solution, Track::Story] {
            let form = form_of(definition, track).expect("a form");
            let required = form.questions.iter().filter(|question| question.required).count();
            assert!(form.questions.len() <= 20 && required <= 8, "{required} of {}", form.questions.len());
        }
    }

    #[test]
    fn the_forms_that_come_along_are_in_every_language_of_the_platform() {
        let definition = default().expect("it can be read");
        let edition = Edition { title: texts("Abierta"), ..Edition::default() };
        let untranslated = languages::untranslated(&edition, definition, &["es", "en", "pt"]);
        let untranslated: Vec<_> = untranslated.iter().filter(|text| text.path != "edition.title").collect();
        assert!(untranslated.is_empty(), "{untranslated:?}");
    }

    #[test]
    fn a_definition_comes_back_from_its_column() {
        let definition = default().expect("it can be read");
        let column = json::of(definition).expect("a column");
        assert_eq!(&json::read::<Definition>(&column).expect("a definition"), definition);
    }
}
