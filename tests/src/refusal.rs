//! A refusal by its code and reason, to compare with the one that is meant.

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Code and reason of a refusal; nothing of an answer.
pub fn refusal<T>(answer: Result<T, Status>) -> Option<(Code, String)> {
    let status = answer.err()?;
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default();
    Some((status.code(), reason))
}

/// A refusal to compare with.
pub fn of(code: Code, reason: &str) -> Option<(Code, String)> {
    Some((code, reason.to_owned()))
}
