//! Institutions: the partners of the network.

pub mod create;
pub mod get;
pub mod list;
pub mod rows;

use platform::{Error, Result, choice, error::Text};
use proto::partners::v1::{Institution, InstitutionKind};

const KIND: &str = "INSTITUTION_KIND_";

/// Checks what the contract's own rules cannot say.
pub fn check(institution: &Institution) -> Result<()> {
    if institution.display_name.trim().is_empty() {
        let text = Text::told("a name is needed", "hace falta un nombre", "falta um nome");
        return Err(Error::invalid("institution.display_name", text));
    }
    Ok(())
}

/// A kind as the table keeps it, `public_sector`.
pub fn kind_text(kind: InstitutionKind) -> String {
    choice::name(kind.as_str_name(), KIND).to_lowercase()
}

/// The kind that the table keeps as this text.
pub fn kind_of(text: &str) -> InstitutionKind {
    choice::of(&text.to_uppercase(), KIND, InstitutionKind::from_str_name)
}

/// Each domain once, in the order given.
pub fn without_repeats(domains: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for domain in domains {
        if !once.contains(&domain) {
            once.push(domain);
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_kept_and_read_back() {
        for number in 0.. {
            let Ok(kind) = InstitutionKind::try_from(number) else { break };
            assert_eq!(kind_of(&kind_text(kind)), kind);
        }
        assert_eq!(kind_text(InstitutionKind::PublicSector), "public_sector");
    }

    #[test]
    fn a_blank_name_is_refused() {
        let named = |name: &str| Institution { display_name: name.into(), ..Institution::default() };
        assert!(check(&named(" \t")).is_err());
        assert!(check(&named("MICM")).is_ok());
    }

    #[test]
    fn a_domain_is_kept_once() {
        let domains = ["b.org", "a.org", "b.org"].map(str::to_owned).to_vec();
        assert_eq!(without_repeats(domains), ["b.org", "a.org"]);
    }
}
