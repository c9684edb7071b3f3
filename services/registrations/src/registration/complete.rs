//! What a registration needs before it can be submitted; all faults at once.

use platform::error::{Text, Violation};
use proto::registrations::v1::{Edition, Registration, Stage, Track};

/// The faults of a registration, measured by its edition. Empty: it can be submitted.
pub fn faults(registration: &Registration, edition: &Edition) -> Vec<Violation> {
    let nobody = Default::default();
    let applicant = registration.applicant.as_ref().unwrap_or(&nobody);
    let mut faults = Vec::new();
    let mut need = |fine: bool, field: &str, english: &str, spanish: &str| {
        if !fine {
            let text = Text::new(english, spanish);
            faults.push(Violation { field: format!("registration.{field}"), text });
        }
    };
    let track = registration.track();
    let offered = track != Track::Unspecified && edition.tracks.contains(&registration.track);
    need(offered, "track", "choose a track that the edition takes", "elija un tipo que la edición reciba");
    let known = edition.categories.iter().any(|category| category.id == registration.category);
    need(known, "category", "choose a category of the edition", "elija una categoría de la edición");
    let written = |text: &str| !text.trim().is_empty();
    need(
        written(&applicant.organisation),
        "applicant.organisation",
        "give the organisation's name",
        "indique el nombre de la organización",
    );
    need(
        written(&applicant.contact_email),
        "applicant.contact_email",
        "give an e-mail address to write to",
        "indique un correo de contacto",
    );
    need(written(&registration.title), "title", "give it a title", "indique el título");
    need(written(&registration.description), "description", "describe how it works", "describa cómo funciona");
    let working = matches!(registration.stage(), Stage::Implemented | Stage::Advanced);
    need(
        working,
        "stage",
        "only what is already implemented can be registered",
        "solo se puede registrar lo que ya está implementado",
    );
    need(
        registration.data_consent,
        "data_consent",
        "the data can be processed only with the applicant's consent",
        "los datos solo se pueden tratar con el consentimiento de quien registra",
    );
    faults
}
