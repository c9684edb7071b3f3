//! Messages that no handler gets to read: those that the gRPC library refuses, too large or no message at all, and those
//! that a caller broke off. The library's words name neither a reason of the contract nor the caller's language, and for
//! what the caller sent it blames the server.

use http::Response;
use http_body_util::BodyExt;
use proto::platform::v1::Reason;
use tonic::{Code, Status, body::Body};

use crate::error::{Error, Language, Text};

/// What the library says when it could not write an answer, which is not the caller's fault.
const WRITING: &str = "Error ";

/// The answer, in our words where the library gave it.
pub(super) fn in_our_words(answer: Response<Body>, language: Language) -> Response<Body> {
    let Some(status) = Status::from_header_map(answer.headers()) else { return answer };
    if !status.details().is_empty() {
        return answer;
    }
    let refusal = match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => too_large(),
        Code::Internal if !status.message().starts_with(WRITING) => malformed(),
        _ => return answer,
    };
    refusal.into_status(language).into_http()
}

/// A stream of requests whose breaking off is an error: the library takes a caller who gives up in the middle for one who
/// has said everything, and half a file would be imported.
pub(super) fn or_broken_off(stream: Body) -> Body {
    Body::new(stream.map_err(|_| Status::aborted("the caller broke off")))
}

fn too_large() -> Error {
    let text = Text::told(
        "this message is larger than the server takes; send less at once",
        "este mensaje es más grande de lo que el servidor recibe; envíe menos de una vez",
        "esta mensagem é maior do que o servidor recebe; envie menos de uma vez",
    );
    Error::refused(Reason::MessageTooLarge, text)
}

fn malformed() -> Error {
    let text = Text::told(
        "these bytes are no message of this rpc; text has to be UTF-8, and nothing cut off",
        "estos bytes no son un mensaje de esta llamada; el texto debe ser UTF-8 y venir completo",
        "estes bytes não são uma mensagem desta chamada; o texto deve ser UTF-8 e vir completo",
    );
    Error::refused(Reason::MessageMalformed, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: Status) -> Code {
        let answer = in_our_words(status.into_http(), Language::Spanish);
        Status::from_header_map(answer.headers()).map_or(Code::Ok, |status| status.code())
    }

    #[test]
    fn what_the_library_refused_becomes_the_callers_fault() {
        assert_eq!(
            told(Status::internal("failed to decode Protobuf message: invalid string value")),
            Code::InvalidArgument
        );
        assert_eq!(told(Status::out_of_range("Error, decoded message length too large")), Code::ResourceExhausted);
    }

    #[test]
    fn what_we_said_ourselves_stays() {
        let ours = Error::internal("a driver").into_status(Language::English);
        assert_eq!(told(ours), Code::Internal);
        assert_eq!(told(Status::internal("Error encoding: no space")), Code::Internal);
        assert_eq!(told(Status::unimplemented("")), Code::Unimplemented);
    }
}
