//! Which entries a list, a search or an export of the catalogue is of: by what everybody reads of them, and nothing else.

use platform::{
    Result, Scope,
    filter::{self, Beside, Comparison, Expression, Field},
};
use proto::registrations::v1::Track;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};

use super::{
    rows::{Column, Entity},
    sight::Sight,
};
use crate::search::{has, rows::publications as terms};

/// What everybody may ask.
pub const FIELDS: [Field; 12] = [
    ("country", |asked| Ok(Column::Country.eq(asked.id("countries")?))),
    ("edition", |asked| Ok(Column::Edition.eq(asked.id("editions")?))),
    ("track", |asked| Ok(Column::Track.eq(asked.choice("TRACK_", Track::as_str_name)?))),
    ("category = * :", |asked| Ok(asked.text(Column::Category))),
    ("sector = * :", |asked| Ok(asked.text(Column::Sector))),
    ("sdgs :", goals),
    ("organisation = * :", |asked| Ok(words(asked, Column::Organisation))),
    ("title = * :", |asked| Ok(words(asked, Column::Title))),
    ("summary = * :", |asked| Ok(words(asked, Column::Summary))),
    ("language = :", |asked| Ok(asked.text(Column::Language))),
    ("city = * :", |asked| Ok(words(asked, Column::City))),
    ("publish_time < <= > >=", |asked| Ok(asked.against(Column::PublishTime, asked.moment()?))),
];

/// Those that somebody with this sight sees and that a filter names.
pub fn chosen(scope: &Scope, sight: &Sight, filter: &str) -> Result<Select<Entity>> {
    Ok(sight.shown(scope).filter(asked(filter::parse(filter)?.as_ref())?))
}

/// What is asked of entries.
pub fn asked(expression: Option<&Expression>) -> Result<Condition> {
    let texts = |words: &filter::Words| has::<terms::Entity>(words, Column::Country, Column::Id);
    let beside = Beside { texts: Some(&texts), below: None };
    expression.map_or_else(|| Ok(Condition::all()), |expression| filter::asks(expression, &FIELDS, beside))
}

/// Words that are blocked are not there to be asked for, where an office asks of what is not shown.
fn words(asked: &Comparison, column: Column) -> Expr {
    asked.text(column).and(Column::Blocked.eq(false))
}

/// One of the goals, which a column of text has each between commas.
fn goals(asked: &Comparison) -> Result<Expr> {
    if asked.asks_for_any() {
        return Ok(Column::Goals.ne(""));
    }
    Ok(Column::Goals.contains(format!(",{},", asked.number()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_what_the_public_may_ask_and_by_nothing_else() {
        let is_taken = |filter: &str| filter::parse(filter).and_then(|parsed| asked(parsed.as_ref())).is_ok();
        for filter in [
            "",
            "talleres country = countries/do sdgs:8 track = STORY city = \"San*\" publish_time > 2026-01-31",
            "NOT taller OR category = logistics",
            "sector = retail AND edition = \"editions/2020\"",
            "organisation = \"Taller*\" title:* -summary:* language = es OR language:* city:*",
        ] {
            assert!(is_taken(filter), "{filter}");
        }
        for filter in
            ["state = DRAFT", "applicant.contact_email = x", "published = true", "sdgs:eight", "suspended = true"]
        {
            assert!(!is_taken(filter), "{filter}");
        }
    }
}
