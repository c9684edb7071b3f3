//! Filters of lists.

use platform::filter::{
    self, Equality, Field,
    Operator::{AtLeast, Equals},
};
use proto::platform::v1::{Reason, Role};
use sea_orm::sea_query::Expr;

const FIELDS: [Field; 3] =
    [("state", |_| Ok(Expr::val(true))), ("time >=", |_| Ok(Expr::val(true))), ("edition", |_| Ok(Expr::val(true)))];

pub fn read(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = filter::parse(text);
    match filter::condition(text, &FIELDS) {
        Ok(_) => assert!(parsed.as_ref().is_some_and(|all| all.iter().all(is_known)), "{text:?} is taken"),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
    let Some(parsed) = parsed else { return };
    let printed: Vec<String> = parsed.iter().map(ToString::to_string).collect();
    assert_eq!(filter::parse(&printed.join(" AND ")).as_ref(), Some(&parsed), "{text:?}");
    for equality in &parsed {
        value(equality, text);
    }
}

fn is_known(equality: &Equality) -> bool {
    matches!((equality.field.as_str(), equality.operator), ("state" | "edition", Equals) | ("time", AtLeast))
}

fn value(equality: &Equality, text: &str) {
    assert!(equality.value.len() <= text.len() && equality.field.len() <= text.len());
    if let Err(refusal) = equality.id("editions") {
        crate::is_precise(&refusal, &[Reason::InvalidField]);
    }
    match equality.choice("ROLE_", Role::as_str_name) {
        Ok(name) => assert!(Role::from_str_name(&format!("ROLE_{name}")).is_some(), "{name:?}"),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
}
