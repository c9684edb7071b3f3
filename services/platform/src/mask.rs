//! Field masks (AIP-161): which fields of what is there an update changes.

use prost_types::FieldMask;

use crate::error::{Error, Result, Text};

/// The paths that a request names; none: whatever it sets is meant.
#[derive(Debug)]
pub struct Mask(Vec<String>);

impl Mask {
    /// The mask of a request. Refuses a path that is not among those that can be changed.
    pub fn of(mask: Option<FieldMask>, changeable: &[&str]) -> Result<Self> {
        let paths = mask.map(|mask| mask.paths).unwrap_or_default();
        if let Some(unknown) = paths.iter().find(|path| !changeable.contains(&path.as_str())) {
            let known = changeable.join(", ");
            let text = Text::told(
                format!("{unknown} cannot be changed; these can: {known}"),
                format!("{unknown} no se puede cambiar; esto sí: {known}"),
                format!("{unknown} não pode ser alterado; isto pode: {known}"),
            );
            return Err(Error::invalid("update_mask", text));
        }
        Ok(Self(paths))
    }

    /// Whether the field at this path is changed: one that is named, or without names one that is set.
    pub fn takes(&self, path: &str, is_set: bool) -> bool {
        if self.0.is_empty() { is_set } else { self.0.iter().any(|named| named == path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGEABLE: [&str; 2] = ["title", "city"];

    fn mask(paths: &[&str]) -> Result<Mask> {
        Mask::of(Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() }), &CHANGEABLE)
    }

    #[test]
    fn without_names_what_is_set_is_taken_and_with_them_what_they_name() {
        for all in [Mask::of(None, &CHANGEABLE), mask(&[])] {
            let all = all.expect("a mask");
            assert!(all.takes("title", true) && !all.takes("title", false));
        }
        let city = mask(&["city"]).expect("a mask");
        assert!(city.takes("city", false) && !city.takes("title", true));
    }

    #[test]
    fn what_cannot_be_changed_is_refused() {
        let refused = mask(&["city", "state"]).expect_err("a refusal");
        assert_eq!(refused.violations()[0].field, "update_mask");
    }
}
