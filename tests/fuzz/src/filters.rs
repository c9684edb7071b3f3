//! Filters of lists.

use platform::filter::{self, Comparison, Expression, Field, Operator};
use proto::platform::v1::{Reason, Role};
use sea_orm::sea_query::Expr;

const FIELDS: [Field; 4] = [
    ("state", |_| Ok(Expr::val(true))),
    ("time < >=", |_| Ok(Expr::val(true))),
    ("edition", |_| Ok(Expr::val(true))),
    ("sdgs : = *", |_| Ok(Expr::val(true))),
];

pub fn read(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = filter::parse(text);
    match filter::condition(text, &FIELDS) {
        Ok(_) => assert!(parsed.as_ref().is_ok_and(|asked| asked.iter().all(is_known)), "{text:?} is taken"),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
    let with_texts = filter::condition_with_texts(text, &FIELDS, &|_| Ok(Expr::val(true)));
    assert!(with_texts.is_ok() || filter::condition(text, &FIELDS).is_err(), "{text:?}");
    let Ok(Some(parsed)) = parsed else { return };
    assert_eq!(filter::parse(&parsed.to_string()).expect("what was printed"), Some(parsed.clone()), "{text:?}");
    compared(&parsed, &mut |comparison| value(comparison, text));
}

fn compared(expression: &Expression, look: &mut impl FnMut(&Comparison)) {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| compared(part, look)),
        Expression::Not(part) => compared(part, look),
        Expression::Comparison(comparison) => look(comparison),
        Expression::Words(_) => {}
    }
}

fn is_known(expression: &Expression) -> bool {
    use Operator::{AtLeast, Before, Differs, Equals, Has};
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.len() > 1 && parts.iter().all(is_known),
        Expression::Not(part) => is_known(part),
        Expression::Comparison(comparison) => match (comparison.field.as_str(), comparison.operator) {
            ("state" | "edition", Equals | Differs) => !comparison.begins,
            ("sdgs", Equals | Differs | Has) | ("time", Before | AtLeast) => true,
            _ => false,
        },
        Expression::Words(_) => false,
    }
}

fn value(comparison: &Comparison, text: &str) {
    assert!(comparison.value.len() <= text.len() && comparison.field.len() <= text.len());
    let refused = [
        comparison.id("editions").err(),
        comparison.number().err(),
        comparison.boolean().err(),
        comparison.moment().err(),
    ];
    for refusal in refused.into_iter().flatten() {
        crate::is_precise(&refusal, &[Reason::InvalidField]);
    }
    match comparison.choice("ROLE_", Role::as_str_name) {
        Ok(name) => assert!(Role::from_str_name(&format!("ROLE_{name}")).is_some(), "{name:?}"),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
}
