//! The secret that all services share, and what is made with it: the key by which a person is told from one service to
//! another without naming them, and the proofs by which a person shows one service what another one found to be theirs.
//!
//! It follows from the key of the audit log, which every service has: signatures of Ed25519 are always the same.

use std::sync::Arc;

use aws_lc_rs::{digest, hmac, rand};

use crate::{
    audit::{
        chain::hexadecimal,
        heads::{Heads, HeadsProblem},
    },
    config::Config,
    error::{Error, Result},
};

const LABEL: &str = "aceleracion people 1";

/// The secret of this installation.
#[derive(Clone)]
pub struct Secret(Arc<hmac::Key>);

impl Secret {
    /// As the configuration says.
    pub(crate) fn from_config(config: &Config) -> std::result::Result<Self, HeadsProblem> {
        let signed = Heads::from_config(config)?.signature_of(LABEL);
        Ok(Self::of(&signed))
    }

    fn of(bytes: &[u8]) -> Self {
        Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, digest::digest(&digest::SHA256, bytes).as_ref())))
    }

    /// What tells a person to whoever knows their subject already, and to nobody else.
    pub(crate) fn person_key(&self, subject: &str) -> Vec<u8> {
        self.tag(&["person", subject])
    }

    /// Shows that `name` is of the person with this subject.
    pub(crate) fn proof(&self, subject: &str, name: &str) -> Vec<u8> {
        self.tag(&["proof", subject, name])
    }

    /// Whether it shows that.
    pub(crate) fn proves(&self, subject: &str, name: &str, proof: &[u8]) -> bool {
        self.tagged(&["proof", subject, name], proof)
    }

    /// Whether this is the tag of these parts.
    pub(crate) fn tagged(&self, parts: &[&str], tag: &[u8]) -> bool {
        hmac::verify(&self.0, &written(parts), tag).is_ok()
    }

    /// What only this installation can make of these parts.
    pub(crate) fn tag(&self, parts: &[&str]) -> Vec<u8> {
        hmac::sign(&self.0, &written(parts)).as_ref().to_vec()
    }
}

/// Each part with its length, so that no two lists look the same.
fn written(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

/// A name for somebody who has none any more.
pub fn pseudonym() -> Result<String> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(Error::internal)?;
    Ok(format!("erased:{}", hexadecimal(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_good_for_one_thing_of_one_person_under_one_secret() {
        let (here, elsewhere) = (Secret::of(b"here"), Secret::of(b"elsewhere"));
        let proof = here.proof("ana", "countries/do/registrations/1");
        assert!(here.proves("ana", "countries/do/registrations/1", &proof));
        assert!(!here.proves("berta", "countries/do/registrations/1", &proof));
        assert!(!here.proves("ana", "countries/do/registrations/2", &proof));
        assert!(!elsewhere.proves("ana", "countries/do/registrations/1", &proof));
        assert!(!here.proves("ana", "countries/do/registrations/1", b""));
        assert_ne!(here.person_key("ana"), elsewhere.person_key("ana"));
        assert_ne!(here.person_key("ana"), here.person_key("berta"));
    }

    #[test]
    fn no_two_people_get_the_same_pseudonym() {
        assert_ne!(pseudonym().expect("one"), pseudonym().expect("another"));
    }
}
