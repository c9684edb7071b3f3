//! What a filter says, as a tree, and the way back to its text.

use std::fmt;

/// What a filter asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// All of these, which are two or more, and none of them such a list itself.
    All(Vec<Expression>),
    /// One of these at least, which are two or more, and none of them such a list itself.
    Any(Vec<Expression>),
    /// The contrary.
    Not(Box<Expression>),
    /// A field held against a value.
    Comparison(Comparison),
    /// Something to look for in the texts.
    Words(Words),
}

/// How a field is held against a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is the value.
    Equals,
    /// It is not the value.
    Differs,
    /// It comes before the value.
    Before,
    /// It is the value, or comes before it.
    AtMost,
    /// It comes after the value.
    After,
    /// It is the value, or comes after it.
    AtLeast,
    /// It has the value in it.
    Has,
}

/// One comparison of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The field.
    pub field: String,
    /// How it is held against the value. A list is never asked by [`Operator::Differs`].
    pub operator: Operator,
    /// The value, without quotes, escapes, and the asterisk at its end.
    pub value: String,
    /// Whether the value is only how it begins.
    pub begins: bool,
    /// Where it stands.
    pub place: Position,
}

/// A word, or several in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// As they were written, without quotes, escapes, and the asterisk at the end.
    pub text: String,
    /// Whether the last word is only how one begins.
    pub begins: bool,
    /// Where they stand.
    pub place: Position,
}

/// The place of a part of a filter: the number of its first character, from 1. Parts that say the same are the same,
/// wherever they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Position(pub usize);

impl PartialEq for Position {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Position {}

impl Expression {
    /// All of these; one alone is itself.
    pub fn all(parts: Vec<Expression>) -> Option<Expression> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expression::All(parts) => parts,
            other => vec![other],
        });
        one_or(flat.collect(), Expression::All)
    }

    /// One of these at least; one alone is itself.
    pub fn any(parts: Vec<Expression>) -> Option<Expression> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expression::Any(parts) => parts,
            other => vec![other],
        });
        one_or(flat.collect(), Expression::Any)
    }
}

fn one_or(mut parts: Vec<Expression>, several: fn(Vec<Expression>) -> Expression) -> Option<Expression> {
    if parts.len() > 1 { Some(several(parts)) } else { parts.pop() }
}

impl Operator {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Equals => "=",
            Operator::Differs => "!=",
            Operator::Before => "<",
            Operator::AtMost => "<=",
            Operator::After => ">",
            Operator::AtLeast => ">=",
            Operator::Has => ":",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.sign())
    }
}

impl fmt::Display for Expression {
    /// As a filter that is read again as this expression.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::All(parts) => joined(out, parts, " AND "),
            Expression::Any(parts) => joined(out, parts, " OR "),
            Expression::Not(part) => {
                out.write_str("NOT ")?;
                simple(out, part)
            }
            Expression::Comparison(comparison) => write!(out, "{comparison}"),
            Expression::Words(words) => quoted(out, &words.text, words.begins),
        }
    }
}

fn joined(out: &mut fmt::Formatter<'_>, parts: &[Expression], by: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(by)?;
        }
        // OR binds more tightly than AND, and needs no parentheses there.
        match part {
            Expression::All(_) => write!(out, "({part})")?,
            part => write!(out, "{part}")?,
        }
    }
    Ok(())
}

/// In parentheses where it would be read as something else without them.
fn simple(out: &mut fmt::Formatter<'_>, part: &Expression) -> fmt::Result {
    match part {
        Expression::Comparison(_) | Expression::Words(_) => write!(out, "{part}"),
        _ => write!(out, "({part})"),
    }
}

impl fmt::Display for Comparison {
    /// As a filter that is read again as this comparison.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} ", self.field, self.operator)?;
        quoted(out, &self.value, self.begins)
    }
}

fn quoted(out: &mut fmt::Formatter<'_>, value: &str, begins: bool) -> fmt::Result {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('*', "\\*");
    write!(out, "\"{value}{}\"", if begins { "*" } else { "" })
}
