//! Pages of a list (AIP-158): bounded, ordered by a key, continued by an opaque token bound to its query.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proto::platform::v1::Reason;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result, Text};

const DEFAULT_SIZE: u64 = 50;
const LARGEST_SIZE: u64 = 1000;
/// Bytes of a page, of which clients take 4 MiB in one answer if nobody tells them otherwise.
const LARGEST_BYTES: usize = 2 * 1024 * 1024;
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

    /// The same of rows that may be long: no more of them than one answer may hold, and one at least.
    pub fn cut_long<Row: Serialize>(&self, rows: Vec<Row>, key: impl Fn(&Row) -> String) -> (Vec<Row>, String) {
        let (rows, token) = self.cut(rows, &key);
        self.lighten(rows, token, length, key)
    }

    /// Leaves of a page, which goes on at `token`, what one answer may hold by the bytes of each: where that is not all, it
    /// goes on earlier.
    pub fn lighten<Row>(
        &self,
        mut rows: Vec<Row>,
        token: String,
        bytes: impl Fn(&Row) -> usize,
        key: impl Fn(&Row) -> String,
    ) -> (Vec<Row>, String) {
        let fits = fitting(&rows, bytes);
        if fits == rows.len() {
            return (rows, token);
        }
        rows.truncate(fits);
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

/// How many of these one answer may hold, by the bytes of each; one at least, if there is one.
pub fn fitting<Row>(rows: &[Row], bytes: impl Fn(&Row) -> usize) -> usize {
    let mut whole = 0;
    let fits = rows.iter().take_while(|row| {
        whole += bytes(row);
        whole <= LARGEST_BYTES
    });
    fits.count().max(1).min(rows.len())
}

/// The bytes of a row as JSON, which its message has no more of.
fn length<Row: Serialize>(row: &Row) -> usize {
    let mut counted = Counted(0);
    // What cannot be written has no length, and is refused where it is answered.
    let _ = serde_json::to_writer(&mut counted, row);
    counted.0
}

struct Counted(usize);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
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

    #[test]
    fn a_page_holds_what_one_answer_may_and_tells_of_the_rest() {
        let page = Page::of(10, "", &["list"]).expect("a page");
        let long = |letter: char| letter.to_string().repeat(LARGEST_BYTES / 2 - 10);
        let first = |row: &String| row[..1].to_owned();
        let (rows, token) = page.cut_long(vec![long('a'), long('b'), long('c')], first);
        assert_eq!((rows.len(), token), (2, page.token("b")));
        let (rows, token) = page.cut_long(vec![long('a').repeat(3), long('b')], first);
        assert_eq!((rows.len(), token), (1, page.token("a")), "one at least");
        let (rows, token) = page.cut_long(vec![long('a'), long('b')], first);
        assert_eq!((rows.len(), token.as_str()), (2, ""));
    }

    proptest::proptest! {
        #[test]
        fn no_token_makes_it_fail_otherwise_than_by_refusal(token in ".*") {
            let _ = Page::of(0, &token, &["list"]);
        }
    }
}
