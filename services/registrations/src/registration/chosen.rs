//! Which registrations a list or an export is of.

use platform::{
    Result, Scope,
    filter::{self, Field},
};
use proto::registrations::v1::{Track, registration::State};
use sea_orm::{ColumnTrait, QueryFilter, Select};

use super::rows::{Column, Entity};

const FIELDS: [Field; 4] = [
    ("state", |equality| Ok(Column::State.eq(equality.choice("STATE_", State::as_str_name)?))),
    ("track", |equality| Ok(Column::Track.eq(equality.choice("TRACK_", Track::as_str_name)?))),
    ("category", |equality| Ok(Column::Category.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(equality.id("editions")?))),
];

/// Those of a scope that a filter names.
pub fn chosen(scope: &Scope, filter: &str) -> Result<Select<Entity>> {
    Ok(scope.find::<Entity>().filter(filter::condition(filter, &FIELDS)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations_are_found_by_state_track_category_and_edition_alone() {
        for filter in [
            "",
            "state = SUBMITTED AND edition = \"editions/2020\"",
            "track = TRACK_STORY",
            "track = UNSPECIFIED",
            "category = \"agile means\"",
        ] {
            assert!(filter::condition(filter, &FIELDS).is_ok(), "{filter}");
        }
        for filter in ["state = LOST", "track = story", "edition = 2020", "title = x", "state = a OR state = b"] {
            assert!(filter::condition(filter, &FIELDS).is_err(), "{filter}");
        }
    }
}
