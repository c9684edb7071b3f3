//! The closed lists of a registration and how forms word them, in Spanish, English and Portuguese.

use super::fold::fold_words;
use super::problem::Problem;

/// What is registered: a solution that others may adopt, or a story of how a business transformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Track {
    /// An innovation already at work.
    Solution,
    /// A story of transformation.
    Story,
}

/// What kind of organisation registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// An established company, cooperatives included.
    Company,
    /// A new venture: what Spanish forms call "emprendimiento".
    Venture,
    /// Part of the public sector.
    PublicSector,
    /// A university, school or research centre.
    Academia,
    /// A non-governmental organisation.
    Ngo,
}

/// Size of the enterprise, as the country's law on MSMEs counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// Micro enterprise.
    Micro,
    /// Small enterprise.
    Small,
    /// Medium-sized enterprise.
    Medium,
}

/// How far the solution is in use. Which of them may register, the edition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Not tried yet.
    Idea,
    /// Tried, and not in use yet.
    Prototype,
    /// In use.
    Implemented,
    /// In an advanced phase of being put to use.
    Advanced,
}

impl Track {
    /// The name it has in the contract and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Track::Solution => "solution",
            Track::Story => "story",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match fold_words(text).as_str() {
            "innovadora solucion"
            | "solucion"
            | "innovative solution"
            | "solution"
            | "inovadora solucao"
            | "solucao" => Ok(Track::Solution),
            "historia transformacion" | "historia" | "story transformation" | "story" | "historia transformacao" => {
                Ok(Track::Story)
            }
            _ => Err(Problem::UnknownTrack),
        }
    }
}

impl OrganisationKind {
    /// The name it has in the contract and in tables.
    pub fn name(self) -> &'static str {
        match self {
            OrganisationKind::Company => "company",
            OrganisationKind::Venture => "venture",
            OrganisationKind::PublicSector => "public_sector",
            OrganisationKind::Academia => "academia",
            OrganisationKind::Ngo => "ngo",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match fold_words(text).as_str() {
            "empresa" | "company" | "enterprise" | "busine" => Ok(OrganisationKind::Company),
            "emprendimiento" | "venture" | "startup" | "entrepreneurship" | "empreendimento" => {
                Ok(OrganisationKind::Venture)
            }
            "publico sector" | "public sector" | "publico setor" => Ok(OrganisationKind::PublicSector),
            "academia" | "universidad" | "university" | "universidade" => Ok(OrganisationKind::Academia),
            "ong"
            | "ngo"
            | "gubernamental no organizacion"
            | "governmental non organisation"
            | "governamental nao organizacao" => Ok(OrganisationKind::Ngo),
            _ => Err(Problem::UnknownOrganisationKind),
        }
    }
}

impl Size {
    /// The name it has in the contract and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Size::Micro => "micro",
            Size::Small => "small",
            Size::Medium => "medium",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match fold_words(text).as_str() {
            "micro" | "microempresa" | "empresa micro" => Ok(Size::Micro),
            "pequena" | "small" | "empresa pequena" => Ok(Size::Small),
            "mediana" | "medium" | "medium sized" | "empresa mediana" | "media" | "empresa media" => Ok(Size::Medium),
            _ => Err(Problem::UnknownSize),
        }
    }
}

impl Stage {
    /// The name it has in the contract and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Idea => "idea",
            Stage::Prototype => "prototype",
            Stage::Implemented => "implemented",
            Stage::Advanced => "advanced",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match fold_words(text).as_str() {
            "implementada" | "implementado" | "implemented" => Ok(Stage::Implemented),
            "avanzada fase" | "avanzada" | "advanced" | "advanced phase" | "advanced stage" | "avancada fase"
            | "avancada" => Ok(Stage::Advanced),
            "idea" | "ideia" | "fase idea" | "fase ideia" | "idea stage" => Ok(Stage::Idea),
            "prototipo" | "prototype" | "piloto" | "pilot" => Ok(Stage::Prototype),
            _ => Err(Problem::UnknownStage),
        }
    }
}

