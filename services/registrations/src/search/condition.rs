//! Words as a condition on rows, for lists, exports, and what a search asks besides.

use std::collections::BTreeSet;

use platform::{
    Result,
    filter::Words,
    search::{Group, sought},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use super::rows::Terms;

/// Behind every letter that a term may have.
const LAST: char = '\u{10FFFF}';

/// That a row, by its country and id, has these words in its table of terms.
pub fn has<T: Terms>(words: &Words, country: impl ColumnTrait, id: impl ColumnTrait) -> Result<Expr>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    Ok(has_all::<T>(&sought(words)?, country, id))
}

/// That a row has a term of each of these groups.
pub fn has_all<T: Terms>(groups: &[Group], country: impl ColumnTrait, id: impl ColumnTrait) -> Expr
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut all = Condition::all().add(Expr::Constant(true.into()));
    for group in groups {
        let terms = Query::select()
            .expr(Expr::val(1))
            .from(T::default())
            .and_where(T::country().into_expr().eq(country.into_expr()))
            .and_where(T::DOCUMENT.into_expr().eq(id.into_expr()))
            .cond_where(one_of::<T>(&group.terms, &group.beginnings))
            .to_owned();
        all = all.add(Expr::exists(terms));
    }
    all.into()
}

/// That a term is one of these, or begins as one of those.
pub fn one_of<T: Terms>(terms: &BTreeSet<String>, beginnings: &BTreeSet<String>) -> Condition
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms = Condition::any().add(T::TERM.is_in(terms));
    beginnings.iter().fold(terms, |any, beginning| any.add(begins::<T>(beginning)))
}

/// That a term begins so. Said by the order of terms, which an index has.
pub fn begins<T: Terms>(beginning: &str) -> Condition
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    Condition::all().add(T::TERM.gte(beginning)).add(T::TERM.lt(format!("{beginning}{LAST}")))
}
