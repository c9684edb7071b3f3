//! A letter: what it tells of, and how that is written.

use platform::labels;
use proto::reviews::v1::{DecisionReason, OpenedQuestion, ScreeningReason};

use super::{Language, Template, Worded, english, portuguese, spanish};

/// What a letter tells of.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// Whom it greets; empty for an office.
    pub greeted: &'a str,
    /// What the registration is called, or where somebody is invited to, or who acts in a country, or whom its queue is lent to.
    pub title: &'a str,
    /// What an invitation is accepted with: the name and the code of it, a line each.
    pub accept: &'a str,
    /// Where it is accepted, with both; empty where there is no page for that.
    pub accept_link: &'a str,
    /// Why, in words for the applicant; may be empty.
    pub reason: &'a str,
    /// Why, by one of the reasons for which a registration may not take part.
    pub reason_code: Option<ScreeningReason>,
    /// The same of a decision.
    pub decision_code: Option<DecisionReason>,
    /// What the reviewers wrote for the applicant.
    pub comments: &'a [String],
    /// What the office asks.
    pub question: &'a str,
    /// The fields that can be mended, by their paths.
    pub fields: &'a [String],
    /// What questions among them are called.
    pub questions: &'a [OpenedQuestion],
    /// Until when it can be answered, or until when a validation holds.
    pub due: &'a str,
    /// From when on an entry of the catalogue is shown.
    pub from: &'a str,
    /// What the applicant answered.
    pub answer: &'a str,
}

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Writes a letter, in the words of the edition where it has any.
pub fn write(template: Template, language: Language, worded: &Worded, facts: &Facts<'_>) -> Letter {
    let words = match language {
        Language::Spanish => &spanish::WORDS,
        Language::English => &english::WORDS,
        Language::Portuguese => &portuguese::WORDS,
    };
    let (subject, text) = (words.of)(template);
    let subject = worded.subject.as_deref().unwrap_or(subject);
    let text = worded.body.as_deref().unwrap_or(text);
    // A title comes from outside: a line break in it must not begin a new header or paragraph.
    let title = facts.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let greeted = facts.greeted.trim();
    let greeting = match greeted.is_empty() {
        true => words.greeting.to_owned(),
        false => words.greeting_by_name.replace("{name}", greeted),
    };
    let mut paragraphs = vec![greeting, text.replace("{title}", &title)];
    let called = |path: &String| {
        let id = || words.unnamed_question.replace("{id}", path.trim_start_matches("answers."));
        format!("- {}", called(path, language, facts).unwrap_or_else(id))
    };
    let fields = facts.fields.iter().map(called).collect::<Vec<_>>().join("\n");
    let accept = match facts.accept_link.is_empty() {
        true => (words.accept.replace("{rpc}", template.accepted_by()), facts.accept),
        // Whoever has a link needs no more.
        false => (words.accept_link.to_owned(), facts.accept_link),
    };
    let reason = reason(language, facts);
    let parts = [
        (words.reason, reason.as_str()),
        (accept.0.as_str(), accept.1),
        (words.question, facts.question),
        (words.fields, &fields),
        (words.due, facts.due),
        (words.from, facts.from),
        (words.answer, facts.answer),
    ];
    for (label, part) in parts.iter().filter(|(_, part)| !part.trim().is_empty()) {
        paragraphs.push(format!("{label}\n{}", part.trim()));
    }
    let comments: Vec<String> = facts.comments.iter().filter_map(|comment| listed(comment)).collect();
    if !comments.is_empty() {
        paragraphs.push(format!("{}\n{}", words.comments, comments.join("\n")));
    }
    paragraphs.push(words.closing.into());
    Letter { subject: subject.replace("{title}", &title), body: paragraphs.join("\n\n") }
}

/// What a field is called; the answer to a question by what was asked, in a language that it was asked in.
fn called(path: &str, language: Language, facts: &Facts<'_>) -> Option<String> {
    if let Some(label) = labels::field(path, language.code()) {
        return Some(label.to_owned());
    }
    let id = path.strip_prefix("answers.")?;
    let label = &facts.questions.iter().find(|question| question.question == id)?.label;
    let written = |code: &str| label.get(code).filter(|label| !label.trim().is_empty());
    [language.code(), "es", "en"].into_iter().find_map(written).cloned()
}

/// Why: what the reason is called, and the words beside it.
fn reason(language: Language, facts: &Facts<'_>) -> String {
    let called = |enumeration, value| labels::of(enumeration, value, language.code());
    let screening = facts.reason_code.map(|code| called("aceleracion.reviews.v1.ScreeningReason", code.as_str_name()));
    let decision = facts.decision_code.map(|code| called("aceleracion.reviews.v1.DecisionReason", code.as_str_name()));
    let called = screening.or(decision).flatten();
    let parts = [called.unwrap_or_default(), facts.reason.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn listed(comment: &str) -> Option<String> {
    let comment = comment.trim();
    (!comment.is_empty()).then(|| format!("- {comment}"))
}
