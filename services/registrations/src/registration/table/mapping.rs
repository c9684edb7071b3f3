//! What an office says of the columns of its own file: which of them means which field, which means nothing, and what
//! stands for a column that the file does not have.

use std::collections::{BTreeMap, HashMap};

use super::answers;
use super::field::Field;
use super::fold::{fold, fold_words};

/// What is said of a file beside what its headings say. Nothing by default: then every heading of ours is found by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// By heading, in small letters: the heading as it was given, and its meaning; none where the column is to be passed over.
    headings: HashMap<String, (String, Option<Meaning>)>,
    constants: BTreeMap<Field, String>,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Field(Field),
    /// The answer to the question of this id.
    Answer(String),
}

impl Mapping {
    /// The column under this heading means the field; with none, the column is passed over.
    pub fn heading(mut self, heading: &str, field: Option<Field>) -> Self {
        self.headings.insert(fold(heading), (heading.to_owned(), field.map(Meaning::Field)));
        self
    }

    /// The column under this heading has the answers to a question of the edition's own.
    pub fn answer(mut self, heading: &str, question: &str) -> Self {
        self.headings.insert(fold(heading), (heading.to_owned(), Some(Meaning::Answer(question.to_owned()))));
        self
    }

    /// This stands in every row where the file has no such column, or an empty cell.
    pub fn constant(mut self, field: Field, text: &str) -> Self {
        self.constants.insert(field, text.to_owned());
        self
    }

    /// Whether something may stand for a field in all rows: what differs from one applicant to the next may not, and least
    /// of all their consent.
    pub fn may_be_constant(field: Field) -> bool {
        matches!(
            field,
            Field::Country
                | Field::City
                | Field::Track
                | Field::Category
                | Field::OrganisationKind
                | Field::Size
                | Field::Sector
                | Field::Stage
                | Field::Language
                | Field::SourceLanguage
                | Field::Sdgs
        )
    }

    /// The field that a heading means. What is said of a heading goes before its own name; a field that some heading was
    /// said to mean is not looked for under another.
    pub(super) fn field_of(&self, heading: &str) -> Option<Field> {
        match self.said_of(heading) {
            Some((_, Some(Meaning::Field(field)))) => Some(*field),
            Some(_) => None,
            None => Field::of_heading(heading).filter(|field| !self.speaks_of(&Meaning::Field(*field))),
        }
    }

    /// The id of the question whose answers stand under a heading, in the same way.
    pub(super) fn question_of(&self, heading: &str) -> Option<String> {
        match self.said_of(heading) {
            Some((_, Some(Meaning::Answer(question)))) => Some(question.clone()),
            Some(_) => None,
            None => {
                let question = answers::question_of(heading).map(str::to_owned)?;
                (!self.speaks_of(&Meaning::Answer(question.clone()))).then_some(question)
            }
        }
    }

    /// What is said of a heading: of this very one, or else of the only one that has the same words.
    fn said_of(&self, heading: &str) -> Option<&(String, Option<Meaning>)> {
        let words = fold_words(heading);
        let mut alike = self.headings.values().filter(|(said, _)| fold_words(said) == words);
        self.headings.get(&fold(heading)).or_else(|| alike.next().filter(|_| alike.next().is_none()))
    }

    fn speaks_of(&self, meaning: &Meaning) -> bool {
        self.headings.values().any(|(_, said)| said.as_ref() == Some(meaning))
    }

    /// Headings that are spoken of and that the file does not have.
    pub(super) fn missing<'a>(&self, headings: impl Iterator<Item = &'a str>) -> Vec<String> {
        let there: Vec<String> = headings.map(fold_words).collect();
        let missing = self.headings.values().filter(|(heading, _)| !there.contains(&fold_words(heading)));
        let mut missing: Vec<String> = missing.map(|(heading, _)| heading.clone()).collect();
        missing.sort();
        missing
    }

    pub(super) fn constant_of(&self, field: Field) -> Option<&str> {
        self.constants.get(&field).map(String::as_str)
    }

    pub(super) fn constants(&self) -> &BTreeMap<Field, String> {
        &self.constants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_heading_goes_before_its_name() {
        let mapping =
            Mapping::default().heading("Correo de la persona", Some(Field::ContactEmail)).heading("Web", None);
        assert_eq!(mapping.field_of("CORREO de la persona"), Some(Field::ContactEmail));
        assert_eq!(mapping.field_of("Correo electrónico"), None, "another column has this meaning now");
        assert_eq!(mapping.field_of("Web"), None);
        assert_eq!(mapping.field_of("Título"), Some(Field::Title));
        assert_eq!(mapping.missing(["Web", "Título"].into_iter()), ["Correo de la persona"]);
    }

    #[test]
    fn two_headings_that_differ_by_little_each_mean_what_is_said_of_them() {
        let mapping =
            Mapping::default().heading("Beneficiarios", Some(Field::PeopleReached)).heading("Beneficiario", None);
        assert_eq!(mapping.field_of("beneficiarios"), Some(Field::PeopleReached));
        assert_eq!(mapping.field_of("Beneficiario"), None);
        assert_eq!(mapping.missing(["Beneficiarios", "Beneficiario"].into_iter()), [""; 0]);
    }

    #[test]
    fn a_column_of_answers_is_found_by_its_question_unless_another_one_was_said_to_have_them() {
        let mapping = Mapping::default().answer("¿Cómo se ve?", "evidence").heading("answers.cost", None);
        assert_eq!(mapping.question_of("como se ve"), Some("evidence".to_owned()));
        assert_eq!(mapping.question_of("answers.days"), Some("days".to_owned()));
        assert_eq!((mapping.question_of("answers.evidence"), mapping.question_of("answers.cost")), (None, None));
        assert_eq!(mapping.field_of("¿Cómo se ve?"), None);
    }

    #[test]
    fn nobodys_consent_or_address_is_said_for_all() {
        for field in
            [Field::DataConsent, Field::PublicationConsent, Field::ContactEmail, Field::ContactPhone, Field::Row]
        {
            assert!(!Mapping::may_be_constant(field), "{field:?}");
        }
        assert!(Mapping::may_be_constant(Field::Country));
    }
}
