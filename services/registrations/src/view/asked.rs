//! What a call asks: by its filter, and by a view beside it.

use platform::{
    Result, Scope,
    filter::{self, Expression},
};

use super::rows;

/// What registrations have to satisfy: the filter, and what was saved as the view where one is named. Nothing where nothing
/// is asked.
pub async fn asked(scope: &Scope, view: &str, filter: &str) -> Result<Option<Expression>> {
    let filter = filter::parse(filter)?;
    if view.is_empty() {
        return Ok(filter);
    }
    let saved = filter::parse(&rows::expect(scope, view).await?.filter)?;
    Ok(Expression::all(saved.into_iter().chain(filter).collect()))
}

/// The same as one text, for page tokens: what is asked decides which rows there are.
pub fn text(asked: Option<&Expression>) -> String {
    asked.map(ToString::to_string).unwrap_or_default()
}
