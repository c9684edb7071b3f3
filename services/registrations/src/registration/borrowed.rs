//! What whoever borrows a country's queue does with its registrations: they settle which of two that wait for their screening
//! are one, and read of a registration no more than where it stands.

use platform::{Error, Result, Scope, choice, error::Text};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Registration, registration::State},
};

use super::{is_screened_in, rows::Model, survivor};

/// Refuses whoever borrows the queue what does not wait for its screening. Of a pair, it is enough that one of the two does.
pub fn check(scope: &Scope, states: &[State]) -> Result<()> {
    if !scope.is_lent() || states.iter().any(|state| is_screened_in(*state)) {
        return Ok(());
    }
    let stands: Vec<String> = states.iter().map(|state| choice::name(state.as_str_name(), "STATE_")).collect();
    let stands = stands.join(", ");
    let text = Text::told(
        format!("a queue that is lent is for what waits for its screening, and this is {stands}; ask its own office"),
        format!("una cola prestada es para lo que espera admisión, y esto está {stands}; pídalo a su propia oficina"),
        format!("uma fila emprestada é para o que espera triagem, e isto está {stands}; peça ao próprio escritório"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// What whoever changed a registration for its country is shown of it.
pub async fn shown(scope: &Scope, row: Model) -> Result<Option<Registration>> {
    let told = survivor::told_of(scope, row).await?;
    if !scope.is_lent() {
        return Ok(told);
    }
    Ok(told.map(|told| Registration {
        name: told.name,
        etag: told.etag,
        edition: told.edition,
        state: told.state,
        state_time: told.state_time,
        merged_into: told.merged_into,
        survivor: told.survivor,
        ..Registration::default()
    }))
}
