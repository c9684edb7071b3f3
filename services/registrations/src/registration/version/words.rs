//! The words in which a difference is told: what fields are called, and what stands in them.

use platform::{Error, Result, error::Text, labels};
use prost_reflect::{FieldDescriptor, Kind, MapKey, Value};
use proto::registrations::v1::Edition;

use super::answered::Forms;
use crate::registration::table::{Field, spoken};

/// The language of whoever reads, the edition that says what its categories are called, and the forms that say what it asked.
pub struct Words<'a> {
    pub language: &'a str,
    pub edition: Option<&'a Edition>,
    pub forms: Forms<'a>,
}

/// What fields are called that no file has: the path, English, Spanish, Portuguese.
const LABELS: [(&str, [&str; 3]); 2] = [
    ("notice_version", ["Data-protection notice", "Aviso de protección de datos", "Aviso de proteção de dados"]),
    ("source_language", ["Language of the texts", "Idioma de los textos", "Idioma dos textos"]),
];

impl Words<'_> {
    /// What the field at this path is called; the path itself where nobody gave it a name.
    pub fn label(&self, path: &str) -> String {
        if let Some((_, label)) = LABELS.iter().find(|(known, _)| *known == path) {
            return self.told(label);
        }
        let last = path.rsplit('.').next().unwrap_or(path);
        let field = Field::all().find(|field| field.name() == last);
        field.map_or_else(|| path.to_owned(), |field| field.heading(self.language).to_owned())
    }

    /// What stands in a field.
    pub fn shown(&self, field: &FieldDescriptor, value: &Value) -> Result<String> {
        Ok(match value {
            Value::Bool(true) => self.told(&["yes", "sí", "sim"]),
            Value::Bool(false) => self.told(&["no", "no", "não"]),
            Value::EnumNumber(number) => self.choice(field, *number),
            Value::String(text) if field.name() == "category" => self.category(text),
            Value::String(text) => text.clone(),
            Value::List(values) => {
                let shown: Vec<String> = values.iter().map(|value| self.shown(field, value)).collect::<Result<_>>()?;
                shown.join("; ")
            }
            Value::I32(number) => number.to_string(),
            Value::I64(number) => number.to_string(),
            Value::U32(number) => number.to_string(),
            Value::U64(number) => number.to_string(),
            Value::F32(number) => number.to_string(),
            Value::F64(number) => number.to_string(),
            Value::Message(message) => serde_json::to_string(message).map_err(Error::internal)?,
            Value::Bytes(_) | Value::Map(_) => String::new(),
        })
    }

    /// The key of a map, as part of a path.
    pub fn key(key: &MapKey) -> String {
        match key {
            MapKey::String(text) => text.clone(),
            MapKey::Bool(yes) => yes.to_string(),
            MapKey::I32(number) => number.to_string(),
            MapKey::I64(number) => number.to_string(),
            MapKey::U32(number) => number.to_string(),
            MapKey::U64(number) => number.to_string(),
        }
    }

    fn choice(&self, field: &FieldDescriptor, number: i32) -> String {
        let Kind::Enum(choices) = field.kind() else { return String::new() };
        let Some(chosen) = choices.get_value(number).filter(|_| number != 0) else { return String::new() };
        let label = labels::of(choices.full_name(), chosen.name(), spoken(self.language).tag());
        label.unwrap_or(chosen.name()).to_owned()
    }

    /// What the edition calls the category in this language, or in whichever it has.
    fn category(&self, id: &str) -> String {
        let known = self.edition.and_then(|edition| edition.categories.iter().find(|category| category.id == id));
        let titles = known.map(|category| &category.titles);
        let title = titles.and_then(|titles| titles.get(self.language).or_else(|| titles.values().next()));
        title.map_or_else(|| id.to_owned(), Clone::clone)
    }

    fn told(&self, [english, spanish, portuguese]: &[&str; 3]) -> String {
        Text::told(*english, *spanish, *portuguese).in_language(spoken(self.language)).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::kind, *};

    #[test]
    fn every_choice_of_a_registration_has_words_in_every_language() {
        let registration = kind().expect("the kind");
        let applicant = registration.get_field_by_name("applicant").expect("an applicant").kind();
        let applicant = applicant.as_message().expect("a message").clone();
        for field in registration.fields().chain(applicant.fields()).filter(|field| field.name() != "state") {
            let Kind::Enum(choices) = field.kind() else { continue };
            for choice in choices.values().filter(|choice| choice.number() != 0) {
                for language in ["en", "es", "pt"] {
                    let words = Words { language, edition: None, forms: Forms::default() };
                    assert_ne!(words.choice(&field, choice.number()), choice.name(), "{language}");
                }
            }
        }
    }
}
