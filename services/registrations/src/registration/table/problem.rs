//! What may be wrong with a cell, or with the row, and what would be right.

use platform::error::{Language, Text};

use super::field::spoken;

/// What is wrong with a cell, or with the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// A cell that must be filled is empty.
    Missing,
    /// Not an e-mail address, or more than one.
    NotAnEmail,
    /// Not a web address that may be shown as a link.
    NotAWebAddress,
    /// Not a country of the network.
    UnknownCountry,
    /// Not a category of the edition.
    UnknownCategory,
    /// Neither solution nor story.
    UnknownTrack,
    /// Not one of the kinds of organisation.
    UnknownOrganisationKind,
    /// Not one of the sizes.
    UnknownSize,
    /// Not one of the stages.
    UnknownStage,
    /// Not one of the platform's languages.
    UnknownLanguage,
    /// Not the number of a Sustainable Development Goal.
    UnknownGoal,
    /// Neither yes nor no.
    NotYesOrNo,
    /// Not a whole number, or one too large to be a count.
    NotANumber,
    /// Not a date in one of the two formats.
    NotADate,
    /// Recorded after the edition had closed, wherever the office's clock is.
    RecordedTooLate,
    /// More characters than the field takes.
    TooLong {
        /// The most characters it takes.
        limit: usize,
    },
    /// Characters that no keyboard writes, such as NUL: the file was damaged on its way.
    ControlCharacter,
    /// What a formula leaves in a cell where it fails, such as `#N/A`.
    FormulaError,
    /// More cells than the header has columns: somewhere a separator stands outside of quotes.
    TooManyCells,
    /// Without consent to data processing nothing of the row may be kept.
    NoDataConsent,
    /// The same organisation registers the same title in the same country in an earlier row.
    RepeatsRow {
        /// The earlier row.
        row: u32,
    },
    /// An answer does not fit what the edition asks, or meets none of its rules; the refusal says more.
    WrongAnswer,
    /// There is no answer to a question that needs it; the refusal says more.
    MissingAnswer,
}

impl Problem {
    /// What is wrong and what would be right, in the language that is [`spoken`].
    pub fn message(&self, language: &str) -> String {
        match spoken(language) {
            Language::English => self.in_english(),
            Language::Spanish => self.in_spanish(),
            Language::Portuguese => self.in_portuguese(),
        }
    }

    /// The same in every language.
    pub fn text(&self) -> Text {
        Text::told(self.in_english(), self.in_spanish(), self.in_portuguese())
    }

    fn in_spanish(self) -> String {
        let text = match self {
            Problem::Missing => "está vacío; escriba un valor",
            Problem::NotAnEmail => "no es una dirección de correo; escriba una sola, como nombre@ejemplo.org",
            Problem::NotAWebAddress => "no es una dirección web; escriba una como https://ejemplo.org, o nada",
            Problem::UnknownCountry => {
                "el país no está en la red; escriba el nombre o el código de dos letras de un país participante"
            }
            Problem::UnknownCategory => "la categoría no existe en esta edición; copie el título de una de las suyas",
            Problem::UnknownTrack => "escriba «Solución innovadora» o «Historia de transformación»",
            Problem::UnknownOrganisationKind => {
                "escriba «Empresa», «Emprendimiento», «Sector público», «Academia» u «ONG»"
            }
            Problem::UnknownSize => "escriba «Micro», «Pequeña» o «Mediana», o nada",
            Problem::UnknownStage => "escriba «Idea», «Prototipo», «Implementada» o «Fase avanzada»",
            Problem::UnknownLanguage => {
                "escriba «Español», «English» o «Português», o el código ISO 639 de otro idioma"
            }
            Problem::UnknownGoal => "escriba números del 1 al 17 separados por punto y coma, como 8;9, o nada",
            Problem::NotYesOrNo => "escriba «Sí» o «No»",
            Problem::NotANumber => "no es un número entero; escriba uno sin decimales, como 2500, o nada",
            Problem::NotADate => "no es una fecha; escriba una como 2020-08-22 21:27:00 o 22/08/2020 21:27, o nada",
            Problem::RecordedTooLate => "se registró después del cierre de la edición; inscríbalo en la siguiente",
            Problem::TooLong { limit } => return format!("es demasiado largo; acórtelo a {limit} caracteres"),
            Problem::ControlCharacter => "tiene caracteres que no son texto; vuelva a escribirlo",
            Problem::FormulaError => "es el error de una fórmula; escriba el valor, o nada",
            Problem::TooManyCells => {
                "tiene más celdas que columnas; ponga entre comillas el texto que contiene el separador"
            }
            Problem::NoDataConsent => {
                "falta el consentimiento al tratamiento de datos; sin un «Sí» de la persona no se puede registrar"
            }
            Problem::RepeatsRow { row } => {
                return format!("repite la fila {row}: la misma organización, título y país; quite una de las dos");
            }
            Problem::WrongAnswer => "una respuesta no corresponde a su pregunta; corríjala",
            Problem::MissingAnswer => "falta una respuesta; escríbala",
        };
        text.to_owned()
    }

