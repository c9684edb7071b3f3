//! The fields of a registration as columns of a spreadsheet: their names, headings, limits, and which must be there.

use std::collections::HashMap;
use std::sync::LazyLock;

use platform::error::Language;

use super::fold::fold_words;

/// A field of a registration, or the row as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// When the form recorded the entry.
    RecordedAt,
    /// The country it is registered in.
    Country,
    /// City or place.
    City,
    /// Solution or story.
    Track,
    /// One of the edition's categories.
    Category,
    /// Name of the organisation.
    Organisation,
    /// Kind of organisation.
    OrganisationKind,
    /// Size of the enterprise.
    Size,
    /// Line of business.
    Sector,
    /// Title of the registration.
    Title,
    /// Summary in a sentence or two.
    Summary,
    /// The problem it answers.
    Problem,
    /// The whole description.
    Description,
    /// How far it is in use.
    Stage,
    /// Web address.
    Website,
    /// E-mail address of the person who answers for it.
    ContactEmail,
    /// Telephone of the person who answers for it.
    ContactPhone,
    /// Language in which the applicant is written to, and wrote where nothing else is told.
    Language,
    /// Language of the entry's texts, where it is another one.
    SourceLanguage,
    /// Sustainable Development Goals it works towards.
    Sdgs,
    /// People reached.
    PeopleReached,
    /// Jobs created or kept.
    Jobs,
    /// Whether women lead the enterprise.
    WomenLed,
    /// Consent to the processing of the data.
    DataConsent,
    /// Consent to publication.
    PublicationConsent,
    /// The row as a whole, where no single cell is at fault.
    Row,
}

struct Column {
    field: Field,
    name: &'static str,
    spanish: &'static str,
    english: &'static str,
    portuguese: &'static str,
    others: &'static [&'static str],
}

const fn column(
    field: Field,
    name: &'static str,
    spanish: &'static str,
    english: &'static str,
    portuguese: &'static str,
    others: &'static [&'static str],
) -> Column {
    Column { field, name, spanish, english, portuguese, others }
}

#[rustfmt::skip]
const COLUMNS: [Column; 25] = [
    column(Field::RecordedAt, "recorded_at", "Marca temporal", "Timestamp", "Carimbo de data/hora",
        &["Fecha de registro", "Recorded at"]),
    column(Field::Country, "country", "País", "Country", "País", &[]),
    column(Field::City, "city", "Ciudad", "City", "Cidade", &["Ciudad o localidad", "City or town"]),
    column(Field::Track, "track", "Tipo de registro", "Type of registration", "Tipo de registro",
        &["Tipo de entrada", "Type of entry"]),
    column(Field::Category, "category", "Categoría", "Category", "Categoria", &[]),
    column(Field::Organisation, "organisation", "Nombre de la organización", "Name of the organisation",
        "Nome da organização", &["Organización", "Organization", "Organization name"]),
    column(Field::OrganisationKind, "organisation_kind", "Tipo de organización", "Kind of organisation",
        "Tipo de organização", &["Type of organisation", "Type of organization", "Kind of organization"]),
    column(Field::Size, "size", "Tamaño", "Size", "Porte",
        &["Tamaño de la empresa", "Enterprise size", "Company size"]),
    column(Field::Sector, "sector", "Sector", "Sector", "Setor", &["Sector económico", "Line of business"]),
    column(Field::Title, "title", "Título", "Title", "Título", &["Título de la solución", "Nombre de la solución"]),
    column(Field::Summary, "summary", "Resumen", "Summary", "Resumo", &[]),
    column(Field::Problem, "problem", "Problema que atiende", "Problem it answers", "Problema que resolve",
        &["Problema", "Problem addressed", "Problem it addresses", "Problem solved"]),
    column(Field::Description, "description", "Descripción", "Description", "Descrição", &[]),
    column(Field::Stage, "stage", "Etapa", "Stage", "Etapa", &["Etapa de implementación", "Fase", "Phase"]),
    column(Field::Website, "website", "Sitio web", "Website", "Site", &["Página web", "Web", "Web site"]),
    column(Field::ContactEmail, "contact_email", "Correo de contacto", "Contact email", "E-mail de contato",
        &["Correo", "Correo electrónico", "Email", "E-mail", "Contact e-mail", "Email address"]),
    column(Field::ContactPhone, "contact_phone", "Teléfono", "Telephone", "Telefone",
        &["Phone", "Teléfono de contacto", "Contact telephone", "Phone number"]),
    column(Field::Language, "language", "Idioma", "Language", "Idioma", &[]),
    column(Field::SourceLanguage, "source_language", "Idioma de los textos", "Language of the texts",
        "Idioma dos textos", &["Idioma original", "Source language"]),
    column(Field::Sdgs, "sdgs", "ODS", "SDGs", "ODS",
        &["Objetivos de Desarrollo Sostenible", "Sustainable Development Goals"]),
    column(Field::PeopleReached, "people_reached", "Personas beneficiadas", "People reached", "Pessoas beneficiadas",
        &["Beneficiarios"]),
    column(Field::Jobs, "jobs", "Empleos", "Jobs", "Empregos", &["Empleos generados", "Jobs created"]),
    column(Field::WomenLed, "women_led", "Liderada por mujeres", "Led by women", "Liderada por mulheres",
        &["Women-led"]),
    column(Field::DataConsent, "data_consent", "Consentimiento de datos", "Data consent", "Consentimento de dados",
        &["Consent to data processing", "Consentimiento para el tratamiento de datos"]),
    column(Field::PublicationConsent, "publication_consent", "Consentimiento de publicación", "Publication consent",
        "Consentimento de publicação",
        &["Consent to publication"]),
];

