//! Which entries a list or an export of the catalogue is of.

use platform::{
    Error, Result, Scope,
    error::Text,
    filter::{self, Equality, Field},
};
use proto::registrations::v1::Track;
use sea_orm::{ColumnTrait, QueryFilter, Select, sea_query::Expr};

use super::rows::{Column, Entity, shown};

const FIELDS: [Field; 5] = [
    ("track", |equality| Ok(Column::Track.eq(equality.choice("TRACK_", Track::as_str_name)?))),
    ("category", |equality| Ok(Column::Category.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(equality.id("editions")?))),
    ("sector", |equality| Ok(Column::Sector.eq(&equality.value))),
    ("sdg", goal),
];

/// Those that everybody may see and that a filter names.
pub fn chosen(scope: &Scope, filter: &str) -> Result<Select<Entity>> {
    Ok(shown(scope).filter(filter::condition(filter, &FIELDS)?))
}

fn goal(equality: &Equality) -> Result<Expr> {
    let number = equality.value.parse::<u8>().ok().filter(|number| (1..=17).contains(number));
    let number = number.ok_or_else(|| {
        Error::invalid("filter", Text::new("sdg is a number from 1 to 17", "sdg es un número del 1 al 17"))
    })?;
    Ok(Column::Goals.contains(format!(",{number},")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_what_everybody_reads_of_them_alone() {
        for filter in
            ["", "sdg = 9 AND track = STORY", "sector = retail", "category = logistics", "edition = \"editions/2020\""]
        {
            assert!(filter::condition(filter, &FIELDS).is_ok(), "{filter}");
        }
        for filter in ["sdg = 18", "sdg = 0", "sdg = nine", "suspended = true", "title = x", "track = story"] {
            assert!(filter::condition(filter, &FIELDS).is_err(), "{filter}");
        }
    }
}
