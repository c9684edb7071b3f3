//! A filter in pieces: words, quoted texts, operators, parentheses.

use super::{Operator, Position, problem::refused};
use crate::error::Result;

/// One piece and where it begins.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub place: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it stands; `begins` where an asterisk stood behind it.
    Word {
        text: String,
        begins: bool,
    },
    /// The same, in quotation marks.
    Quoted {
        text: String,
        begins: bool,
    },
    Operator(Operator),
    And,
    Or,
    Not,
    /// A minus that stands before what it negates.
    Minus,
    Open,
    Close,
}

/// The pieces in their order.
pub fn tokens(filter: &str) -> Result<Vec<Token>> {
    let letters: Vec<char> = filter.chars().collect();
    let mut reading = Reading { letters: &letters, next: 0, found: Vec::new() };
    while reading.next < letters.len() {
        reading.one()?;
    }
    Ok(reading.found)
}

struct Reading<'a> {
    letters: &'a [char],
    next: usize,
    found: Vec<Token>,
}

impl Reading<'_> {
    fn one(&mut self) -> Result<()> {
        let first = self.letters[self.next];
        let place = Position(self.next + 1);
        if first.is_whitespace() {
            self.next += 1;
            return Ok(());
        }
        let kind = match first {
            '(' => self.sign(Kind::Open),
            ')' => self.sign(Kind::Close),
            '"' => self.quoted(place)?,
            '=' | '<' | '>' | '!' | ':' => self.operator(first, place)?,
            '-' if self.negates() => self.sign(Kind::Minus),
            plain if is_plain(plain) => self.word(),
            _ => return Err(no_sign(place)),
        };
        self.found.push(Token { kind, place });
        Ok(())
    }

    fn sign(&mut self, kind: Kind) -> Kind {
        self.next += 1;
        kind
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.next + ahead).copied()
    }

    /// A minus negates what follows it at once, where no value is waited for.
    fn negates(&self) -> bool {
        let waits_for_value = matches!(self.found.last(), Some(Token { kind: Kind::Operator(_), .. }));
        let before = self.next.checked_sub(1).and_then(|place| self.letters.get(place));
        let begins = before.is_none_or(|letter| letter.is_whitespace() || *letter == '(');
        let follows = self.peek(1).is_some_and(|next| is_plain(next) || next == '"' || next == '(');
        begins && follows && !waits_for_value
    }

    fn operator(&mut self, first: char, place: Position) -> Result<Kind> {
        let is_double = self.peek(1) == Some('=');
        let operator = match (first, is_double) {
            ('=', _) => Operator::Equals,
            (':', _) => Operator::Has,
            ('!', true) => Operator::Differs,
            ('<', true) => Operator::AtMost,
            ('>', true) => Operator::AtLeast,
            ('<', false) => Operator::Before,
            ('>', false) => Operator::After,
            _ => return Err(no_sign(place)),
        };
        self.next += operator.sign().len();
        Ok(Kind::Operator(operator))
    }

    fn word(&mut self) -> Kind {
        let mut text = String::new();
        while let Some(letter) = self.peek(0).filter(|letter| is_plain(*letter)) {
            text.push(letter);
            self.next += 1;
        }
        match text.as_str() {
            "AND" => return Kind::And,
            "OR" => return Kind::Or,
            "NOT" => return Kind::Not,
            _ => {}
        }
        let begins = text.ends_with('*');
        text.truncate(text.len() - usize::from(begins));
        Kind::Word { text, begins }
    }

    /// What stands before the closing quote; a quote, a backslash and an asterisk are escaped.
    fn quoted(&mut self, place: Position) -> Result<Kind> {
        self.next += 1;
        let (mut text, mut begins) = (String::new(), false);
        loop {
            let Some(letter) = self.peek(0) else { return Err(not_closed(place)) };
            self.next += 1;
            match letter {
                '"' => break,
                '\\' => text.push(self.escaped()?),
                '*' if self.peek(0) == Some('"') => begins = true,
                other => text.push(other),
            }
        }
        // `"x"AND` is more likely a forgotten quote than a conjunction.
        if self.peek(0).is_some_and(|next| is_plain(next) || next == '"') {
            return Err(no_space(Position(self.next + 1)));
        }
        Ok(Kind::Quoted { text, begins })
    }

    fn escaped(&mut self) -> Result<char> {
        let place = Position(self.next);
        let letter = self.peek(0).filter(|letter| matches!(letter, '"' | '\\' | '*'));
        self.next += 1;
        letter.ok_or_else(|| {
            refused(
                place,
                "only \\\", \\\\ and \\* are escaped; write \\\\ for a backslash".into(),
                "solo se escapan \\\", \\\\ y \\*; escriba \\\\ para una barra invertida".into(),
                "só se escapam \\\", \\\\ e \\*; escreva \\\\ para uma barra invertida".into(),
            )
        })
    }
}

fn is_plain(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !"()<>=!:\"\\,;".contains(letter)
}

fn no_sign(place: Position) -> crate::Error {
    refused(
        place,
        "this sign has no meaning here; put quotation marks around a value or a text with it".into(),
        "este signo no significa nada aquí; ponga entre comillas el valor o el texto que lo lleva".into(),
        "este sinal não significa nada aqui; ponha entre aspas o valor ou o texto que o contém".into(),
    )
}

fn not_closed(place: Position) -> crate::Error {
    refused(
        place,
        "the quotation mark that opens here is not closed".into(),
        "las comillas que se abren aquí no se cierran".into(),
        "as aspas que se abrem aqui não se fecham".into(),
    )
}

fn no_space(place: Position) -> crate::Error {
    refused(
        place,
        "a space is missing behind the closing quotation mark".into(),
        "falta un espacio después de las comillas que cierran".into(),
        "falta um espaço depois das aspas que fecham".into(),
    )
}
