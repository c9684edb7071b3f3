//! Which registrations a list or an export is of: by any field of the contract, by the names that it has there.

use platform::{
    Result, Scope,
    filter::{self, Beside, Comparison, Expression, Field},
    store::Backend,
};
use proto::registrations::v1::{OrganisationKind, OrganisationSize, Stage, Track, registration::State};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};

use super::{
    answered::answered,
    rows::{Column, Entity},
};
use crate::search::{has, rows::registrations as terms};

/// Tells of another registration, which may be somebody else's: not for whoever reaches only what is their own.
const OF_OTHERS: Field = ("merged_into = :", |asked| Ok(Column::MergedInto.ne("").and(asked.text(Column::MergedInto))));

#[rustfmt::skip]
const FIELDS: [Field; 40] = [
    OF_OTHERS,
    ("state", |asked| Ok(Column::State.eq(asked.choice("STATE_", State::as_str_name)?))),
    ("track", |asked| Ok(Column::Track.eq(asked.choice("TRACK_", Track::as_str_name)?))),
    ("category = * :", |asked| Ok(asked.text(Column::Category))),
    ("edition", |asked| Ok(Column::Edition.eq(asked.id("editions")?))),
    ("country", |asked| Ok(Column::Country.eq(asked.id("countries")?))),
    ("stage", |asked| Ok(Column::Stage.eq(asked.choice("STAGE_", Stage::as_str_name)?))),
    ("sdgs :", goals),
    ("people_reached = < <= > >= :", |asked| number(asked, Column::PeopleReached)),
    ("jobs = < <= > >= :", |asked| number(asked, Column::Jobs)),
    ("women_led", |asked| Ok(Column::WomenLed.eq(asked.boolean()?))),
    ("data_consent", |asked| Ok(Column::DataConsent.eq(asked.boolean()?))),
    ("publication_consent", |asked| Ok(Column::PublicationConsent.eq(asked.boolean()?))),
    ("blocked", |asked| Ok(Column::Blocked.eq(asked.boolean()?))),
    ("title = * :", |asked| Ok(words(asked, Column::Title))),
    ("summary = * :", |asked| Ok(words(asked, Column::Summary))),
    ("problem = * :", |asked| Ok(words(asked, Column::Problem))),
    ("description = * :", |asked| Ok(words(asked, Column::Description))),
    ("late_reason = * :", |asked| Ok(words(asked, Column::LateReason))),
    ("state_reason = * :", |asked| Ok(words(asked, Column::StateReason))),
    ("applicant.organisation = * :", |asked| Ok(words(asked, Column::Organisation))),
    ("applicant.organisation_kind", |asked| kind(asked)),
    ("applicant.size", |asked| size(asked)),
    ("applicant.sector = * :", |asked| Ok(asked.text(Column::Sector))),
    ("applicant.city = * :", |asked| Ok(words(asked, Column::City))),
    ("applicant.website = * :", |asked| Ok(words(asked, Column::Website))),
    ("applicant.contact_email = :", |asked| Ok(words(asked, Column::ContactEmail))),
    ("applicant.contact_phone = :", |asked| Ok(words(asked, Column::ContactPhone))),
    ("applicant.language = :", |asked| Ok(asked.text(Column::Language))),
    ("source_language = :", |asked| Ok(asked.text(Column::SourceLanguage))),
    ("notice_version = < <= > >=", |asked| number(asked, Column::NoticeVersion)),
    ("edition_version = < <= > >=", |asked| number(asked, Column::EditionVersion)),
    ("country_edition_version = < <= > >=", |asked| number(asked, Column::CountryEditionVersion)),
    ("late_until < <= > >= :", |asked| time(asked, Column::LateUntil)),
    ("clarification.due_time < <= > >= :", |asked| time(asked, Column::ClarificationDue)),
    ("appeal_due_time < <= > >= :", |asked| time(asked, Column::AppealDue)),
    ("create_time < <= > >=", |asked| time(asked, Column::CreateTime)),
    ("update_time < <= > >=", |asked| time(asked, Column::UpdateTime)),
    ("submit_time < <= > >= :", |asked| time(asked, Column::SubmitTime)),
    ("state_time < <= > >=", |asked| time(asked, Column::StateTime)),
];

/// Those of a scope of which this is asked.
pub fn chosen(scope: &Scope, expression: Option<&Expression>) -> Result<Select<Entity>> {
    Ok(scope.find::<Entity>().filter(asked(scope, expression)?))
}

