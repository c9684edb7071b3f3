//! Whom conflicts bind: what was kept, held against what is found now. Pure.

use super::{Origin, State, found::Found, rows::Model};

/// The conflicts of a registration as they stand now: what was found before is found again, or no more, and what is new is
/// added. What was declared, named or ruled stays as it is.
pub fn as_of_now(country: &str, registration: &str, kept: Vec<Model>, found: &[Found]) -> Vec<Model> {
    let mut now: Vec<Model> = kept
        .into_iter()
        .map(|row| match (row.origin, found.iter().any(|found| is(&row, found))) {
            (Origin::Found, true) => row.clone().in_state(row.state.found(row.pinned)),
            (Origin::Found, false) => row.clone().in_state(row.state.lost(row.pinned)),
            _ => row,
        })
        .collect();
    for found in found {
        if !now.iter().any(|row| row.origin == Origin::Found && is(row, found)) {
            now.push(Model::found(country, registration, found));
        }
    }
    now
}

fn is(row: &Model, found: &Found) -> bool {
    row.holder == found.holder && row.kind == found.kind && row.basis == Some(found.basis)
}

/// Those of the conflicts of a registration that bind a member: the member's own, and those of their institution. Where the
/// office set one aside for the member, that of the institution by the same kind does not bind them either.
pub fn binding<'a>(rows: &'a [Model], member: &'a str, institution: &'a str) -> impl Iterator<Item = &'a Model> {
    rows.iter().filter(move |row| {
        let theirs = row.holder == member;
        let by_institution = !institution.is_empty() && row.holder == institution;
        row.state == State::Stands && (theirs || (by_institution && !is_spared(rows, member, row)))
    })
}

fn is_spared(rows: &[Model], member: &str, of: &Model) -> bool {
    let spares = |row: &Model| row.pinned && row.state == State::SetAside;
    rows.iter().any(|row| row.holder == member && row.kind == of.kind && spares(row))
}
