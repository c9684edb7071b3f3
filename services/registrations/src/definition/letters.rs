//! What an edition has letters say: which faults a wording may have beside those of any text.

use std::collections::HashSet;

use proto::registrations::v1::LetterWording;

use super::{check::Faults, languages::Texts};

/// What stands for the title of the registration; the only one that there is.
const TITLE: &str = "{title}";
/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;

/// Adds the faults of the letters.
pub fn check(letters: &[LetterWording], faults: &mut Faults) {
    let mut seen = HashSet::new();
    let distinct = letters.iter().all(|letter| seen.insert(letter.template));
    faults.need(
        distinct,
        "letters",
        "each letter may stand here once",
        "cada carta puede figurar una sola vez",
        "cada carta pode aparecer uma só vez",
    );
    for (place, letter) in letters.iter().enumerate() {
        let path = format!("letters[{place}]");
        let worded = !letter.subject.is_empty() || !letter.body.is_empty();
        faults.need(
            worded,
            &path,
            "give a subject or a text",
            "indique un asunto o un texto",
            "indique um assunto ou um texto",
        );
        placeholders(&letter.subject, &format!("{path}.subject"), faults);
        placeholders(&letter.body, &format!("{path}.body"), faults);
        let one_line = |text: &String| text.chars().count() <= LONGEST_SUBJECT && !text.chars().any(char::is_control);
        faults.need(
            letter.subject.values().all(one_line),
            &format!("{path}.subject"),
            "a subject is one line of at most 200 characters",
            "un asunto es una línea de hasta 200 caracteres",
            "um assunto é uma linha de até 200 caracteres",
        );
    }
}

fn placeholders(texts: &Texts, path: &str, faults: &mut Faults) {
    let unknown = texts.values().any(|text| text.replace(TITLE, "").contains(['{', '}']));
    faults.need(
        !unknown,
        path,
        "`{title}` is the only placeholder, and braces stand for nothing else",
        "`{title}` es el único marcador, y las llaves no se usan para nada más",
        "`{title}` é o único marcador, e as chaves não servem para mais nada",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::tests::texts;

    fn faults(letters: &[LetterWording]) -> Vec<String> {
        let mut faults = Faults::under("definition");
        check(letters, &mut faults);
        faults.all().into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_letter_says_something_on_its_lines_and_by_the_placeholder_that_there_is() {
        let fine =
            LetterWording {
                template: 1, subject: texts("Listo: {title}"), body: texts("Llegó «{title}».\n\nGracias")
            };
        assert_eq!(faults(std::slice::from_ref(&fine)), [""; 0]);
        assert_eq!(faults(&[fine.clone(), fine.clone()]), ["definition.letters"]);
        let wrong = [
            LetterWording { template: 1, ..LetterWording::default() },
            LetterWording { template: 2, body: texts("Hola, {name}"), ..LetterWording::default() },
            LetterWording { template: 3, subject: texts("Uno\nBcc: dos"), ..LetterWording::default() },
            LetterWording { template: 4, subject: texts("{title"), ..LetterWording::default() },
        ];
        let expected = ["letters[0]", "letters[1].body", "letters[2].subject", "letters[3].subject"];
        assert_eq!(faults(&wrong), expected.map(|field| format!("definition.{field}")));
    }
}
