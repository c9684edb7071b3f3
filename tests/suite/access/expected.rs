//! What has to come of a call, and what came of it.

use prost_reflect::prost::bytes::Bytes;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// What has to come of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// UNAUTHENTICATED.
    Unknown,
    /// PERMISSION_DENIED: the contract has no such rpc.
    NoSuchMethod,
    /// PERMISSION_DENIED: nothing that the caller holds counts for the rpc.
    RoleNotAllowed,
    /// PERMISSION_DENIED: the network reads there, and changes nothing.
    InterventionNeeded,
    /// NOT_FOUND, as if nothing were there.
    OutOfReach,
    /// The request has a fault, and the caller is told of it.
    Told,
    /// An answer.
    Answered,
    /// An answer, or what a handler says of something that is not there or not ready.
    PastTheGate,
}

impl Expected {
    /// Whether the caller is let in.
    pub fn is_allowed(self) -> bool {
        matches!(self, Expected::Told | Expected::Answered | Expected::PastTheGate)
    }

    /// Whether an answer is what was expected.
    pub fn fits(self, answer: &Result<Vec<Bytes>, Status>) -> bool {
        let Err(status) = answer else { return matches!(self, Expected::Answered | Expected::PastTheGate) };
        let reason = reason(status);
        let refused = |code, wanted| status.code() == code && reason == wanted;
        match self {
            Expected::Unknown => refused(Code::Unauthenticated, "UNAUTHENTICATED"),
            Expected::NoSuchMethod => refused(Code::PermissionDenied, "METHOD_UNKNOWN"),
            Expected::RoleNotAllowed => refused(Code::PermissionDenied, "ROLE_NOT_ALLOWED"),
            Expected::InterventionNeeded => refused(Code::PermissionDenied, "INTERVENTION_NEEDED"),
            Expected::OutOfReach => refused(Code::NotFound, "RESOURCE_NOT_FOUND"),
            Expected::Told => matches!(status.code(), Code::InvalidArgument | Code::FailedPrecondition),
            Expected::Answered => false,
            Expected::PastTheGate => {
                matches!(status.code(), Code::NotFound | Code::InvalidArgument | Code::FailedPrecondition)
            }
        }
    }
}

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// An answer in a few words.
pub fn told(answer: &Result<Vec<Bytes>, Status>) -> String {
    match answer {
        Ok(messages) => format!("an answer of {} messages", messages.len()),
        Err(status) => format!("{:?} {}: {}", status.code(), reason(status), status.message()),
    }
}
