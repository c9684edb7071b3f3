use proptest::prelude::*;
use proto::platform::v1::Role;
use sea_orm::{
    DbBackend, EntityName, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::{Comparison, Expression, Field, Operator, Position, Words, condition, parse};
use crate::{audit::entry, error::Language};

fn comparison(field: &str, operator: Operator, value: &str) -> Expression {
    let (field, value) = (field.to_owned(), value.to_owned());
    Expression::Comparison(Comparison { field, operator, value, begins: false, place: Position(0) })
}

fn equality(field: &str, value: &str) -> Expression {
    comparison(field, Operator::Equals, value)
}

fn words(text: &str) -> Expression {
    Expression::Words(Words { text: text.into(), begins: false, place: Position(0) })
}

fn all_of(parts: &[Expression]) -> Expression {
    Expression::All(parts.to_vec())
}

fn one_of(parts: &[Expression]) -> Expression {
    Expression::Any(parts.to_vec())
}

fn not(part: Expression) -> Expression {
    Expression::Not(Box::new(part))
}

fn read(filter: &str) -> Expression {
    parse(filter).unwrap_or_else(|problem| panic!("{filter}: {problem}")).expect("something is asked")
}

const FIELDS: [Field; 7] = [
    ("time >= <", |limit| Ok(limit.against(entry::Column::At, limit.moment()?))),
    ("state", |equality| Ok(Expr::col("state").eq(equality.value.as_str()))),
    ("role", |equality| Ok(Expr::val(equality.choice("ROLE_", Role::as_str_name)?))),
    ("city = *", |equality| Ok(equality.text(entry::Column::Actor))),
    ("goals :", |has| if has.asks_for_any() { Ok(Expr::val(true)) } else { Ok(Expr::val(has.number()?)) }),
    ("jobs = < >", |limit| Ok(Expr::val(limit.number()?))),
    ("sector = :", |asked| Ok(asked.text(entry::Column::Actor))),
];

fn refusal(filter: &str) -> String {
    let error = condition(filter, &FIELDS).err().unwrap_or_else(|| panic!("{filter} is taken"));
    assert_eq!(error.violations()[0].field, "filter");
    error.violations()[0].text.in_language(Language::English).to_owned()
}

#[test]
fn or_binds_more_tightly_than_and_and_what_stands_side_by_side_is_joined_by_and() {
    let [a, b, c] = ["a", "b", "c"].map(|field| equality(field, "1"));
    assert_eq!(parse("  ").expect("nothing"), None);
    assert_eq!(read(" a=1 "), a);
    assert_eq!(read("a = 1 AND b = 1 OR c = 1"), all_of(&[a.clone(), one_of(&[b.clone(), c.clone()])]));
    assert_eq!(read("a = 1 b = 1 OR c = 1"), all_of(&[a.clone(), one_of(&[b.clone(), c.clone()])]));
    assert_eq!(read("a = 1 OR b = 1 c = 1"), all_of(&[one_of(&[a.clone(), b.clone()]), c.clone()]));
    assert_eq!(read("(a = 1 AND b = 1) OR c = 1"), one_of(&[all_of(&[a.clone(), b.clone()]), c.clone()]));
    assert_eq!(read("((a = 1 b = 1)) c = 1"), all_of(&[a.clone(), b.clone(), c]));
    assert_eq!(read("NOT a = 1 OR b = 1"), one_of(&[not(a.clone()), b.clone()]));
    assert_eq!(read("-(a = 1 OR b = 1)"), not(one_of(&[a.clone(), b])));
    assert_eq!(read("-a = 1"), not(a));
}

#[test]
fn words_and_phrases_stand_beside_comparisons() {
    assert_eq!(read("logística"), words("logística"));
    assert_eq!(read("health and safety"), all_of(&[words("health"), words("and"), words("safety")]));
    assert_eq!(read("\"cadena de frío\" -taller"), all_of(&[words("cadena de frío"), not(words("taller"))]));
    assert_eq!(read("e-commerce"), words("e-commerce"));
    let begins = Expression::Words(Words { text: "tall".into(), begins: true, place: Position(0) });
    assert_eq!(read("tall*"), begins);
}

#[test]
fn values_have_quotes_escapes_signs_and_beginnings() {
    let value = |filter: &str| match read(filter) {
        Expression::Comparison(comparison) => (comparison.operator.sign(), comparison.value, comparison.begins),
        other => panic!("{filter} is {other:?}"),
    };
    assert_eq!(value(r#"a = "a \"name\" AND a \\""#), ("=", r#"a "name" AND a \"#.into(), false));
    assert_eq!(value("a>=-5"), (">=", "-5".into(), false));
    assert_eq!(value("a != \"2026-01-31T00:00:00Z\""), ("!=", "2026-01-31T00:00:00Z".into(), false));
    assert_eq!(value("a = San*"), ("=", "San".into(), true));
    assert_eq!(value("a = \"San \\*\""), ("=", "San *".into(), false));
    assert_eq!(value("a:*"), (":", String::new(), true));
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_with_what_would_be_right() {
    for (filter, said) in [
        ("state =", "at character 8: behind = a value is expected"),
        ("= OPEN", "at character 1: here a comparison is expected"),
        ("state = OPEN AND", "at character 17: here a comparison is expected"),
        ("AND a = b", "at character 1: here a comparison"),
        ("a = AND", "at character 5: behind = a value"),
        ("state = \"b\"AND c = d", "at character 12: a space is missing"),
        ("state = \"b", "at character 9: the quotation mark that opens here is not closed"),
        (r#"state = "\n""#, "at character 10: only \\\", \\\\ and \\* are escaped"),
        ("\"state\" = b", "at character 1: before an operator stands the name of a field"),
        ("state = OPEN, role = REVIEWER", "at character 13: this sign has no meaning here"),
        ("(state = OPEN", "at character 1: the parenthesis that opens here is not closed"),
        ("state = OPEN )", "at character 14: here a comparison is expected"),
        ("state > = b", "at character 9: behind > a value"),
        ("- state = OPEN", "at character 1: a word to look for has a letter"),
        ("state = OPEN city", "at character 14: this list has no texts to look for a word in"),
        ("NOT NOT state = OPEN", "at character 5: here a comparison is expected"),
    ] {
        let refusal = refusal(filter);
        assert!(refusal.starts_with(said), "{filter}: {refusal}");
    }
    let names = "time >= <, state, role, city = *, goals :, jobs = < >, sector = :";
    assert_eq!(refusal("title = x"), format!("at character 1: this list cannot be filtered by title, only by {names}"));
    assert!(refusal("state = a time <= x").starts_with("at character 11: this list cannot be filtered by time <=,"));
    assert!(refusal("time = x").contains("cannot be filtered by time,"));
    assert!(refusal("state = OP*").contains("is a whole value"));
    assert!(refusal("sector:re*").contains("is a whole value"));
    assert!(refusal("role = NOBODY").starts_with("at character 1: role is one of UNSPECIFIED, APPLICANT, "));
    assert!(refusal("jobs < many").starts_with("at character 1: jobs is a whole number"));
    assert!(refusal("time < yesterday").starts_with("at character 1: time is compared with a moment"));
}

#[test]
fn a_filter_is_bounded_in_depth_and_in_parts() {
    let deep = |depth: usize| format!("{}state = OPEN{}", "(".repeat(depth), ")".repeat(depth));
    assert!(condition(&deep(20), &FIELDS).is_ok());
    assert!(refusal(&deep(21)).contains("at most 20 times"));
    assert!(refusal(&"(".repeat(100_000)).contains("at most 20 times"));
    let many = |count: usize| vec!["state = OPEN"; count].join(" OR ");
    assert!(condition(&many(100), &FIELDS).is_ok());
    assert!(refusal(&many(101)).contains("at most 100 comparisons"));
    assert!(refusal(&format!("{} = 1", "a".repeat(61))).contains("the name of a field"));
    assert!(!refusal("ana@example.org = 1").contains("ana"), "what may be about people is not repeated");
}

#[test]
fn each_field_takes_its_operators_alone() {
    for filter in [
        "time >= \"2026-01-31T00:00:00Z\" AND time < 2026-02-01",
        "state != OPEN",
        "NOT (state = OPEN OR role = REVIEWER)",
        "city = \"San *\"",
        "goals:8 OR goals:*",
        "jobs > 3 jobs < -1",
        "sector:* OR sector:retail",
    ] {
        assert!(condition(filter, &FIELDS).is_ok(), "{filter}");
    }
    for filter in ["time > 2026-02-01", "state < OPEN", "goals = 8", "goals:eight", "jobs >= 3", "city:San"] {
        refusal(filter);
    }
}

/// The SQL that a filter comes to.
fn sql(filter: &str) -> String {
    let query = entry::Entity::find().filter(condition(filter, &FIELDS).expect("a filter"));
    let sql = query.build(DbBackend::Sqlite).to_string();
    let (_, which) = sql.split_once(" WHERE ").expect("it asks something");
    which.replace(&format!("\"{}\".", entry::Entity.table_name()), "")
}

#[test]
fn a_negation_finds_what_has_no_value_too() {
    assert_eq!(sql("state != OPEN"), "(\"state\" = 'OPEN') IS NOT TRUE");
    assert_eq!(sql("city = \"S*\""), "substr(\"actor\", 1, 1) = 'S'");
    assert_eq!(sql("sector:*"), "\"actor\" <> ''");
    assert!(sql("NOT (state = A OR state = B)").ends_with("IS NOT TRUE"));
}

#[test]
fn a_name_is_taken_with_and_without_its_prefix() {
    let of = |field: &str, value: &str| match equality(field, value) {
        Expression::Comparison(comparison) => comparison,
        other => panic!("{other:?}"),
    };
    for value in ["REVIEWER", "ROLE_REVIEWER"] {
        assert_eq!(of("role", value).choice("ROLE_", Role::as_str_name).expect("a role"), "REVIEWER");
    }
    assert!(of("role", "reviewer").choice("ROLE_", Role::as_str_name).is_err());
    assert_eq!(of("edition", "editions/2020").id("editions").expect("an id"), "2020");
    assert!(of("edition", "2020").id("editions").is_err());
}

/// Any expression in the form in which a filter is read.
fn expressions() -> impl Strategy<Value = Expression> {
    let operators = prop::sample::select(vec![
        Operator::Equals,
        Operator::Differs,
        Operator::Before,
        Operator::AtMost,
        Operator::After,
        Operator::AtLeast,
        Operator::Has,
    ]);
    let place = Position(0);
    let compared = ("[a-z][a-z_.]{0,11}", operators, any::<String>(), any::<bool>()).prop_map(
        move |(field, operator, value, begins)| {
            Expression::Comparison(Comparison { field, operator, value, begins, place })
        },
    );
    let words = ("\\PC{0,9}[a-zñé0-9]\\PC{0,9}", any::<bool>())
        .prop_map(move |(text, begins)| Expression::Words(Words { text, begins, place }));
    prop_oneof![compared, words].prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_filter_map("one", Expression::all),
            prop::collection::vec(inner.clone(), 2..4).prop_filter_map("one", Expression::any),
            inner.prop_map(not),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(filter in ".*|[a-z<>=:!()*\"\\\\ ANDORNOT-]{0,30}") {
        if let Ok(Some(read)) = parse(&filter) {
            prop_assert_eq!(parse(&read.to_string()).expect("what was printed"), Some(read));
        }
    }

    #[test]
    fn what_is_printed_is_read_again(written in expressions()) {
        prop_assert_eq!(parse(&written.to_string()).expect("what was printed"), Some(written));
    }
}
