//! What an edition asks that says nothing else: a short form for each track, as `default.json` has it.

use std::sync::LazyLock;

use platform::{Error, Result};
use proto::registrations::v1::Definition;

use super::json;

/// The definition that the platform brings along.
pub fn default() -> Result<&'static Definition> {
    static DEFAULT: LazyLock<Result<Definition, String>> = LazyLock::new(|| {
        let column = serde_json::from_str(include_str!("default.json")).map_err(|problem| problem.to_string())?;
        json::read(&column).map_err(|problem| problem.to_string())
    });
    DEFAULT.as_ref().map_err(Error::internal)
}

/// The same as a column.
pub fn default_column() -> Result<&'static serde_json::Value> {
    static COLUMN: LazyLock<Result<serde_json::Value, String>> = LazyLock::new(|| {
        let column = default().and_then(json::of);
        column.map_err(|problem| problem.to_string())
    });
    COLUMN.as_ref().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Edition, Track};

    use super::*;
    use crate::definition::{check, form_of, languages, tests::texts};

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