/// What is asked of registrations in a scope.
pub fn asked(scope: &Scope, expression: Option<&Expression>) -> Result<Condition> {
    by_fields(if scope.is_own() { &FIELDS[1..] } else { &FIELDS }, scope.backend(), expression)
}

/// What an office asks of registrations, wherever it does.
pub fn asked_by_offices(expression: Option<&Expression>) -> Result<Condition> {
    by_fields(&FIELDS, Backend::Sqlite, expression)
}

fn by_fields(fields: &[Field], backend: Backend, expression: Option<&Expression>) -> Result<Condition> {
    let texts = |words: &filter::Words| has::<terms::Entity>(words, Column::Country, Column::Id);
    let answers = |asked: &Comparison| answered(asked, backend);
    let beside = Beside { texts: Some(&texts), below: Some(("answers", &answers)) };
    expression.map_or_else(|| Ok(Condition::all()), |expression| filter::asks(expression, fields, beside))
}

fn kind(asked: &Comparison) -> Result<Expr> {
    Ok(Column::OrganisationKind.eq(asked.choice("ORGANISATION_KIND_", OrganisationKind::as_str_name)?))
}

fn size(asked: &Comparison) -> Result<Expr> {
    Ok(Column::Size.eq(asked.choice("ORGANISATION_SIZE_", OrganisationSize::as_str_name)?))
}

/// Words and contact data that are blocked are not there to be asked for.
fn words(asked: &Comparison, column: Column) -> Expr {
    asked.text(column).and(Column::Blocked.eq(false))
}

fn number(asked: &Comparison, column: Column) -> Result<Expr> {
    if asked.asks_for_any() { Ok(column.is_not_null()) } else { Ok(asked.against(column, asked.number()?)) }
}

fn time(asked: &Comparison, column: Column) -> Result<Expr> {
    if asked.asks_for_any() { Ok(column.is_not_null()) } else { Ok(asked.against(column, asked.moment()?)) }
}

/// One of the numbers in a column of JSON, `[8, 9]`, whichever database holds it.
fn goals(asked: &Comparison) -> Result<Expr> {
    let column = r#"replace(replace(replace(CAST("registrations"."sdgs" AS text), '[', ','), ']', ','), ' ', '')"#;
    let listed = Expr::cust(column);
    if asked.asks_for_any() {
        return Ok(listed.ne(",,"));
    }
    Ok(listed.like(format!("%,{},%", asked.number()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(filter: &str) -> bool {
        filter::parse(filter).and_then(|expression| by_fields(&FIELDS, Backend::Postgres, expression.as_ref())).is_ok()
    }

    #[test]
    fn whoever_reaches_their_own_alone_cannot_ask_for_a_survivor() {
        let asks = |fields| {
            let expression = filter::parse("merged_into = countries/do/registrations/1").expect("a filter");
            by_fields(fields, Backend::Sqlite, expression.as_ref()).is_ok()
        };
        assert!(asks(&FIELDS) && !asks(&FIELDS[1..]));
    }

    #[test]
    fn registrations_are_found_by_any_field_in_the_form_that_it_has() {
        for filter in [
            "",
            "state = SUBMITTED AND edition = \"editions/2020\"",
            "track = TRACK_STORY OR track = UNSPECIFIED",
            "category = \"agile*\" -country = countries/do",
            "sdgs:8 AND NOT sdgs:17 sdgs:*",
            "people_reached >= 100 OR jobs:*",
            "women_led = true applicant.size = MICRO applicant.organisation_kind != NGO",
            "applicant.city = \"San*\" submit_time < 2026-01-31",
            "talleres OR \"medios de pago\" -camión",
            "tall*",
            "answers.cost <= 100.5 answers.tools = \"pos*\" -answers.paid:cash answers.evidence:*",
            "summary = \"Diez*\" problem:* OR description:* -late_reason:* category:* merged_into:*",
            "applicant.contact_phone:* OR applicant.website:* OR applicant.contact_email:ana applicant.language:*",
            "source_language = en late_until:* clarification.due_time < 2026-01-31 edition_version >= 2",
        ] {
            assert!(is_taken(filter), "{filter}");
        }
        for filter in [
            "state = LOST",
            "track = story",
            "edition = 2020",
            "nothing = x",
            "sdgs = 8",
            "sdgs:eight",
            "people_reached = many",
            "women_led = yes",
            "state > SUBMITTED",
            "submit_time < yesterday",
            "applicant.contact_email = \"ana*\"",
            "applicant.contact_email:\"ana*\"",
            "ta*",
            "answers = x",
            "answers. = x",
            "answers.cost < cheap",
        ] {
            assert!(!is_taken(filter), "{filter}");
        }
    }
}
