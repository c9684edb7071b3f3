//! The form of a review as plain text, to be filled in without a network with any editor. Pure: what is written comes back as
//! it was, and all faults of a form are found at once, each with its line.
//!
//! Lines that begin with `==` are the form's own: `==+==` says what form it is, `==-==` explains, `==*==` begins a part. A
//! line of somebody's that begins so, or with a backslash, has a backslash before it.

use std::collections::HashMap;

use platform::error::{Language, Text, Violation};

use super::{Score, out_of_range, written::Written};
use crate::edition::plan::Line;

const HEAD: &str = "==+==";
const NOTE: &str = "==-==";
const PART: &str = "==*==";
/// The contract's limits.
const LONGEST: usize = 5_000;
const CONFIDENCE: std::ops::RangeInclusive<i32> = 1..=5;

const APPLICANT: &str = "comment-to-applicant";
const PANEL: &str = "comment-to-panel";
const OFFICE: &str = "comment-to-office";

/// What a form is of.
pub struct Of<'a> {
    /// The name of the assignment.
    pub name: &'a str,
    /// What the entry is called.
    pub title: &'a str,
    /// What there is to score.
    pub rubric: &'a [Line],
}

/// The form, with what is written so far.
pub fn write(of: &Of<'_>, written: &Written, language: Language) -> String {
    let say = |english: &str, spanish: &str, portuguese: &str| {
        format!("{NOTE} {}", Text::told(english, spanish, portuguese).in_language(language))
    };
    let mut lines = vec![
        format!("{HEAD} Aceleración 2030"),
        format!("{HEAD} {}", of.name),
        format!("{NOTE} {}", one_line(of.title)),
        say(
            "Write below each line that begins with ==*==, and leave the lines that begin with == as they are.",
            "Escriba debajo de cada línea que empieza con ==*==, y deje como están las líneas que empiezan con ==.",
            "Escreva abaixo de cada linha que começa com ==*==, e deixe como estão as linhas que começam com ==.",
        ),
    ];
    for line in of.rubric {
        let criterion = &line.line.criterion;
        lines.push(format!("{PART} score {} (0-{})", criterion.id, criterion.max_score));
        lines.push(format!("{NOTE} {}", said(&line.line.titles, language)));
        let levels = line.levels.iter();
        lines.extend(levels.map(|(score, texts)| format!("{NOTE} {score}: {}", said(texts, language))));
        let given = written.scores.iter().find(|score| score.criterion == criterion.id);
        lines.push(given.map(|given| given.score.to_string()).unwrap_or_default());
    }
    lines.push(format!("{PART} confidence (1-5)"));
    lines.push(say("1: guessing, 5: certain", "1: al tanteo, 5: con certeza", "1: palpite, 5: com certeza"));
    lines.push(if written.confidence == 0 { String::new() } else { written.confidence.to_string() });
    lines.push(format!("{PART} {APPLICANT}"));
    lines.push(say("The applicant reads this.", "El postulante lee esto.", "O candidato lê isto."));
    lines.extend(shown(&written.comment_to_applicant));
    lines.push(format!("{PART} {PANEL}"));
    lines.push(say(
        "Those who review and decide read this, and not the applicant.",
        "Lo leen quienes revisan y deciden, y no el postulante.",
        "Quem avalia e decide lê isto, e o candidato não.",
    ));
    lines.extend(shown(&written.comment_to_panel));
    lines.push(format!("{PART} {OFFICE}"));
    lines.push(say("Only the office reads this.", "Solo la oficina lee esto.", "Só o escritório lê isto."));
    lines.extend(shown(&written.comment_to_office));
    lines.push(String::new());
    lines.join("\n")
}

