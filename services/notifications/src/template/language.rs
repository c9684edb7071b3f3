//! The languages that letters are written in.

/// The languages that letters are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The network's first language, and the last resort.
    Spanish,
    /// English.
    English,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// The first of these codes that letters are written in; Spanish where there is none.
    pub fn first_of(codes: &[&str]) -> Self {
        codes.iter().find_map(|code| Self::of(code)).unwrap_or(Language::Spanish)
    }

    /// That of this code; nothing where letters are written in no such language.
    pub fn of(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        match language.as_str() {
            "es" => Some(Language::Spanish),
            "en" => Some(Language::English),
            "pt" => Some(Language::Portuguese),
            _ => None,
        }
    }

    /// Its ISO 639 code.
    pub fn code(self) -> &'static str {
        match self {
            Language::Spanish => "es",
            Language::English => "en",
            Language::Portuguese => "pt",
        }
    }
}
