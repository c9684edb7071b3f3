//! Words as a condition on rows, for lists, exports, and what a search asks besides.

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

/// That a row, by its country and id, has these words in its table of terms.
pub fn has<T: Terms>(words: &Words, country: impl ColumnTrait, id: impl ColumnTrait) -> Result<Expr>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut all = Condition::all().add(Expr::Constant(true.into()));
    for group in sought(words)? {
        let terms = Query::select()
            .expr(Expr::val(1))
            .from(T::default())
            .and_where(T::country().into_expr().eq(country.into_expr()))
            .and_where(T::DOCUMENT.into_expr().eq(id.into_expr()))
            .cond_where(one_of::<T>(group))
            .to_owned();
        all = all.add(Expr::exists(terms));
    }
    Ok(all.into())
}

/// A beginning is held against the terms of one row at a time, which are few.
fn one_of<T: Terms>(group: Group) -> Condition
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms = Condition::any().add(T::TERM.is_in(group.terms));
    group.beginnings.iter().fold(terms, |any, beginning| any.add(T::TERM.starts_with(beginning)))
}
