//! The value of a comparison as what a field holds: one of its names, a number, a moment, a text.

use sea_orm::{
    ActiveEnum, ColumnTrait, Iterable,
    sea_query::{Expr, ExprTrait, Func},
};
use time::{
    Date, OffsetDateTime, UtcOffset, format_description::well_known::Iso8601, format_description::well_known::Rfc3339,
};

use super::{Comparison, Operator};
use crate::{
    choice,
    error::{Error, Result, Text},
};

impl Comparison {
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
            wrong(
                format!("{field} is a resource name, such as {collection}/2020"),
                format!("{field} es un nombre de recurso, como {collection}/2020"),
                format!("{field} é um nome de recurso, como {collection}/2020"),
            )
        })
    }

    /// The value as a whole number.
    pub fn number(&self) -> Result<i32> {
        self.value.parse().ok().filter(|_| !self.begins).ok_or_else(|| {
            let field = &self.field;
            wrong(
                format!("{field} is a whole number, such as 100"),
                format!("{field} es un número entero, como 100"),
                format!("{field} é um número inteiro, como 100"),
            )
        })
    }

    /// The value as yes or no.
    pub fn boolean(&self) -> Result<bool> {
        match self.value.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => {
                let field = &self.field;
                Err(wrong(
                    format!("{field} is true or false"),
                    format!("{field} es true o false"),
                    format!("{field} é true ou false"),
                ))
            }
        }
    }

    /// The value as a moment, or as a day, which begins in UTC.
    pub fn moment(&self) -> Result<OffsetDateTime> {
        let at = OffsetDateTime::parse(&self.value, &Rfc3339).map(|at| at.to_offset(UtcOffset::UTC)).ok();
        let at = at.or_else(|| self.day().map(|day| day.midnight().assume_utc()));
        at.filter(|_| !self.begins).ok_or_else(|| {
            let field = &self.field;
            wrong(
                format!("{field} is compared with a moment such as \"2026-01-31T00:00:00Z\", or a day"),
                format!("{field} se compara con un momento como \"2026-01-31T00:00:00Z\", o un día"),
                format!("{field} se compara com um momento como \"2026-01-31T00:00:00Z\", ou com um dia"),
            )
        })
    }

    /// The value as a day of any of the calendars of ISO 8601; nothing where it is none, or has a clock time, too.
    pub fn day(&self) -> Option<Date> {
        // Behind a day, the parser reads a clock time as well.
        Date::parse(&self.value, &Iso8601::DATE).ok().filter(|_| !self.begins && !self.value.contains(['T', 't']))
    }

    /// Whether it asks no more than that there is a value: `field:*`.
    pub fn asks_for_any(&self) -> bool {
        self.operator == Operator::Has && self.begins && self.value.is_empty()
    }

    /// Holds a column against a value of its own type by the operator.
    pub fn against<C: ColumnTrait>(&self, column: C, value: impl Into<sea_orm::Value>) -> Expr {
        let value = value.into();
        match self.operator {
            Operator::Equals | Operator::Has => column.eq(value),
            Operator::Differs => column.ne(value),
            Operator::Before => column.lt(value),
            Operator::AtMost => column.lte(value),
            Operator::After => column.gt(value),
            Operator::AtLeast => column.gte(value),
        }
    }

    /// Holds a column against the text, or against its beginning; letter by letter, in every database. Where it asks no more
    /// than that there is one, an empty text is none.
    pub fn text<C: ColumnTrait>(&self, column: C) -> Expr {
        if self.asks_for_any() {
            return column.ne("");
        }
        if !self.begins {
            return column.eq(self.value.as_str());
        }
        let length = i32::try_from(self.value.chars().count()).unwrap_or(i32::MAX);
        let arguments = [Expr::col(column.as_column_ref()), Expr::val(1), Expr::val(length)];
        Expr::expr(Func::cust("substr").args(arguments)).eq(self.value.as_str())
    }

    fn is_none_of(&self, known: impl Iterator<Item = String>) -> Error {
        let (field, known) = (&self.field, known.collect::<Vec<_>>().join(", "));
        wrong(
            format!("{field} is one of {known}"),
            format!("{field} es uno de {known}"),
            format!("{field} é um de {known}"),
        )
    }
}

/// Its place is told by whoever reads the filter.
fn wrong(english: String, spanish: String, portuguese: String) -> Error {
    Error::invalid("filter", Text::told(english, spanish, portuguese))
}
