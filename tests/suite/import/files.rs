//! Files as offices save them.

/// The headings of a Spanish form.
pub const SPANISH: [&str; 14] = [
    "País",
    "Tipo de registro",
    "Categoría",
    "Nombre de la organización",
    "Tipo de organización",
    "Título",
    "Resumen",
    "Descripción",
    "Etapa",
    "Correo de contacto",
    "Idioma",
    "Consentimiento de datos",
    "Consentimiento de publicación",
    "Teléfono",
];
/// The headings of an English form.
pub const ENGLISH: [&str; 14] = [
    "Country",
    "Type of registration",
    "Category",
    "Name of the organisation",
    "Kind of organisation",
    "Title",
    "Summary",
    "Description",
    "Stage",
    "Contact email",
    "Language",
    "Data consent",
    "Publication consent",
    "Telephone",
];

/// A row that holds, of this title; described as told.
pub fn row(title: &str, description: &str) -> Vec<String> {
    let cells = [
        "do",
        "Solución innovadora",
        "Logística",
        "Taller Ñandú",
        "Empresa",
        title,
        "Una ruta",
        description,
        "Implementada",
        "ana@taller.example.org",
        "Español",
        "Sí",
        "No",
        "+1 809 555 0100",
    ];
    cells.map(str::to_owned).to_vec()
}

/// A whole file of these rows.
pub fn table(header: &[&str], rows: &[Vec<String>], separator: &str) -> String {
    let lines = std::iter::once(header.join(separator)).chain(rows.iter().map(|row| row.join(separator)));
    lines.map(|line| format!("{line}\r\n")).collect()
}

/// The same with Spanish headings and semicolons.
pub fn spanish(rows: &[Vec<String>]) -> Vec<u8> {
    table(&SPANISH, rows, ";").into_bytes()
}
