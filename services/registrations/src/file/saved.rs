//! Under which name a file is saved: what whoever sent it calls it, with the ending of what it is.

use super::kind::endings;

/// The name. A browser and whoever opens the file go by its ending, which is not for its sender to choose.
pub fn name(display_name: &str, media_type: &str) -> String {
    let name: String = display_name.chars().filter(|sign| !hides(*sign)).collect();
    let endings = endings(media_type);
    let own = name.rsplit_once('.').map(|(_, ending)| ending);
    let is_right = |own: &str| endings.iter().any(|ending| ending.eq_ignore_ascii_case(own));
    match endings.first() {
        Some(ending) if !own.is_some_and(is_right) => format!("{name}.{ending}"),
        _ => name,
    }
}

/// Whether a sign is not seen, or turns the order of others round, so that an ending looks like another.
fn hides(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_what_it_is() {
        for (called, media_type, saved) in [
            ("Evidencia año 1.pdf", "application/pdf", "Evidencia año 1.pdf"),
            ("FOTO.JPEG", "image/jpeg", "FOTO.JPEG"),
            ("x.html", "image/png", "x.html.png"),
            ("balance", "application/pdf", "balance.pdf"),
            ("versión 1.2", "video/mp4", "versión 1.2.mp4"),
            ("informe.doc", "application/vnd.oasis.opendocument.text", "informe.doc.odt"),
            ("foto\u{202e}gpj.exe", "image/jpeg", "fotogpj.exe.jpg"),
        ] {
            assert_eq!(name(called, media_type), saved);
        }
    }
}
