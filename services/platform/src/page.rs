//! Pages of a list (AIP-158): bounded, ordered by a key, continued by an opaque token bound to its query.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proto::platform::v1::Reason;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result, Text};

const DEFAULT_SIZE: u64 = 50;
const LARGEST_SIZE: u64 = 1000;
const DIGEST_LENGTH: usize = 8;

/// One page asked for.
#[derive(Debug)]
pub struct Page {
    size: u64,
    digest: [u8; DIGEST_LENGTH],
    /// The key of the last row of the page before; rows continue behind it.
    pub after: Option<String>,
}

impl Page {
    /// Reads size and token. `query` is everything that decides which rows there are and in which order: the rpc, the
    /// parent, the filter, whose rows. A token made under another query is refused.
    pub fn of(page_size: i32, page_token: &str, query: &[&str]) -> Result<Self> {
        let asked = u64::try_from(page_size).unwrap_or_default();
        let size = if asked == 0 { DEFAULT_SIZE } else { asked.min(LARGEST_SIZE) };
        let digest = digest(query);
        if page_token.is_empty() {
            return Ok(Self { size, digest, after: None });
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(page_token).map_err(|_| foreign())?;
        let (made_under, key) = bytes.split_at_checked(DIGEST_LENGTH).ok_or_else(foreign)?;
        if made_under != digest {
            return Err(foreign());
        }
        let after = String::from_utf8(key.to_vec()).map_err(|_| foreign())?;
        Ok(Self { size, digest, after: Some(after) })
    }

    /// How many rows to read: one more than fit, to know whether another page follows.
    pub fn limit(&self) -> u64 {
        self.size + 1
    }

    /// Cuts what was read to the page, and gives the token of the next one; empty when this was the last.
    pub fn cut<Row>(&self, mut rows: Vec<Row>, key: impl Fn(&Row) -> String) -> (Vec<Row>, String) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if rows.len() <= size {
            return (rows, String::new());
        }
        rows.truncate(size);
        let token = rows.last().map(|last| self.token(&key(last))).unwrap_or_default();
        (rows, token)
    }

    /// The token of a page that continues behind this key.
    pub fn token(&self, key: &str) -> String {
        let mut bytes = self.digest.to_vec();
        bytes.extend_from_slice(key.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn digest(query: &[&str]) -> [u8; DIGEST_LENGTH] {
    let mut hasher = Sha256::new();
    for part in query {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut digest = [0; DIGEST_LENGTH];
    digest.copy_from_slice(&hasher.finalize()[..DIGEST_LENGTH]);
    digest
}

fn foreign() -> Error {
    let text = Text::told(
        "this page token does not belong to this query; start again without it",
        "este marcador de página no es de esta consulta; empiece de nuevo sin él",
        "este marcador de página não é desta consulta; comece de novo sem ele",
    );
    Error::refused(Reason::PageTokenInvalid, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_continues_its_own_query_and_no_other() {
        let first = Page::of(2, "", &["list", "countries/do"]).expect("a page");
        let (rows, token) = first.cut(vec![1, 2, 3], ToString::to_string);
        assert_eq!(rows, [1, 2]);
        let second = Page::of(2, &token, &["list", "countries/do"]).expect("a page");
        assert_eq!(second.after.as_deref(), Some("2"));
        assert!(Page::of(2, &token, &["list", "countries/cr"]).is_err());
        assert!(Page::of(2, "nonsense!", &["list"]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_token_makes_it_fail_otherwise_than_by_refusal(token in ".*") {
            let _ = Page::of(0, &token, &["list"]);
        }
    }
}