/// Every heading folded once: a file may have hundreds of columns, each of them looked up under both separators.
static HEADINGS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let mut headings = HashMap::new();
    for column in &COLUMNS {
        for heading in [column.name, column.spanish, column.english, column.portuguese].iter().chain(column.others) {
            headings.insert(fold_words(heading), column.field);
        }
    }
    headings
});

impl Field {
    /// Without these columns it is no file of registrations; it is refused once instead of every row. What else an edition asks
    /// for is told beside the answer.
    pub(super) const REQUIRED: [Field; 7] = [
        Field::Country,
        Field::Track,
        Field::Category,
        Field::Organisation,
        Field::Title,
        Field::ContactEmail,
        Field::DataConsent,
    ];

    /// The field's name in the contract, such as `contact_email`; `row` for the row as a whole. It never changes.
    pub fn name(self) -> &'static str {
        self.column().map_or("row", |column| column.name)
    }

    /// What a form calls the field, in the language that is [`spoken`].
    pub fn heading(self, language: &str) -> &'static str {
        match (self.column(), spoken(language)) {
            (Some(column), Language::English) => column.english,
            (Some(column), Language::Spanish) => column.spanish,
            (Some(column), Language::Portuguese) => column.portuguese,
            (None, Language::English) => "Row",
            (None, Language::Spanish) => "Fila",
            (None, Language::Portuguese) => "Linha",
        }
    }

    /// The most characters the field may have once trimmed; the contract's limits, so that what passes here registers.
    pub fn limit(self) -> usize {
        match self {
            Field::Description => 20_000,
            Field::Problem => 5_000,
            Field::Summary => 2_000,
            Field::Website => 500,
            Field::ContactEmail => 254,
            Field::Sector | Field::City => 100,
            Field::ContactPhone => 40,
            _ => 200,
        }
    }

    /// The field under this heading, if it is one of ours, in any language or as its contract name.
    pub fn of_heading(heading: &str) -> Option<Field> {
        HEADINGS.get(&fold_words(heading)).copied()
    }

    /// All fields that have a column, in the order of the form.
    pub fn all() -> impl Iterator<Item = Field> {
        COLUMNS.iter().map(|column| column.field)
    }

    fn column(self) -> Option<&'static Column> {
        COLUMNS.iter().find(|column| column.field == self)
    }
}

/// The language in which somebody is answered who reads this one: English or Portuguese, of any region, and Spanish for
/// every other, which is the network's first.
pub fn spoken(language: &str) -> Language {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let speaks = |code: &str| primary.eq_ignore_ascii_case(code);
    match primary {
        _ if speaks("en") => Language::English,
        _ if speaks("pt") => Language::Portuguese,
        _ => Language::Spanish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_its_headings() {
        for field in Field::all() {
            for heading in [field.name(), field.heading("es"), field.heading("en"), field.heading("pt-BR")] {
                assert_eq!(Field::of_heading(heading), Some(field), "{heading}");
            }
        }
    }

    #[test]
    fn no_heading_means_two_fields() {
        let mut seen = HashMap::new();
        for column in &COLUMNS {
            for heading in [column.name, column.spanish, column.english, column.portuguese].iter().chain(column.others)
            {
                let earlier = seen.insert(fold_words(heading), column.field);
                assert!(earlier.is_none_or(|field| field == column.field), "{heading}");
            }
        }
    }

    #[test]
    fn headings_are_found_in_any_case_without_accents_and_with_odd_spaces() {
        assert_eq!(Field::of_heading("  NOMBRE  de la ORGANIZACION "), Some(Field::Organisation));
        assert_eq!(Field::of_heading("Observaciones"), None);
    }
}
