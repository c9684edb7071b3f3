//! A filter as a search reads it: the words that every row must have, and the rest.

use platform::{
    Error, Result,
    error::Text,
    filter::{Expression, Operator},
    list::no_position,
    search::{Group, sought},
};

use super::Position;

/// Words and neighbours of one search: more than anybody types, and few enough to be looked up one by one.
const MOST: usize = 12;

/// What is asked.
pub struct Question {
    /// A row has one at least of each of these.
    pub groups: Vec<Group>,
    /// What is asked besides.
    pub rest: Option<Expression>,
    /// How many rows each group had on the page before; nothing on the first page.
    pub frequencies: Option<Vec<usize>>,
}

impl Question {
    /// What is asked by an expression.
    pub fn of(expression: Option<Expression>) -> Result<Self> {
        let parts = match expression {
            None => Vec::new(),
            Some(Expression::All(parts)) => parts,
            Some(one) => vec![one],
        };
        let (mut groups, mut rest) = (Vec::new(), Vec::new());
        for part in parts {
            match of_words(&part)? {
                Some(words) => groups.extend(words),
                None => rest.push(part),
            }
        }
        groups.sort();
        groups.dedup();
        if groups.len() > MOST {
            return Err(too_many());
        }
        Ok(Self { groups, rest: Expression::all(rest), frequencies: None })
    }

    /// The same question behind a page of its answer.
    pub fn behind(self, page: Option<&Position>) -> Result<Self> {
        match page {
            Some(page) if page.frequencies.len() != self.groups.len() => Err(no_position()),
            _ => Ok(Self { frequencies: page.map(|page| page.frequencies.clone()), ..self }),
        }
    }

    /// The one value of a field that every row has that is asked for, if they are asked for by one.
    pub fn value_of(&self, field: &str) -> Option<&str> {
        match &self.rest {
            Some(Expression::All(parts)) => parts.iter().find_map(|part| value(part, field)),
            Some(one) => value(one, field),
            None => None,
        }
    }
}

/// What a field has to be.
fn value<'a>(part: &'a Expression, field: &str) -> Option<&'a str> {
    match part {
        Expression::Comparison(asked)
            if asked.operator == Operator::Equals && !asked.begins && asked.field == field =>
        {
            Some(&asked.value)
        }
        _ => None,
    }
}

/// The groups of words, or of words one of which is enough. Nothing where it is something else.
fn of_words(part: &Expression) -> Result<Option<Vec<Group>>> {
    match part {
        Expression::Words(words) => sought(words).map(Some),
        Expression::Any(parts) => {
            let mut one_of = Group::default();
            for part in parts {
                // Of phrases of three words and more, one term is not enough.
                match of_words(part)?.as_deref() {
                    Some([group]) => one_of.extend(group.clone()),
                    _ => return Ok(None),
                }
            }
            Ok(Some(vec![one_of]))
        }
        _ => Ok(None),
    }
}

fn too_many() -> Error {
    let text = Text::told(
        format!("a search has at most {MOST} words; leave out those that matter least"),
        format!("una búsqueda tiene a lo sumo {MOST} palabras; quite las que menos importan"),
        format!("uma busca tem no máximo {MOST} palavras; tire as que menos importam"),
    );
    Error::invalid("filter", text)
}

#[cfg(test)]
mod tests {
    use platform::filter;

    use super::*;

    fn question(text: &str) -> Result<Question> {
        Question::of(filter::parse(text)?)
    }

    #[test]
    fn words_are_looked_up_and_the_rest_is_asked_of_what_is_found() {
        let asked = question("talleres \"medios de pago\" state = DRAFT de (ruta OR camin*)").expect("a question");
        assert_eq!(asked.groups.len(), 3);
        let both = |group: &Group| group.terms.contains("rut") && group.beginnings.contains("=camin");
        assert!(asked.groups.iter().any(both));
        assert_eq!(asked.rest.as_ref().expect("the state").to_string(), "state = \"DRAFT\"");
        assert!(asked.groups.iter().any(|group| group.terms.contains("medi pag")));
        let negated = question("-taller OR (ruta camino)").expect("a question");
        assert!(negated.groups.is_empty() && negated.rest.is_some());
        let many: Vec<String> = (0..13).map(|number| format!("palabra{number}")).collect();
        assert!(question(&many.join(" ")).is_err());
    }

    #[test]
    fn a_question_is_of_the_one_value_of_a_field_that_all_rows_have() {
        let of = |text| question(text).expect("a question").value_of("country").map(str::to_owned);
        let asked = "talleres track = STORY country = countries/do";
        assert_eq!(
            (of(asked), of("country = countries/do")),
            (Some("countries/do".into()), Some("countries/do".into()))
        );
        for more in ["talleres", "talleres -country = countries/do", "talleres country != countries/do"] {
            assert_eq!(of(more), None, "{more}");
        }
        assert_eq!(of("talleres (country = countries/do OR track = STORY)"), None);
    }
}
