//! The one language of filters, a subset of AIP-160: lists, searches, exports and saved views are asked in it. A list says
//! its fields, and what each of them asks of its rows; reading and refusing is done here.
//!
//! `state = DRAFT`, `!=`, `<`, `<=`, `>`, `>=` and `:` hold a field against a value; `AND`, `OR`, `NOT` (or `-`) and
//! parentheses join that, and OR binds more tightly than AND. What stands side by side is joined as by AND. A word that
//! is held against no field, or a phrase in quotation marks, is looked for in the texts of a list that has any. A value
//! that ends in `*` means all that begin with it, where the field takes that; `field:*` means that there is a value.
//!
//! What always holds: no text makes it panic or recurse without bounds; a refusal says where it is wrong and names what
//! would be right; an expression that is printed is read again as the same; NOT finds exactly what is not found without it.

mod expression;
mod parse;
mod problem;
#[cfg(test)]
mod tests;
mod tokens;
mod value;

pub use expression::{Comparison, Expression, Operator, Position, Words};
pub use parse::parse;
use problem::{at, refused};
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::error::Result;

/// A field that a list can be filtered by, and what a comparison with it asks of the rows. Behind its name stand the
/// operators that it takes, `"time >= <"`: `=` (with which goes `!=`) where none does, and `*` where a value may end in one.
pub type Field = (&'static str, fn(&Comparison) -> Result<Expr>);

/// What a word or a phrase asks of the rows of a list with texts.
pub type Texts<'a> = &'a dyn Fn(&Words) -> Result<Expr>;

/// What a list is asked by beside its fields.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Its texts, if it has any.
    pub texts: Option<Texts<'a>>,
    /// The name above fields that rows have names of their own for, such as `answers` above `answers.cost`, and what a
    /// comparison with one of them asks, whose field is the name below: `cost`. It is given every operator and beginning.
    pub below: Option<(&'static str, Below<'a>)>,
}

/// What a comparison with a field below another one asks of the rows of a list.
pub type Below<'a> = &'a dyn Fn(&Comparison) -> Result<Expr>;

/// What a filter asks of the rows of a list that has these fields. An empty filter asks nothing.
pub fn condition(filter: &str, fields: &[Field]) -> Result<Condition> {
    parse(filter)?.map_or_else(|| Ok(Condition::all()), |asked| asks(&asked, fields, Beside::default()))
}

/// The same for a list that has texts, too.
pub fn condition_with_texts(filter: &str, fields: &[Field], texts: Texts<'_>) -> Result<Condition> {
    parse(filter)?
        .map_or_else(|| Ok(Condition::all()), |asked| asks(&asked, fields, Beside { texts: Some(texts), below: None }))
}

/// What an expression asks of the rows.
pub fn asks(expression: &Expression, fields: &[Field], beside: Beside<'_>) -> Result<Condition> {
    Ok(match expression {
        Expression::All(parts) => {
            let mut all = Condition::all();
            for part in parts {
                all = all.add(asks(part, fields, beside)?);
            }
            all
        }
        Expression::Any(parts) => {
            let mut any = Condition::any();
            for part in parts {
                any = any.add(asks(part, fields, beside)?);
            }
            any
        }
        Expression::Not(part) => Condition::all().add(is_not(asks(part, fields, beside)?.into())),
        Expression::Comparison(comparison) => Condition::all().add(compares(comparison, fields, beside)?),
        Expression::Words(words) => match beside.texts {
            Some(texts) => Condition::all().add(texts(words)?),
            None => return Err(no_texts(words, fields)),
        },
    })
}

/// True where the condition is false and where it cannot be said, since a row has no value.
fn is_not(asked: Expr) -> Expr {
    asked.is_not(Expr::Constant(true.into()))
}

fn compares(comparison: &Comparison, fields: &[Field], beside: Beside<'_>) -> Result<Expr> {
    let (negated, operator) = match comparison.operator {
        Operator::Differs => (true, Operator::Equals),
        operator => (false, operator),
    };
    let below = beside.below.and_then(|(above, asks)| Some((comparison.field.strip_prefix(above)?, asks)));
    if let Some((field, asks)) = below.and_then(|(rest, asks)| Some((rest.strip_prefix('.')?, asks))) {
        let comparison = Comparison { field: field.to_owned(), operator, ..comparison.clone() };
        let asked = asks(&comparison).map_err(|problem| at(comparison.place, problem))?;
        return Ok(if negated { is_not(asked) } else { asked });
    }
    let known = fields.iter().filter(|(declared, _)| name(declared) == comparison.field);
    let mut takes = known.filter(|(declared, _)| operators(declared).any(|taken| taken == operator.sign()));
    let Some((declared, asks)) = takes.next() else { return Err(not_taken(comparison, fields)) };
    let holds_text = matches!(operator, Operator::Equals | Operator::Has) && !comparison.asks_for_any();
    if comparison.begins && holds_text && !operators(declared).any(|taken| taken == "*") {
        return Err(no_beginning(comparison));
    }
    let asked =
        asks(&Comparison { operator, ..comparison.clone() }).map_err(|problem| at(comparison.place, problem))?;
    Ok(if negated { is_not(asked) } else { asked })
}

fn name(declared: &str) -> &str {
    declared.split(' ').next().unwrap_or_default()
}

/// The operators behind a name, or the one of a name that stands alone.
fn operators(declared: &str) -> impl Iterator<Item = &str> {
    let alone = (!declared.contains(' ')).then_some("=");
    declared.split(' ').skip(1).chain(alone)
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|(declared, _)| *declared).collect::<Vec<_>>().join(", ")
}

fn not_taken(comparison: &Comparison, fields: &[Field]) -> crate::Error {
    let (field, operator, names) = (&comparison.field, comparison.operator, names(fields));
    let asked = match operator {
        Operator::Equals => field.clone(),
        operator => format!("{field} {operator}"),
    };
    refused(
        comparison.place,
        format!("this list cannot be filtered by {asked}, only by {names}"),
        format!("esta lista no se puede filtrar por {asked}, solo por {names}"),
        format!("esta lista não pode ser filtrada por {asked}, só por {names}"),
    )
}

fn no_beginning(comparison: &Comparison) -> crate::Error {
    let field = &comparison.field;
    refused(
        comparison.place,
        format!("{field} is a whole value, not the beginning of one; write \\* for an asterisk"),
        format!("{field} es un valor entero, no el comienzo de uno; escriba \\* para un asterisco"),
        format!("{field} é um valor inteiro, não o começo de um; escreva \\* para um asterisco"),
    )
}

fn no_texts(words: &Words, fields: &[Field]) -> crate::Error {
    let names = names(fields);
    refused(
        words.place,
        format!("this list has no texts to look for a word in; it is filtered by {names}, written field = value"),
        format!("esta lista no tiene textos en que buscar una palabra; se filtra por {names}, con campo = valor"),
        format!("esta lista não tem textos em que buscar uma palavra; filtra-se por {names}, com campo = valor"),
    )
}
