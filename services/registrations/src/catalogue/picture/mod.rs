//! Pictures of entries: files of the registration that its office chose, with words for whoever cannot see them.
//!
//! What always holds: a picture is there for somebody while its entry is shown to them and its file is whole; whoever
//! fetches one gets bytes to be saved, of a type that its content decided.

pub mod choose;
pub mod download;
pub mod rows;

use platform::error::{Text, Violation};
use proto::registrations::v1::{AlternativeText, Picture};

/// Pictures of one entry.
const MOST: usize = 8;

/// What is wrong with the pictures of an entry of a registration, all at once, but for their files.
fn faults(pictures: &[Picture]) -> Vec<Violation> {
    let mut faults = Vec::new();
    if pictures.len() > MOST {
        let text = Text::told(
            format!("an entry has at most {MOST} pictures"),
            format!("una publicación tiene a lo sumo {MOST} imágenes"),
            format!("uma publicação tem no máximo {MOST} imagens"),
        );
        faults.push(Violation { field: "publication.pictures".into(), text });
    }
    for (place, picture) in pictures.iter().enumerate() {
        let mut wrong = |field: &str, english: &str, spanish: &str, portuguese: &str| {
            let field = format!("publication.pictures[{place}].{field}");
            faults.push(Violation { field, text: Text::told(english, spanish, portuguese) });
        };
        if pictures[..place].iter().any(|other| other.file == picture.file) {
            wrong(
                "file",
                "name each picture once",
                "nombre cada imagen una sola vez",
                "indique cada imagem uma só vez",
            );
        }
        let texts = &picture.alternative_texts;
        if texts.is_empty() || texts.iter().any(|text| text.text.trim().is_empty()) {
            wrong(
                "alternative_texts",
                "say what is to be seen, for whoever cannot see it",
                "diga qué se ve en ella, para quien no puede verla",
                "diga o que se vê nela, para quem não pode vê-la",
            );
        }
        if is_twice(texts) {
            wrong(
                "alternative_texts",
                "name each language once",
                "nombre cada idioma una sola vez",
                "indique cada idioma uma só vez",
            );
        }
    }
    faults
}

fn is_twice(texts: &[AlternativeText]) -> bool {
    texts.iter().enumerate().any(|(place, text)| texts[..place].iter().any(|other| other.language == text.language))
}

/// The refusal of a file that is no picture of the registration.
fn no_picture(place: usize) -> Violation {
    let text = Text::told(
        "this is not a whole picture of the registration of this entry; send one with FILE_PURPOSE_PICTURE first",
        "no es una imagen completa del registro de esta publicación; envíe antes una con FILE_PURPOSE_PICTURE",
        "isto não é uma imagem completa do registro desta publicação; envie antes uma com FILE_PURPOSE_PICTURE",
    );
    Violation { field: format!("publication.pictures[{place}].file"), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(file: &str, languages: &[&str]) -> Picture {
        let text = |language: &&str| AlternativeText { language: (*language).into(), text: "Un horno".into() };
        Picture { file: file.into(), alternative_texts: languages.iter().map(text).collect(), ..Picture::default() }
    }

    #[test]
    fn each_picture_is_named_once_and_said_what_it_shows_once_in_a_language() {
        let fields = |pictures: &[Picture]| faults(pictures).into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(fields(&[picture("a", &["es"]), picture("b", &["en", "es"])]), Vec::<String>::new());
        let [twice, silent] = ["publication.pictures[1].file", "publication.pictures[0].alternative_texts"];
        assert_eq!(fields(&[picture("a", &["es"]), picture("a", &["es"])]), [twice]);
        assert_eq!(fields(&[picture("a", &[])]), [silent]);
        assert_eq!(fields(&[picture("a", &["es", "es"])]), [silent]);
        let many: Vec<Picture> = (0..=MOST).map(|number| picture(&number.to_string(), &["es"])).collect();
        assert_eq!(fields(&many), ["publication.pictures"]);
    }
}
