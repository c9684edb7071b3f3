//! Page sizes and page tokens.

use platform::page::Page;
use proto::platform::v1::Reason;

const QUERY: [&str; 3] = ["ListRegistrations", "countries/do", "state = OPEN"];
const ANOTHER: [&str; 3] = ["ListRegistrations", "countries/cr", "state = OPEN"];
const LARGEST: u64 = 1000;

/// Four bytes of size; the rest is a token, and, beside, the key of a row.
pub fn read(bytes: &[u8]) {
    let (size, rest) = crate::split(bytes, 4);
    let size = i32::from_le_bytes(size.try_into().unwrap_or_default());
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match Page::of(size, text, &QUERY) {
        Ok(page) => {
            assert!((2..=LARGEST + 1).contains(&page.limit()), "{}", page.limit());
            let after = page.after.as_ref().map_or(0, String::len);
            assert!(after <= text.len(), "a token of {} bytes gives {after}", text.len());
            if !text.is_empty() {
                assert!(Page::of(size, text, &ANOTHER).is_err(), "{text:?} is taken for another query too");
            }
        }
        Err(refusal) => crate::is_precise(&refusal, &[Reason::PageTokenInvalid]),
    }
    written_is_read(size, text);
}

/// Rows go on behind the key of the last one, whatever that key is.
fn written_is_read(size: i32, key: &str) {
    let Ok(page) = Page::of(size.clamp(1, 3), "", &QUERY) else { panic!("a page without a token is refused") };
    let (rows, token) = page.cut(vec![key; 4], |key| (*key).to_owned());
    assert!(rows.len() <= 3 && !token.is_empty());
    let next = Page::of(size, &token, &QUERY).expect("its own token");
    assert_eq!(next.after.as_deref(), Some(key));
}