    fn in_english(self) -> String {
        let text = match self {
            Problem::Missing => "is empty; write a value",
            Problem::NotAnEmail => "is not an e-mail address; write a single one, such as name@example.org",
            Problem::NotAWebAddress => "is not a web address; write one such as https://example.org, or nothing",
            Problem::UnknownCountry => {
                "the country is not in the network; write the name or the two-letter code of a country that takes part"
            }
            Problem::UnknownCategory => "this edition has no such category; copy the title of one of its own",
            Problem::UnknownTrack => "write \"Innovative solution\" or \"Story of transformation\"",
            Problem::UnknownOrganisationKind => {
                "write \"Company\", \"Venture\", \"Public sector\", \"Academia\" or \"NGO\""
            }
            Problem::UnknownSize => "write \"Micro\", \"Small\" or \"Medium\", or nothing",
            Problem::UnknownStage => "write \"Idea\", \"Prototype\", \"Implemented\" or \"Advanced\"",
            Problem::UnknownLanguage => {
                "write \"Español\", \"English\" or \"Português\", or the ISO 639 code of another language"
            }
            Problem::UnknownGoal => "write numbers from 1 to 17 with semicolons between them, such as 8;9, or nothing",
            Problem::NotYesOrNo => "write \"Yes\" or \"No\"",
            Problem::NotANumber => "is not a whole number; write one without decimals, such as 2500, or nothing",
            Problem::NotADate => "is not a date; write one such as 2020-08-22 21:27:00 or 22/08/2020 21:27, or nothing",
            Problem::RecordedTooLate => "was recorded after the edition had closed; register it in the next one",
            Problem::TooLong { limit } => return format!("is too long; shorten it to {limit} characters"),
            Problem::ControlCharacter => "has characters that are not text; type it again",
            Problem::FormulaError => "is the error of a formula; write the value, or nothing",
            Problem::TooManyCells => "has more cells than columns; put text that contains the separator in quotes",
            Problem::NoDataConsent => {
                "consent to data processing is missing; without the person's \"Yes\" it cannot be registered"
            }
            Problem::RepeatsRow { row } => {
                return format!("repeats row {row}: the same organisation, title and country; remove one of the two");
            }
            Problem::WrongAnswer => "an answer does not fit its question; correct it",
            Problem::MissingAnswer => "an answer is missing; write it",
        };
        text.to_owned()
    }

    fn in_portuguese(self) -> String {
        let text = match self {
            Problem::Missing => "está vazio; escreva um valor",
            Problem::NotAnEmail => "não é um endereço de e-mail; escreva um só, como nome@exemplo.org",
            Problem::NotAWebAddress => "não é um endereço web; escreva um como https://exemplo.org, ou nada",
            Problem::UnknownCountry => {
                "o país não está na rede; escreva o nome ou o código de duas letras de um país participante"
            }
            Problem::UnknownCategory => "a categoria não existe nesta edição; copie o título de uma das dela",
            Problem::UnknownTrack => "escreva “Solução inovadora” ou “História de transformação”",
            Problem::UnknownOrganisationKind => {
                "escreva “Empresa”, “Empreendimento”, “Setor público”, “Academia” ou “ONG”"
            }
            Problem::UnknownSize => "escreva “Micro”, “Pequena” ou “Média”, ou nada",
            Problem::UnknownStage => "escreva “Ideia”, “Protótipo”, “Implementada” ou “Fase avançada”",
            Problem::UnknownLanguage => {
                "escreva “Español”, “English” ou “Português”, ou o código ISO 639 de outro idioma"
            }
            Problem::UnknownGoal => "escreva números de 1 a 17 separados por ponto e vírgula, como 8;9, ou nada",
            Problem::NotYesOrNo => "escreva “Sim” ou “Não”",
            Problem::NotANumber => "não é um número inteiro; escreva um sem decimais, como 2500, ou nada",
            Problem::NotADate => "não é uma data; escreva uma como 2020-08-22 21:27:00 ou 22/08/2020 21:27, ou nada",
            Problem::RecordedTooLate => "foi registrado depois do encerramento da edição; inscreva-o na próxima",
            Problem::TooLong { limit } => return format!("é longo demais; encurte para {limit} caracteres"),
            Problem::ControlCharacter => "tem caracteres que não são texto; escreva de novo",
            Problem::FormulaError => "é o erro de uma fórmula; escreva o valor, ou nada",
            Problem::TooManyCells => {
                "tem mais células do que colunas; ponha entre aspas o texto que contém o separador"
            }
            Problem::NoDataConsent => {
                "falta o consentimento para o tratamento de dados; sem um “Sim” da pessoa não se pode registrar"
            }
            Problem::RepeatsRow { row } => {
                return format!("repete a linha {row}: a mesma organização, título e país; remova uma das duas");
            }
            Problem::WrongAnswer => "uma resposta não corresponde à sua pergunta; corrija-a",
            Problem::MissingAnswer => "falta uma resposta; escreva-a",
        };
        text.to_owned()
    }
}
