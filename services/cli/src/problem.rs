//! Why a command failed, in a sentence that says what to do next.

/// Any failure of a command.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A setting.
    #[error(transparent)]
    Config(#[from] platform::config::ConfigError),
    /// Logs, traces, metrics.
    #[error(transparent)]
    Telemetry(#[from] platform::telemetry::TelemetryError),
    /// Starting or stopping.
    #[error(transparent)]
    Run(#[from] platform::run::RunProblem),
    /// The signed heads of the audit log.
    #[error(transparent)]
    Heads(#[from] platform::audit::heads::HeadsProblem),
    /// A database.
    #[error(transparent)]
    Store(#[from] platform::store::StoreProblem),
    /// A key or a token.
    #[error(transparent)]
    Key(#[from] platform::access::tokens::KeyProblem),
    /// A client.
    #[error(transparent)]
    Client(#[from] platform::clients::ClientProblem),
    /// A refusal by a service.
    #[error("{doing}: {status}")]
    Call {
        /// What was tried.
        doing: String,
        /// What the service answered, the fields at fault included.
        status: String,
    },
    /// A file.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        problem: String,
    },
    /// Anything else.
    #[error("{0}")]
    Said(String),
}

impl Problem {
    /// A refusal by a service while `doing` something.
    pub fn call(doing: impl Into<String>, status: &tonic::Status) -> Self {
        let transport = std::error::Error::source(status).and_then(|source| source.downcast_ref());
        if let Some(problem) = transport {
            let why = platform::clients::reason(problem);
            let status = format!(
                "no service answers ({why}); start it with `aceleracion serve`, or say where it is with \
                 ACELERACION__SERVER__LISTEN or clients.<service>"
            );
            return Self::Call { doing: doing.into(), status };
        }
        let fields = platform::error::fields_of(status);
        // One alone stands in the message itself.
        let fields = if fields.len() > 1 { fields } else { Vec::new() };
        let fields: Vec<String> = fields.into_iter().map(|(field, said)| format!("\n  {field}: {said}")).collect();
        Self::Call { doing: doing.into(), status: format!("{}{}", status.message(), fields.concat()) }
    }
}
