//! The filters of lists, a part of AIP-160: `field = value` or `field = "any value"`, joined with AND. A list says its
//! fields, and what each of them asks of its rows; reading and refusing is done here. A field that a list names with an
//! operator, `time >=`, is compared with it.
//!
//! What always holds: no text makes it panic, a refusal names what would be right, and an equality that is printed is
//! read again as the same.

use std::fmt;

use sea_orm::{ActiveEnum, Condition, Iterable, sea_query::Expr};

use crate::{
    choice,
    error::{Error, Result, Text},
};

/// A field that a list can be filtered by: its name, and what an equality on it asks of the rows.
pub type Field = (&'static str, fn(&Equality) -> Result<Expr>);

/// How a field is held against a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is the value.
    Equals,
    /// It is the value, or comes after it.
    AtLeast,
    /// It comes before the value.
    Before,
}

/// One equality of a filter, or one comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equality {
    /// The field, one of those of the list.
    pub field: String,
    /// How it is held against the value.
    pub operator: Operator,
    /// The value, without quotes and escapes.
    pub value: String,
}

/// What a filter asks of the rows of a list that has these fields. An empty filter asks nothing.
pub fn condition(filter: &str, fields: &[Field]) -> Result<Condition> {
    let names = fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let mut condition = Condition::all();
    for equality in parse(filter).ok_or_else(|| unreadable(&names))? {
        let named = equality.named();
        let field = fields.iter().find(|(name, _)| *name == named);
        let (_, asks) = field.ok_or_else(|| unknown(&named, &names))?;
        condition = condition.add(asks(&equality)?);
    }
    Ok(condition)
}

impl Equality {
    /// The field as a list names it.
    fn named(&self) -> String {
        match self.operator {
            Operator::Equals => self.field.clone(),
            operator => format!("{} {operator}", self.field),
        }
    }

    /// The value as one that a table keeps by name. Its name is given as in the contract, with or without the prefix.
    pub fn kept<E>(&self, prefix: &str) -> Result<E>
    where
        E: ActiveEnum<Value = String> + Iterable,
    {
        let name = choice::name(&self.value, prefix);
        // Some tables keep names in lower case.
        let contract_name = |one: &E| one.to_value().to_uppercase();
        let found = E::iter().find(|one| contract_name(one) == name);
        found.ok_or_else(|| self.is_none_of(E::iter().map(|one| contract_name(&one))))
    }

    /// The value as the name of one of the contract's enum, without the prefix that it may be given with.
    pub fn choice<T: TryFrom<i32>>(&self, prefix: &str, contract_name: fn(&T) -> &'static str) -> Result<String> {
        let name = choice::name(&self.value, prefix);
        let known = choice::names(prefix, contract_name).any(|known| known == name);
        if known { Ok(name) } else { Err(self.is_none_of(choice::names(prefix, contract_name))) }
    }

    /// The id in the value, which is a resource name such as `editions/2020`.
    pub fn id(&self, collection: &str) -> Result<&str> {
        let id = self.value.strip_prefix(collection).and_then(|rest| rest.strip_prefix('/'));
        id.ok_or_else(|| {
            let field = &self.field;
            refused(
                format!("{field} is a resource name, such as {collection}/2020"),
                format!("{field} es un nombre de recurso, como {collection}/2020"),
            )
        })
    }

    fn is_none_of(&self, known: impl Iterator<Item = String>) -> Error {
        let (field, known) = (&self.field, known.collect::<Vec<_>>().join(", "));
        refused(format!("{field} is one of {known}"), format!("{field} es uno de {known}"))
    }
}

impl fmt::Display for Equality {
    /// As a filter that is read again as this equality.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.replace('\\', "\\\\").replace('"', "\\\"");
        write!(out, "{} {} \"{value}\"", self.field, self.operator)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Operator::Equals => "=",
            Operator::AtLeast => ">=",
            Operator::Before => "<",
        })
    }
}

fn unreadable(names: &str) -> Error {
    refused(
        format!("a filter is made of equalities on {names}, written field = value or field = \"any value\", and AND"),
        format!("un filtro se hace con igualdades sobre {names}, escritas campo = valor o campo = \"un valor\", y AND"),
    )
}

fn unknown(field: &str, names: &str) -> Error {
    refused(
        format!("this list cannot be filtered by {field}, only by {names}"),
        format!("esta lista no se puede filtrar por {field}, solo por {names}"),
    )
}

fn refused(english: String, spanish: String) -> Error {
    Error::invalid("filter", Text::new(english, spanish))
}

/// The equalities in their order; nothing where the text is not made of them.
pub fn parse(filter: &str) -> Option<Vec<Equality>> {
    let mut tokens = tokens(filter)?.into_iter().peekable();
    let mut found = Vec::new();
    if tokens.peek().is_none() {
        return Some(found);
    }
    loop {
        let (Token::Word(field), Token::Operator(operator)) = (tokens.next()?, tokens.next()?) else { return None };
        let (Token::Word(value) | Token::Quoted(value)) = tokens.next()? else { return None };
        found.push(Equality { field, operator, value });
        match tokens.next() {
            None => return Some(found),
            Some(Token::And) => {}
            Some(_) => return None,
        }
    }
}

