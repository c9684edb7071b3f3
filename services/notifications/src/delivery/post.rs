//! The way out: kept in the inbox, or handed to a mail server. Chosen once, by `mail.url`.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp,
};
use platform::config::Mail;
use secrecy::ExposeSecret;

use super::{Miss, answers};
use crate::notification::rows::{Model, Way};

const KEPT: &str = "kept";
const TOO_SLOW: &str = "the mail server did not answer in time";

/// Where letters go.
pub enum Post {
    /// Nowhere: they are kept as they are.
    Kept,
    /// To a mail server.
    Smtp {
        /// A connection for each letter: see the dependency in the workspace.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender.
        from: Mailbox,
        /// How long one attempt may take, from connecting to the last answer.
        timeout: Duration,
    },
}

/// Why there is no way out; says what to do.
#[derive(Debug)]
pub enum PostProblem {
    /// `mail.url`. What was wrong in it is not told, since it holds a password.
    Url,
    /// `mail.from`.
    From,
}

impl std::fmt::Display for PostProblem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            PostProblem::Url => "mail.url has to be kept, smtp://… or smtps://…",
            PostProblem::From => "mail.from has to be an e-mail address",
        })
    }
}

impl Post {
    /// Opens the way that the configuration asks for. Connects only when the first letter goes out.
    pub fn open(mail: &Mail) -> Result<Self, PostProblem> {
        let url = mail.url.expose_secret();
        if url == KEPT {
            return Ok(Post::Kept);
        }
        let timeout = Duration::from_secs(mail.timeout_seconds);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| PostProblem::Url)?;
        let transport = Box::new(builder.timeout(Some(timeout)).build());
        let from = mail.from.parse().map_err(|_| PostProblem::From)?;
        Ok(Post::Smtp { transport, from, timeout })
    }

    /// Hands one letter over, and tells the way it took.
    pub async fn send(&self, row: &Model) -> Result<Way, Miss> {
        let (Post::Smtp { transport, from, timeout }, Way::Email) = (self, row.channel) else {
            return Ok(Way::Inbox);
        };
        let message = letter(row, from)?;
        // lettre's own limit is one for connecting; a silent server could hold a letter for ever. Given up here, the
        // connection is closed.
        match tokio::time::timeout(*timeout, transport.send(message)).await {
            Ok(Ok(_)) => Ok(Way::Email),
            Ok(Err(problem)) => Err(miss(&problem, &row.recipient)),
            Err(_) => Err(Miss::Server(TOO_SLOW)),
        }
    }
}

fn letter(row: &Model, from: &Mailbox) -> Result<Message, Miss> {
    let to = row.recipient.parse().map_err(|_| Miss::ForGood("the address is none"))?;
    // The same id on every attempt, so that a letter that went out twice is shown once.
    let id = format!("<{}@{}>", row.id, from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&row.subject)
        .message_id(Some(id))
        .header(ContentType::TEXT_PLAIN)
        .body(row.body.clone())
        .map_err(|_| Miss::ForGood("the letter cannot be written as e-mail"))
}

fn miss(problem: &smtp::Error, recipient: &str) -> Miss {
    if let Some(code) = problem.status() {
        // Its text names recipients: it is looked at here, and told to nobody.
        let text = std::error::Error::source(problem).map(ToString::to_string).unwrap_or_default();
        return answers::miss(code.into(), &text);
    }
    // lettre itself sends no address beyond ASCII to a server that does not know such.
    if problem.is_client() && !recipient.is_ascii() {
        return Miss::ForGood("the mail server takes no address with such letters");
    }
    match problem.is_timeout() {
        true => Miss::Server(TOO_SLOW),
        false => Miss::Server("the mail server cannot be reached"),
    }
}
