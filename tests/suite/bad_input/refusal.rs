//! What a refusal has to be: a code, a reason, the fields at fault, and a sentence in the caller's language.

use std::collections::HashSet;

use prost_reflect::prost::{Message, bytes::Bytes};
use tests::{platform::Failure, raw};
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt;

/// The languages of the platform.
pub const LANGUAGES: [&str; 3] = ["es", "en", "pt"];

/// What is expected of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    pub code: Code,
    pub reason: &'a str,
    pub fields: &'a [&'a str],
}

/// A field that breaks a rule.
pub fn invalid<'a>(fields: &'a [&'a str]) -> Refusal<'a> {
    Refusal { code: Code::InvalidArgument, reason: "INVALID_FIELD", fields }
}

/// Any other refusal.
pub fn refused(code: Code, reason: &str) -> Refusal<'_> {
    Refusal { code, reason, fields: &[] }
}

/// Calls an rpc in every language; each answer must be the refusal.
pub async fn is_refused(
    channel: &Channel,
    token: &str,
    method: &str,
    request: &impl Message,
    expected: Refusal<'_>,
) -> Result<(), Failure> {
    bytes_are_refused(channel, token, method, request.encode_to_vec().into(), expected).await
}

/// The same with bytes, which need be no message.
pub async fn bytes_are_refused(
    channel: &Channel,
    token: &str,
    method: &str,
    body: Bytes,
    expected: Refusal<'_>,
) -> Result<(), Failure> {
    let bearer = format!("Bearer {token}");
    let mut sentences = Vec::new();
    for language in LANGUAGES {
        let headers = [("authorization", bearer.as_str()), ("accept-language", language)];
        let answer = raw::call(channel, method, body.clone(), &headers).await;
        let Err(status) = answer else { return Err(format!("{method} was not refused: {expected:?}").into()) };
        sentences.push(check(&status, language, expected).map_err(|wrong| format!("{method}: {wrong}"))?);
    }
    let different: HashSet<&String> = sentences.iter().collect();
    assert_eq!(different.len(), LANGUAGES.len(), "{method}: the same sentence in two languages: {sentences:?}");
    Ok(())
}

/// The sentence of a refusal, if it is the expected one.
pub fn check(status: &Status, language: &str, expected: Refusal<'_>) -> Result<String, Failure> {
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| (info.domain.as_str(), info.reason.as_str()));
    let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
    let sentence = details.localized_message();
    let fits = status.code() == expected.code
        && reason == Some(("aceleracion", expected.reason))
        && fields == expected.fields
        && violations.iter().all(|violation| !violation.description.is_empty())
        && sentence.is_some_and(|sentence| sentence.locale == language && !sentence.message.is_empty());
    match (fits, sentence) {
        (true, Some(sentence)) => Ok(format!("{} {violations:?}", sentence.message)),
        _ => Err(format!("expected {expected:?} in {language}, got {status:?} with {details:?}").into()),
    }
}
