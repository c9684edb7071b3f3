//! The one error of the platform, and the only place that makes a gRPC `Status`.
//!
//! What always holds: a caller sees a reason of the contract and a sentence in their language, never the text of a
//! driver; what a driver said goes to the log, and only there.

use std::{fmt, time::Duration};

use proto::platform::v1::Reason;
use sea_orm::{DbErr, SqlErr};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// What a use case answers.
pub type Result<T, Problem = Error> = std::result::Result<T, Problem>;

/// The language of a caller, as far as the platform's own sentences go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// English, the default.
    #[default]
    English,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// Reads an `accept-language` header or a language tag: the first language that the platform speaks.
    pub fn of(accepted: &str) -> Self {
        for tag in accepted.split(',') {
            match tag.trim().get(..2) {
                Some("es") => return Language::Spanish,
                Some("en") => return Language::English,
                Some("pt") => return Language::Portuguese,
                _ => {}
            }
        }
        Language::English
    }

    /// Its ISO 639 code.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
            Language::Portuguese => "pt",
        }
    }
}

/// One sentence in the languages of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    english: String,
    spanish: String,
    portuguese: String,
}

impl Text {
    /// The sentence in English, in Spanish and in Portuguese.
    pub fn told(english: impl Into<String>, spanish: impl Into<String>, portuguese: impl Into<String>) -> Self {
        Self { english: english.into(), spanish: spanish.into(), portuguese: portuguese.into() }
    }

    /// The sentence in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Spanish => &self.spanish,
            Language::Portuguese => &self.portuguese,
        }
    }
}

/// One field at fault: its path in the request, what is wrong and what would be right.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Path from the request, for example `registration.title`.
    pub field: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

/// Why something was refused or failed.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    reason: Reason,
    text: Text,
    violations: Vec<Violation>,
    /// For the log alone.
    cause: Option<String>,
    late: bool,
    /// When the same call may go better, where that is known.
    retry_after: Option<Duration>,
    /// What has the limit that was met, as `google.rpc.QuotaFailure` names it.
    limited: Option<String>,
}

/// The pause before a call that met what passes, where nothing better is known.
const PAUSE: Duration = Duration::from_secs(1);

impl Error {
    fn new(reason: Reason, text: Text) -> Self {
        let (violations, cause, retry_after, limited) = Default::default();
        Self(Box::new(Inner { reason, text, violations, cause, late: false, retry_after, limited }))
    }

    /// A refusal with a reason of the contract.
    pub fn refused(reason: Reason, text: Text) -> Self {
        Self::new(reason, text)
    }

    /// A refusal of what `limited` names, a caller or a country, that may be asked again after some time.
    pub fn over_limit(reason: Reason, limited: String, text: Text, retry_after: Duration) -> Self {
        let mut error = Self::new(reason, text);
        error.0.retry_after = Some(retry_after);
        error.0.limited = Some(limited);
        error
    }

    /// A refusal that names the fields at fault.
    pub fn fields(reason: Reason, violations: Vec<Violation>) -> Self {
        let text = match violations.as_slice() {
            // Told in the message too: not every client shows details.
            [Violation { field, text: Text { english, spanish, portuguese } }] => {
                let before = |sentence: &str| format!("{field}: {sentence}");
                Text::told(before(english), before(spanish), before(portuguese))
            }
            several => {
                let named: Vec<&str> = several.iter().map(|violation| violation.field.as_str()).collect();
                let named = named.join(", ");
                let english = format!("these fields need mending: {named}");
                let spanish = format!("hay que corregir estos campos: {named}");
                Text::told(english, spanish, format!("é preciso corrigir estes campos: {named}"))
            }
        };
        let mut error = Self::new(reason, text);
        error.0.violations = violations;
        error
    }

    /// Another resource has this id.
    pub(crate) fn id_taken() -> Self {
        let text = Text::told(
            "a resource with this id exists already",
            "ya existe un recurso con este identificador",
            "já existe um recurso com este identificador",
        );
        Self::refused(Reason::ResourceAlreadyExists, text)
    }

    /// One field breaks a rule.
    pub fn invalid(field: &str, text: Text) -> Self {
        Self::fields(Reason::InvalidField, vec![Violation { field: field.into(), text }])
    }

    /// Nothing by this name is within the caller's reach.
    pub fn not_found(name: &str) -> Self {
        let text = Text::told(
            format!("there is no {name} within your reach"),
            format!("no hay {name} a su alcance"),
            format!("não há {name} ao seu alcance"),
        );
        Self::refused(Reason::ResourceNotFound, text)
    }

    /// A fact that this reaction builds on has not arrived yet: the event is tried again later.
    pub fn late(awaited: &str) -> Self {
        let mut error = Self::internal(format!("waits for {awaited}"));
        error.0.late = true;
        error
    }