/// A text in this language, or else in Spanish, English, or the first by its code.
fn said(texts: &HashMap<String, String>, language: Language) -> String {
    let wanted = [language.tag(), "es", "en"].into_iter().find_map(|tag| texts.get(tag));
    one_line(wanted.or_else(|| texts.iter().min().map(|(_, text)| text)).map_or("", String::as_str))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a comment, so that none of them is taken for the form's own.
fn shown(comment: &str) -> impl Iterator<Item = String> {
    comment.lines().map(|line| match line.starts_with("==") || line.starts_with('\\') {
        true => format!("\\{line}"),
        false => line.to_owned(),
    })
}

/// One part of a form as it came.
struct Part<'a> {
    /// The line that begins it.
    line: usize,
    /// The lines below, with their numbers.
    content: Vec<(usize, &'a str)>,
}

/// What a form says, or all that is wrong with it.
pub fn read(of: &Of<'_>, form: &str) -> Result<Written, Vec<Violation>> {
    let mut reading = Reading { faults: Vec::new(), last: form.lines().count().max(1) };
    let parts = reading.parts(of, form);
    let mut written = Written::default();
    for line in of.rubric {
        let criterion = &line.line.criterion;
        let given = reading.number(&parts, &format!("score {}", criterion.id), 0..=criterion.max_score);
        written.scores.extend(given.map(|score| Score { criterion: criterion.id.clone(), score }));
    }
    written.confidence = reading.number(&parts, "confidence", CONFIDENCE).unwrap_or_default();
    written.comment_to_applicant = reading.comment(&parts, APPLICANT);
    written.comment_to_panel = reading.comment(&parts, PANEL);
    written.comment_to_office = reading.comment(&parts, OFFICE);
    let mut faults = reading.faults;
    faults.sort_by_key(|(line, _)| *line);
    if faults.is_empty() {
        return Ok(written);
    }
    Err(faults.into_iter().map(|(line, text)| Violation { field: format!("form:{line}"), text }).collect())
}

struct Reading {
    faults: Vec<(usize, Text)>,
    last: usize,
}

impl Reading {
    fn fault(&mut self, line: usize, english: &str, spanish: &str, portuguese: &str) {
        self.faults.push((line, Text::told(english, spanish, portuguese)));
    }

    /// The parts by what they are called. What is no part of this form is told of.
    fn parts<'a>(&mut self, of: &Of<'_>, form: &'a str) -> HashMap<String, Part<'a>> {
        let mut parts: HashMap<String, Part<'a>> = HashMap::new();
        let mut here: Option<String> = None;
        let mut is_of_this = false;
        for (place, text) in form.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = place + 1;
            if let Some(head) = text.strip_prefix(HEAD) {
                is_of_this |= head.trim() == of.name;
            } else if let Some(called) = text.strip_prefix(PART) {
                let called = self.called(of, line, called);
                if parts.contains_key(&called) {
                    self.fault(
                        line,
                        "this part is there twice",
                        "esta parte está dos veces",
                        "esta parte está duas vezes",
                    );
                }
                parts.entry(called.clone()).or_insert(Part { line, content: Vec::new() });
                here = Some(called);
            } else if text.starts_with(NOTE) {
                continue;
            } else if text.starts_with("==") {
                self.fault(
                    line,
                    "this line begins like one of the form; put a backslash before it",
                    "esta línea empieza como una del formulario; ponga una barra inversa delante",
                    "esta linha começa como uma do formulário; ponha uma barra invertida antes",
                );
            } else if let Some(part) = here.as_ref().and_then(|here| parts.get_mut(here)) {
                part.content.push((line, text));
            } else if !text.trim().is_empty() {
                self.fault(
                    line,
                    "this stands before the first part",
                    "esto está antes de la primera parte",
                    "isto está antes da primeira parte",
                );
            }
        }
        if !is_of_this {
            self.fault(
                1,
                "this is not the form of this assignment",
                "este no es el formulario de esta asignación",
                "este não é o formulário desta designação",
            );
        }
        parts
    }

    /// What a part is called, by its first words.
    fn called(&mut self, of: &Of<'_>, line: usize, words: &str) -> String {
        let mut words = words.split_whitespace();
        let called = match (words.next().unwrap_or_default(), words.next()) {
            ("score", Some(id)) => format!("score {id}"),
            (first, _) => first.to_owned(),
        };
        let criterion = |id: &str| of.rubric.iter().any(|line| line.line.criterion.id == id);
        let known = match called.strip_prefix("score ") {
            Some(id) => criterion(id),
            None => ["confidence", APPLICANT, PANEL, OFFICE].contains(&called.as_str()),
        };
        if !known {
            self.fault(
                line,
                "the form has no such part",
                "el formulario no tiene esta parte",
                "o formulário não tem esta parte",
            );
        }
        called
    }

    /// The part of this name; one that is missing is told of.
    fn part<'a, 'b>(&mut self, parts: &'a HashMap<String, Part<'b>>, called: &str) -> Option<&'a Part<'b>> {
        let found = parts.get(called);
        if found.is_none() {
            let text = Text::told(
                format!("the part `{called}` is missing"),
                format!("falta la parte `{called}`"),
                format!("falta a parte `{called}`"),
            );
            self.faults.push((self.last, text));
        }
        found
    }

    /// The one number of a part; nothing where it is left empty.
    fn number(
        &mut self,
        parts: &HashMap<String, Part<'_>>,
        called: &str,
        allowed: std::ops::RangeInclusive<i32>,
    ) -> Option<i32> {
        let mut lines = self.part(parts, called)?.content.iter().filter(|(_, text)| !text.trim().is_empty());
        let (line, text) = lines.next()?;
        for (line, _) in lines {
            self.fault(*line, "write one number here", "escriba aquí un solo número", "escreva aqui um só número");
        }
        match text.trim().parse::<i32>() {
            Ok(number) if allowed.contains(&number) => return Some(number),
            Ok(_) if *allowed.start() == 0 => self.faults.push((*line, out_of_range(*allowed.end()))),
            Ok(_) => self.fault(*line, "write 1 to 5", "escriba de 1 a 5", "escreva de 1 a 5"),
            Err(_) => self.fault(*line, "this is no number", "esto no es un número", "isto não é um número"),
        }
        None
    }

    /// The words of a part, without the empty lines around them.
    fn comment(&mut self, parts: &HashMap<String, Part<'_>>, called: &str) -> String {
        let Some(part) = self.part(parts, called) else { return String::new() };
        let plain = |text: &str| text.strip_prefix('\\').unwrap_or(text).to_owned();
        let lines: Vec<String> = part.content.iter().map(|(_, text)| plain(text)).collect();
        let comment = lines.join("\n").trim_matches('\n').to_owned();
        if comment.chars().count() > LONGEST {
            self.fault(
                part.line,
                "this is longer than 5,000 characters",
                "esto supera los 5000 caracteres",
                "isto passa de 5.000 caracteres",
            );
        }
        comment
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
