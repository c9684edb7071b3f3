//! Etags (AIP-154): the text of a row's version.

use proto::platform::v1::Reason;

use crate::error::{Error, Result, Text};

/// Refuses an etag that is not that of the row as it stands. An empty one asks for no guard.
pub fn check(given: &str, version: i64) -> Result<()> {
    if given.is_empty() || given == version.to_string() {
        return Ok(());
    }
    let text = Text::told(
        "this was changed since you read it; read it again and decide again",
        "esto cambió desde que usted lo leyó; léalo otra vez y decida de nuevo",
        "isto mudou desde que você o leu; leia de novo e decida de novo",
    );
    Err(Error::refused(Reason::EtagStale, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_given_and_different_etag_is_stale() {
        assert!(check("", 3).is_ok());
        assert!(check("3", 3).is_ok());
        for stale in ["2", "4", "03", " 3", "3 "] {
            assert_eq!(check(stale, 3).expect_err("stale").reason(), Reason::EtagStale, "{stale:?}");
        }
    }
}