    /// The server itself failed; the cause goes to the log.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::failed(Reason::Internal, cause)
    }

    /// What this needs cannot be reached now; the cause goes to the log.
    pub(crate) fn unavailable(cause: impl fmt::Display) -> Self {
        Self::failed(Reason::Unavailable, cause)
    }

    fn failed(reason: Reason, cause: impl fmt::Display) -> Self {
        let text = Text::told(
            "the server could not do this now; the request may be sent again",
            "el servidor no pudo hacerlo ahora; puede enviar la solicitud otra vez",
            "o servidor não pôde fazer isto agora; você pode enviar o pedido de novo",
        );
        let mut error = Self::new(reason, text);
        error.0.cause = Some(cause.to_string());
        error
    }

    /// The reason, for callers that act on it.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// True for a reaction that only came too early.
    pub fn is_late(&self) -> bool {
        self.0.late
    }

    /// The fields at fault.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// The answer to the caller, in their language. Logs the cause of what is our own fault.
    pub fn into_status(self, language: Language) -> Status {
        let Inner { reason, text, violations, cause, retry_after, limited, .. } = *self.0;
        if let Some(cause) = cause {
            tracing::error!(reason = reason.as_str_name(), cause, "call failed");
        }
        let name = reason.as_str_name().trim_start_matches("REASON_");
        let mut details = ErrorDetails::with_error_info(name, "aceleracion", []);
        details.set_localized_message(language.tag(), text.in_language(language));
        for violation in &violations {
            details.add_bad_request_violation(&violation.field, violation.text.in_language(language));
        }
        if let Some(limited) = limited {
            details.add_quota_failure_violation(limited, text.in_language(language));
        }
        if retry_after.is_some() || code(reason) == Code::Unavailable {
            details.set_retry_info(Some(retry_after.unwrap_or(PAUSE)));
        }
        Status::with_error_details(code(reason), text.english, details)
    }
}

impl fmt::Display for Error {
    /// For logs: the reason, the English sentence, the cause.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.0.reason.as_str_name(), self.0.text.english)?;
        match &self.0.cause {
            Some(cause) => write!(out, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::id_taken();
        }
        match is_passing(&error) {
            true => Self::failed(Reason::Unavailable, error),
            false => Self::internal(error),
        }
    }
}

/// Whether the same request may go better in a moment: the connection was lost, the server is starting or stopping, or
/// another transaction was in the way.
fn is_passing(error: &DbErr) -> bool {
    use sea_orm::{RuntimeErr, sqlx};
    let driver = match error {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => return true,
        DbErr::Exec(RuntimeErr::SqlxError(driver)) | DbErr::Query(RuntimeErr::SqlxError(driver)) => driver.as_ref(),
        _ => return false,
    };
    match driver {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        // Connection exceptions, operator intervention, serialization failure, deadlock, lock not available.
        sqlx::Error::Database(answer) => answer.code().is_some_and(|code| {
            code.starts_with("08") || code.starts_with("57P0") || ["40001", "40P01", "55P03"].contains(&code.as_ref())
        }),
        _ => false,
    }
}

/// The gRPC code of each reason, as its comment in the contract says.
fn code(reason: Reason) -> Code {
    match reason {
        Reason::InvalidField
        | Reason::PageTokenInvalid
        | Reason::MessageMalformed
        | Reason::ImportUnreadable
        | Reason::ImportTooLarge
        | Reason::FileTooLarge => Code::InvalidArgument,
        Reason::Unauthenticated => Code::Unauthenticated,
        Reason::RoleNotAllowed
        | Reason::MethodUnknown
        | Reason::InterventionNeeded
        | Reason::RegistrationOwnerNeeded => Code::PermissionDenied,
        Reason::ResourceNotFound => Code::NotFound,
        Reason::ResourceAlreadyExists | Reason::RequestIdReused | Reason::RegistrationAlreadyMade => {
            Code::AlreadyExists
        }
        Reason::EtagStale | Reason::FileOffsetWrong => Code::Aborted,
        Reason::DeadlineExceeded | Reason::CallerTooSlow => Code::DeadlineExceeded,
        Reason::MessageTooLarge
        | Reason::HeadersTooLarge
        | Reason::CallerQuotaExceeded
        | Reason::CountryQuotaExceeded => Code::ResourceExhausted,
        Reason::Unspecified | Reason::Internal => Code::Internal,
        Reason::Unavailable | Reason::GrantsStale | Reason::ServerBusy => Code::Unavailable,
        Reason::StateNotAllowed
        | Reason::CountrySuspended
        | Reason::CountryErased
        | Reason::SecondPersonNeeded
        | Reason::RegistrationNotInDraft
        | Reason::RegistrationIncomplete
        | Reason::RegistrationNotValidated
        | Reason::PublicationNotConsented
        | Reason::DataBlocked
        | Reason::EditionNotOpen
        | Reason::ClarificationOver
        | Reason::ReviewersTooFew
        | Reason::ReviewerConflicted
        | Reason::ReviewerLent
        | Reason::ConflictUndeclared
        | Reason::ReviewAlreadySubmitted
        | Reason::ReviewsMissing
        | Reason::InstitutionNotValidating
        | Reason::AppealOver
        | Reason::FileChecksumWrong
        | Reason::FileTypeNotAllowed
        | Reason::FilesTooMany
        | Reason::LastAdmin => Code::FailedPrecondition,
    }
}

/// The fields at fault in an answer, each with what is wrong; for clients.
pub fn fields_of(status: &Status) -> Vec<(String, String)> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    violations.into_iter().map(|violation| (violation.field, violation.description)).collect()
}
