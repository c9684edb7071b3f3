//! The secrets of API keys: 256 random bits, of which only the digest is kept.

use aws_lc_rs::{constant_time::verify_slices_are_equal, rand};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};

/// What every key begins with, so that it is told from a token, and found by those who search for leaked secrets.
const PREFIX: &str = "acel_";
const BYTES: usize = 32;

/// A secret that was just made. It is shown once.
pub struct Secret {
    /// The text of its random bits.
    pub text: String,
    /// Its SHA-256.
    pub digest: [u8; 32],
}

/// Makes a secret.
pub fn make_secret() -> Result<Secret> {
    let mut bits = [0; BYTES];
    rand::fill(&mut bits).map_err(Error::internal)?;
    let text = BASE64_URL_SAFE_NO_PAD.encode(bits);
    let digest = digest(&text);
    Ok(Secret { text, digest })
}

/// The digest of a secret's text.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Whether two digests are the same; how long it takes does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

/// The key as its holder sends it.
pub fn bearer(id: Uuid, secret: &str) -> String {
    format!("{PREFIX}{}_{secret}", id.simple())
}

/// The id and the digest of the secret in what was sent; nothing where it is no key but a token.
pub fn parts(bearer: &str) -> Option<(Uuid, [u8; 32])> {
    let (id, secret) = bearer.strip_prefix(PREFIX)?.split_once('_')?;
    Some((Uuid::try_parse(id).ok()?, digest(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_a_token_is_none() {
        let (id, secret) = (Uuid::now_v7(), make_secret().expect("a secret"));
        assert_eq!(parts(&bearer(id, &secret.text)), Some((id, secret.digest)));
        for token in ["", "acel_", "acel_x_y", "eyJ0eXAiOiJKV1QifQ.e30.x", "acel_00000000000070008000000000000000"] {
            assert_eq!(parts(token), None, "{token}");
        }
    }

    #[test]
    fn no_two_secrets_are_the_same_and_each_has_256_bits() {
        let (one, other) = (make_secret().expect("one"), make_secret().expect("another"));
        assert!(!same(&one.digest, &other.digest) && same(&one.digest, &digest(&one.text)));
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(one.text).expect("base64url").len(), BYTES);
    }
}
