//! Two pairs of eyes: what one person proposed, another one confirms. Pure.

use platform::error::{Error, Result, Text};
use proto::platform::v1::Reason;

/// Refuses whoever proposed it: nobody confirms alone.
pub fn other_than(proposer: &str, confirmer: &str) -> Result<()> {
    if proposer != confirmer {
        return Ok(());
    }
    let text = Text::told(
        "you proposed this yourself; it takes another person to confirm it",
        "usted hizo esta propuesta; hace falta otra persona para confirmarla",
        "você fez esta proposta; é preciso outra pessoa para confirmá-la",
    );
    Err(Error::refused(Reason::SecondPersonNeeded, text))
}

/// Refuses an API key, which is no person.
pub fn for_people_only(is_key: bool) -> Result<()> {
    if !is_key {
        return Ok(());
    }
    let text = Text::told(
        "people propose and confirm this, and an API key is no person",
        "esto lo proponen y confirman personas, y una llave no lo es",
        "isto é proposto e confirmado por pessoas, e uma chave não é uma",
    );
    Err(Error::refused(Reason::RoleNotAllowed, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_proposed_it_does_not_confirm_it_and_a_key_does_neither() {
        assert!(other_than("ana", "beto").is_ok());
        assert_eq!(other_than("ana", "ana").expect_err("alone").reason(), Reason::SecondPersonNeeded);
        assert!(for_people_only(false).is_ok());
        assert_eq!(for_people_only(true).expect_err("a key").reason(), Reason::RoleNotAllowed);
    }
}