enum Token {
    Word(String),
    Quoted(String),
    Operator(Operator),
    And,
}

fn tokens(filter: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = filter.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            space if space.is_whitespace() => {}
            '=' => found.push(Token::Operator(Operator::Equals)),
            '>' => {
                rest.next_if_eq(&'=')?;
                found.push(Token::Operator(Operator::AtLeast));
            }
            '<' => found.push(Token::Operator(Operator::Before)),
            '"' => {
                found.push(Token::Quoted(quoted(&mut rest)?));
                // `"x"AND` is more likely a forgotten quote than a conjunction.
                if rest.peek().is_some_and(|next| is_plain(*next)) {
                    return None;
                }
            }
            plain if is_plain(plain) => {
                let mut word = String::from(plain);
                while let Some(next) = rest.next_if(|next| is_plain(*next)) {
                    word.push(next);
                }
                found.push(if word == "AND" { Token::And } else { Token::Word(word) });
            }
            _ => return None,
        }
    }
    Some(found)
}

/// What stands before the closing quote; only a quote and a backslash are escaped.
fn quoted(rest: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\\' => text.push(rest.next().filter(|escaped| matches!(escaped, '"' | '\\'))?),
            other => text.push(other),
        }
    }
}

fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::platform::v1::Role;

    use super::*;

    fn equality(field: &str, value: &str) -> Equality {
        Equality { field: field.into(), operator: Operator::Equals, value: value.into() }
    }

    const FIELDS: [Field; 3] = [
        ("time >=", |limit| Ok(Expr::val(limit.value.as_str()))),
        ("state", |equality| Ok(Expr::val(equality.value.as_str()))),
        ("role", |equality| Ok(Expr::val(equality.choice("ROLE_", Role::as_str_name)?))),
    ];

    fn refusal(filter: &str) -> String {
        let error = condition(filter, &FIELDS).expect_err("a refusal");
        assert_eq!(error.violations()[0].field, "filter");
        error.violations()[0].text.in_language(crate::error::Language::English).to_owned()
    }

    #[test]
    fn equalities_joined_with_and_are_read() {
        assert_eq!(parse("  "), Some(vec![]));
        assert_eq!(parse(" state=OPEN "), Some(vec![equality("state", "OPEN")]));
        let two = parse(r#"state = OPEN AND edition = "a \"name\" AND a \\""#);
        assert_eq!(two, Some(vec![equality("state", "OPEN"), equality("edition", r#"a "name" AND a \"#)]));
    }

    #[test]
    fn anything_else_is_refused() {
        for filter in [
            "state",
            "state =",
            "= OPEN",
            "state != OPEN",
            "a = b OR c = d",
            "a = b and c = d",
            "a = b AND",
            "AND a = b",
            "a = AND",
            "a = b ANDc = d",
            "a = \"b\"AND c = d",
            "a = \"b",
            r#"a = "\n""#,
            "a = b c = d",
            "a > b",
            "a <= b",
            "a > = b",
            "\"a\" = b",
        ] {
            assert_eq!(parse(filter), None, "{filter}");
        }
    }

    #[test]
    fn a_refusal_names_what_would_be_right() {
        assert!(refusal("state").contains("state, role"));
        assert_eq!(refusal("title = x"), "this list cannot be filtered by title, only by time >=, state, role");
        assert_eq!(refusal("time < x"), "this list cannot be filtered by time <, only by time >=, state, role");
        assert_eq!(refusal("state >= x"), "this list cannot be filtered by state >=, only by time >=, state, role");
        assert!(condition("time >= \"2026-01-31T00:00:00Z\" AND state = OPEN", &FIELDS).is_ok());
        assert!(refusal("role = NOBODY").starts_with("role is one of UNSPECIFIED, APPLICANT, "));
    }

    #[test]
    fn a_name_is_taken_with_and_without_its_prefix() {
        for value in ["REVIEWER", "ROLE_REVIEWER"] {
            assert_eq!(equality("role", value).choice("ROLE_", Role::as_str_name).expect("a role"), "REVIEWER");
        }
        assert!(equality("role", "reviewer").choice("ROLE_", Role::as_str_name).is_err());
        assert_eq!(equality("edition", "editions/2020").id("editions").expect("an id"), "2020");
        assert!(equality("edition", "2020").id("editions").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(filter in ".*|[a-z<>=\"\\\\ AND]{0,30}") {
            if let Some(read) = parse(&filter) {
                let printed = read.iter().map(ToString::to_string).collect::<Vec<_>>().join(" AND ");
                prop_assert_eq!(parse(&printed), Some(read));
            }
        }

        #[test]
        fn what_is_printed_is_read_again(pairs in prop::collection::vec(("[a-z_]{1,12}", any::<String>()), 0..5)) {
            let written: Vec<Equality> = pairs.iter().map(|(field, value)| equality(field, value)).collect();
            let printed = written.iter().map(ToString::to_string).collect::<Vec<_>>().join(" AND ");
            prop_assert_eq!(parse(&printed), Some(written));
        }
    }
}
