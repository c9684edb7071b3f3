//! Consents: what an applicant agreed to, by which version of the country's notice, and when they took it back.
//!
//! What always holds: each change of a registration's consents is an entry of its own, and no entry is ever changed or
//! removed but for the person in it.

pub mod give;
pub mod list;
pub mod rows;
pub mod withdraw;

use platform::{
    Error, Result, Scope, choice,
    error::{Text, Violation},
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ConsentKind, registration::State},
};

use crate::{country, registration::rows::Model as Registration};

/// The version of the notice that is in force in the scope's country; 0 where there is none.
pub async fn current_notice(scope: &Scope) -> Result<i32> {
    Ok(country::rows::newest(scope).await?.map(|row| row.notice_version).unwrap_or_default())
}

/// What is wrong with a consent by this version, where another one is in force.
pub fn fault(field: &str, given: i32, current: i32) -> Option<Violation> {
    if given == current {
        return None;
    }
    let text = match current {
        0 => Text::told(
            format!("the country has no data-protection notice; this says version {given}"),
            format!("el país no tiene aviso de protección de datos; aquí dice versión {given}"),
            format!("o país não tem aviso de proteção de dados; aqui diz versão {given}"),
        ),
        _ => Text::told(
            format!("consent is to version {given} of the data-protection notice; version {current} is in force"),
            format!("el consentimiento es a la versión {given} del aviso de protección de datos; rige la {current}"),
            format!("o consentimento é à versão {given} do aviso de proteção de dados; vale a {current}"),
        ),
    };
    Some(Violation { field: field.into(), text })
}

/// Adds an entry for each consent that differs between two versions of a registration.
pub async fn record(scope: &mut Scope, before: Option<&Registration>, after: &Registration) -> Result<()> {
    type Flag = fn(&Registration) -> bool;
    let kinds: [(ConsentKind, Flag); 2] = [
        (ConsentKind::Data, |registration| registration.data_consent),
        (ConsentKind::Publication, |registration| registration.publication_consent),
    ];
    for (kind, flag) in kinds {
        let was = before.is_some_and(flag);
        let same_notice = before.is_some_and(|before| before.notice_version == after.notice_version);
        let given = flag(after);
        if given == was && (!given || same_notice) {
            continue;
        }
        let row = rows::new(scope, after, kind, given);
        scope.insert::<rows::Entity>(row).await?;
    }
    Ok(())
}

/// Refuses to give a consent for what is over.
pub fn can_be_given(state: State) -> Result<()> {
    match state {
        State::Withdrawn | State::Merged | State::Unspecified => Err(not_in(state)),
        _ => Ok(()),
    }
}

/// The refusal where there is no consent to take back.
pub fn not_given() -> Error {
    let text = Text::told(
        "this consent was not given, or was taken back",
        "este consentimiento no se dio, o se retiró",
        "este consentimento não foi dado, ou foi retirado",
    );
    Error::refused(Reason::StateNotAllowed, text)
}

fn not_in(state: State) -> Error {
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("nothing is consented to for a registration that is {name}"),
        format!("no se consiente nada para un registro en estado {name}"),
        format!("não se consente nada para um registro no estado {name}"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_to_another_version_than_the_one_in_force_is_a_fault_that_says_which() {
        assert!(fault("notice_version", 3, 3).is_none() && fault("notice_version", 0, 0).is_none());
        let fault = fault("notice_version", 2, 3).expect("a fault");
        let said = fault.text.in_language(platform::error::Language::English);
        assert!(fault.field == "notice_version" && said.contains("version 2") && said.contains("version 3"), "{said}");
        assert!(super::fault("notice_version", 1, 0).is_some());
    }
}
