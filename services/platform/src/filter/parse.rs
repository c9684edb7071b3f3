//! From the text of a filter to what it says. The grammar is that of AIP-160:
//!
//! ```text
//! expression = sequence { "AND" sequence }      sequence = factor { factor }
//! factor     = term { "OR" term }               term     = [ "NOT" | "-" ] simple
//! simple     = "(" expression ")" | field operator value | word | phrase
//! ```

use super::{
    Comparison, Expression, Operator, Position, Words,
    problem::refused,
    tokens::{Kind, Token, tokens},
};
use crate::error::Result;

/// Parentheses in one another.
const DEEPEST: usize = 20;
/// Comparisons and words of one filter.
const MOST: usize = 100;
/// Letters of the name of a field.
const LONGEST: usize = 60;

/// What a filter says; nothing where it is empty.
pub fn parse(filter: &str) -> Result<Option<Expression>> {
    let tokens = tokens(filter)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let end = Position(filter.chars().count() + 1);
    let mut parser = Parser { tokens: &tokens, next: 0, end, depth: 0, count: 0 };
    let expression = parser.expression()?;
    match parser.peek() {
        None => Ok(Some(expression)),
        Some(_) => Err(parser.incomplete()),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    end: Position,
    depth: usize,
    count: usize,
}

impl Parser<'_> {
    fn expression(&mut self) -> Result<Expression> {
        let mut parts = vec![self.factor()?];
        loop {
            match self.peek() {
                None | Some(Kind::Close) => break,
                Some(Kind::And) => self.next += 1,
                Some(_) => {}
            }
            parts.push(self.factor()?);
        }
        Expression::all(parts).ok_or_else(|| self.incomplete())
    }

    fn factor(&mut self) -> Result<Expression> {
        let mut parts = vec![self.term()?];
        while self.peek() == Some(&Kind::Or) {
            self.next += 1;
            parts.push(self.term()?);
        }
        Expression::any(parts).ok_or_else(|| self.incomplete())
    }

    fn term(&mut self) -> Result<Expression> {
        if !matches!(self.peek(), Some(Kind::Not | Kind::Minus)) {
            return self.simple();
        }
        self.next += 1;
        Ok(Expression::Not(Box::new(self.simple()?)))
    }

    fn simple(&mut self) -> Result<Expression> {
        let place = self.place();
        match self.peek() {
            Some(Kind::Open) => self.composite(),
            Some(Kind::Word { .. } | Kind::Quoted { .. }) => {
                self.count += 1;
                if self.count > MOST { Err(too_many(place)) } else { self.restriction(place) }
            }
            _ => Err(self.incomplete()),
        }
    }

    fn composite(&mut self) -> Result<Expression> {
        let place = self.place();
        if self.depth == DEEPEST {
            return Err(refused(
                place,
                format!("parentheses stand in one another at most {DEEPEST} times"),
                format!("hay a lo sumo {DEEPEST} paréntesis unos dentro de otros"),
                format!("há no máximo {DEEPEST} parênteses uns dentro dos outros"),
            ));
        }
        self.depth += 1;
        self.next += 1;
        let inside = self.expression()?;
        if self.peek() != Some(&Kind::Close) {
            return Err(refused(
                place,
                "the parenthesis that opens here is not closed".into(),
                "el paréntesis que se abre aquí no se cierra".into(),
                "o parêntese que se abre aqui não se fecha".into(),
            ));
        }
        self.next += 1;
        self.depth -= 1;
        Ok(inside)
    }

    /// A field with its value, or words.
    fn restriction(&mut self, place: Position) -> Result<Expression> {
        let first = self.take();
        let Some(Kind::Operator(operator)) = self.peek().cloned() else {
            return match first {
                Some(Kind::Word { text, begins } | Kind::Quoted { text, begins }) if has_letters(&text) => {
                    Ok(Expression::Words(Words { text, begins, place }))
                }
                _ => Err(no_words(place)),
            };
        };
        let Some(Kind::Word { text: field, begins: false }) = first else { return Err(no_field(place)) };
        if !may_be_field(&field) {
            return Err(no_field(place));
        }
        self.next += 1;
        let value_place = self.place();
        match self.take() {
            Some(Kind::Word { text, begins } | Kind::Quoted { text, begins }) => {
                Ok(Expression::Comparison(Comparison { field, operator, value: text, begins, place }))
            }
            _ => Err(no_value(value_place, operator)),
        }
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn take(&mut self) -> Option<Kind> {
        let token = self.tokens.get(self.next)?;
        self.next += 1;
        Some(token.kind.clone())
    }

    fn place(&self) -> Position {
        self.tokens.get(self.next).map_or(self.end, |token| token.place)
    }

    fn incomplete(&self) -> crate::Error {
        refused(
            self.place(),
            "here a comparison is expected, written field = value, or words to look for".into(),
            "aquí se espera una comparación, escrita campo = valor, o palabras que buscar".into(),
            "aqui se espera uma comparação, escrita campo = valor, ou palavras a buscar".into(),
        )
    }
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Nothing else is repeated in a refusal: what was meant as a value may be about people.
fn may_be_field(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.');
    name.len() <= LONGEST && name.bytes().all(letter)
}

fn no_words(place: Position) -> crate::Error {
    refused(
        place,
        "a word to look for has a letter or a digit in it".into(),
        "una palabra que buscar lleva una letra o una cifra".into(),
        "uma palavra a buscar tem uma letra ou um algarismo".into(),
    )
}

fn no_field(place: Position) -> crate::Error {
    refused(
        place,
        "before an operator stands the name of a field, in small letters without quotation marks".into(),
        "antes de un operador va el nombre de un campo, en minúsculas y sin comillas".into(),
        "antes de um operador vem o nome de um campo, em minúsculas e sem aspas".into(),
    )
}

fn no_value(place: Position, operator: Operator) -> crate::Error {
    refused(
        place,
        format!("behind {operator} a value is expected; in quotation marks where it has spaces or signs"),
        format!("después de {operator} se espera un valor; entre comillas si lleva espacios o signos"),
        format!("depois de {operator} se espera um valor; entre aspas se tiver espaços ou sinais"),
    )
}

fn too_many(place: Position) -> crate::Error {
    refused(
        place,
        format!("a filter has at most {MOST} comparisons and words"),
        format!("un filtro tiene a lo sumo {MOST} comparaciones y palabras"),
        format!("um filtro tem no máximo {MOST} comparações e palavras"),
    )
}