/// The code of a language: of one of the platform's by its name in any of them, of any other as the code that it is.
pub(super) fn language(text: &str) -> Result<String, Problem> {
    let folded = fold_words(text);
    let code = match folded.as_str() {
        "es" | "spa" | "esp" | "espanol" | "castellano" | "spanish" | "espanhol" => "es",
        "en" | "eng" | "ing" | "ingle" | "english" => "en",
        "pt" | "por" | "portugue" | "portuguese" => "pt",
        other => other,
    };
    let is_code = matches!(code.len(), 2..=3) && code.bytes().all(|letter| letter.is_ascii_lowercase());
    if is_code { Ok(code.to_owned()) } else { Err(Problem::UnknownLanguage) }
}

/// Yes or no; consent is never read out of any other word.
pub(super) fn yes_or_no(text: &str) -> Result<bool, Problem> {
    match fold_words(text).as_str() {
        "si" | "yes" | "true" | "verdadero" | "sim" => Ok(true),
        "no" | "false" | "falso" | "nao" => Ok(false),
        _ => Err(Problem::NotYesOrNo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_in_every_language_in_any_case() {
        assert_eq!(Track::parse("SOLUCION INNOVADORA "), Ok(Track::Solution));
        assert_eq!(Track::parse("Story of transformation"), Ok(Track::Story));
        assert_eq!(Track::parse("História de transformação"), Ok(Track::Story));
        assert_eq!(Size::parse("pequeñas"), Ok(Size::Small));
        assert_eq!(Size::parse("Média"), Ok(Size::Medium));
        assert_eq!(Stage::parse("Fase avançada"), Ok(Stage::Advanced));
        assert_eq!(OrganisationKind::parse("Setor público"), Ok(OrganisationKind::PublicSector));
        assert_eq!(OrganisationKind::parse("sector publico"), Ok(OrganisationKind::PublicSector));
        assert_eq!(OrganisationKind::parse("Non-governmental organisation"), Ok(OrganisationKind::Ngo));
        assert_eq!(OrganisationKind::parse("Business"), Ok(OrganisationKind::Company));
        assert_eq!(language("Inglés").as_deref(), Ok("en"));
        assert_eq!(language("português").as_deref(), Ok("pt"));
        assert_eq!((language("SPA").as_deref(), language("ht").as_deref()), (Ok("es"), Ok("ht")));
        assert_eq!(yes_or_no("SÍ"), Ok(true));
        assert_eq!(yes_or_no("maybe"), Err(Problem::NotYesOrNo));
    }

    #[test]
    fn every_stage_of_the_contract_is_read_and_no_other() {
        assert_eq!(Stage::parse("Fase avanzada"), Ok(Stage::Advanced));
        assert_eq!(Stage::parse("Prototipo"), Ok(Stage::Prototype));
        assert_eq!(Stage::parse("Ideia"), Ok(Stage::Idea));
        assert_eq!(Stage::parse("casi"), Err(Problem::UnknownStage));
    }

    #[test]
    fn every_name_reads_back_as_itself() {
        use OrganisationKind::{Academia, Company, Ngo, PublicSector, Venture};
        for kind in [Company, Venture, PublicSector, Academia, Ngo] {
            assert_eq!(OrganisationKind::parse(kind.name()), Ok(kind));
        }
        for stage in [Stage::Idea, Stage::Prototype, Stage::Implemented, Stage::Advanced] {
            assert_eq!(Stage::parse(stage.name()), Ok(stage));
        }
        for size in [Size::Micro, Size::Small, Size::Medium] {
            assert_eq!(Size::parse(size.name()), Ok(size));
        }
        for track in [Track::Solution, Track::Story] {
            assert_eq!(Track::parse(track.name()), Ok(track));
        }
    }
}
