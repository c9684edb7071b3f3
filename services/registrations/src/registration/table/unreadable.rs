//! Why a file cannot be read as a whole, and how that is said to the office that sends it.

use std::io::ErrorKind;

use platform::error::Text;
use thiserror::Error;

use super::answers;
use super::field::{Field, spoken};

/// Why a file cannot be read as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message("en"))]
pub enum Unreadable {
    /// Larger than [`MAX_BYTES`](super::read::MAX_BYTES).
    TooLarge,
    /// More rows than [`MAX_ROWS`](super::read::MAX_ROWS).
    TooManyRows,
    /// More columns than [`MAX_COLUMNS`](super::read::MAX_COLUMNS).
    TooManyColumns,
    /// A spreadsheet in a format of its own that is not XLSX, or is damaged or locked.
    Workbook,
    /// Headings that the mapping speaks of, and that the file does not have.
    MissingHeadings(Vec<String>),
    /// The byte-order mark promises an encoding that the rest does not keep.
    BrokenEncoding,
    /// There is no header.
    Empty,
    /// Columns without which no row could register.
    MissingColumns(Vec<Field>),
    /// Two columns have the same meaning, so either may be the right one.
    RepeatedColumn(Field),
    /// Two columns have answers to the question of this id.
    RepeatedAnswer(String),
    /// A quotation mark of this row is closed where no cell ends, or nowhere: the rows behind may be part of a cell.
    BrokenQuotes(u32),
    /// Not a table of separated values at all.
    NotATable,
    /// It is no fault of the file: where it was put aside cannot be read or written.
    NotAtHand(ErrorKind),
}

impl From<std::io::Error> for Unreadable {
    fn from(problem: std::io::Error) -> Self {
        Self::NotAtHand(problem.kind())
    }
}

impl Unreadable {
    /// What is wrong and what would be right, in the language that is [`spoken`].
    pub fn message(&self, language: &str) -> String {
        let say = |english: &str, spanish: &str, portuguese: &str| {
            Text::told(english, spanish, portuguese).in_language(spoken(language)).to_owned()
        };
        let several = || say("more than one column means", "hay más de una columna para", "há mais de uma coluna para");
        match self {
            Unreadable::TooLarge => say(
                "the file is larger than 128 MiB; split it into several",
                "el archivo pasa de 128 MiB; divídalo en varios",
                "o arquivo passa de 128 MiB; divida-o em vários",
            ),
            Unreadable::TooManyRows => say(
                "the file has more than 50,000 rows; split it into several",
                "el archivo tiene más de 50.000 filas; divídalo en varios",
                "o arquivo tem mais de 50.000 linhas; divida-o em vários",
            ),
            Unreadable::TooManyColumns => say(
                "the file has more than 500 columns; keep those of the form",
                "el archivo tiene más de 500 columnas; deje las del formulario",
                "o arquivo tem mais de 500 colunas; deixe as do formulário",
            ),
            Unreadable::Workbook => say(
                "this cannot be read as a workbook; save it as XLSX without a password, or as CSV (UTF-8)",
                "no se puede leer como libro de cálculo; guárdelo como XLSX sin contraseña, o como CSV (UTF-8)",
                "isto não pode ser lido como planilha; salve como XLSX sem senha, ou como CSV (UTF-8)",
            ),
            Unreadable::MissingHeadings(headings) => {
                let missing = say(
                    "the mapping names headings that the file has not",
                    "el archivo no tiene columnas que nombra la correspondencia",
                    "o arquivo não tem colunas que a correspondência nomeia",
                );
                format!("{missing}: {}", headings.join(", "))
            }
            Unreadable::BrokenEncoding => say(
                "the text is damaged; export the file again as CSV (UTF-8)",
                "el texto está dañado; exporte el archivo otra vez como CSV (UTF-8)",
                "o texto está danificado; exporte o arquivo de novo como CSV (UTF-8)",
            ),
            Unreadable::Empty => say(
                "the file is empty; its first row must hold the headings",
                "el archivo está vacío; la primera fila debe tener los encabezados",
                "o arquivo está vazio; a primeira linha deve ter os cabeçalhos",
            ),
            Unreadable::MissingColumns(fields) => {
                let headings: Vec<&str> = fields.iter().map(|field| field.heading(language)).collect();
                format!("{}: {}", say("missing columns", "faltan columnas", "faltam colunas"), headings.join(", "))
            }
            Unreadable::RepeatedColumn(field) => format!("{}: {}", several(), field.heading(language)),
            Unreadable::RepeatedAnswer(question) => format!("{}: {}", several(), answers::heading(question)),
            Unreadable::NotAtHand(_) => say(
                "the file could not be read just now; send it again",
                "no se pudo leer el archivo en este momento; envíelo otra vez",
                "não foi possível ler o arquivo agora; envie-o de novo",
            ),
            Unreadable::BrokenQuotes(row) => say(
                &format!(
                    "row {row}: a quotation mark is not closed where a cell ends, and may hold other rows; correct it"
                ),
                &format!(
                    "fila {row}: una comilla no se cierra donde termina la celda y puede contener otras filas; corríjala"
                ),
                &format!(
                    "linha {row}: uma aspa não se fecha onde termina a célula e pode conter outras linhas; corrija-a"
                ),
            ),
            Unreadable::NotATable => say(
                "the file is not a table; export it as CSV (UTF-8)",
                "el archivo no es una tabla; expórtelo como CSV (UTF-8)",
                "o arquivo não é uma tabela; exporte-o como CSV (UTF-8)",
            ),
        }
    }
}
