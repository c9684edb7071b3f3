//! The entries, and how they come in.

use std::time::{Duration, SystemTime};

use proto::{
    platform::v1::Role,
    registrations::v1::{
        AllowLateEntryRequest, Answer, Applicant, CreateRegistrationRequest, OrganisationKind, OrganisationSize,
        Registration, Stage, SubmitRegistrationRequest, Track, answer::Value, registration::State,
    },
};

use super::EDITION;
use crate::{
    demo::{
        cast::{COUNTRIES, Cast},
        registering::registrations,
    },
    problem::Problem,
};

/// Who registers what.
pub struct Entry {
    /// Where.
    pub country: &'static str,
    /// The identity of the applicant.
    pub subject: &'static str,
    organisation: &'static str,
    track: Track,
    category: &'static str,
    /// What it is found by again.
    pub title: &'static str,
    summary: &'static str,
    description: &'static str,
    /// The language it is written in.
    language: &'static str,
    /// Answers to what no field is for, by question.
    answers: &'static [(&'static str, &'static str)],
}

/// Says too little at first.
pub const UNCLEAR: Entry = Entry {
    country: "cr",
    subject: "applicant:heat",
    organisation: "Constructora Brisa",
    track: Track::Solution,
    category: "safety",
    title: "Alerta de calor para cuadrillas",
    summary: "Avisa a tiempo.",
    description: "Un termómetro en la obra avisa por mensaje cuándo toca pausa, sombra y agua.",
    language: "es",
    answers: &[("cost", "90"), ("evidence", "Tres obras desde hace dos años, sin un solo golpe de calor.")],
};

/// What goes on, of two that are the same.
pub const SURVIVOR: Entry = Entry {
    country: "gt",
    subject: "applicant:orders",
    organisation: "Tejidos Amanecer, S.A.",
    track: Track::Solution,
    category: "trade",
    title: "Pedidos por mensajes de texto",
    summary: "La tienda pide sin internet y recibe al día siguiente.",
    description: "Cada tienda manda un mensaje con claves cortas; la ruta de la mañana sale ya ordenada y lleva lo pedido.",
    language: "es",
    answers: &[("days", "5")],
};

/// The same once more, by somebody else of the house.
pub const DUPLICATE: Entry = Entry {
    subject: "applicant:orders-again",
    organisation: "Tejidos Amanecer",
    title: "Pedidos por mensaje de texto",
    answers: &[],
    ..SURVIVOR
};

/// A story.
pub const STORY: Entry = Entry {
    country: "mx",
    subject: "applicant:bakery",
    organisation: "Panadería La Espiga",
    track: Track::Story,
    category: "trade",
    title: "La panadería que aprendió a repartir",
    summary: "Cuando nadie podía salir, el pan salió.",
    description: "Cuatro panaderías del barrio juntaron sus repartos y hoy venden más que antes.",
    language: "es",
    answers: &[
        ("business", "Pan de horno para tres colonias."),
        ("tools", "Un grupo de mensajes y dos bicicletas."),
        ("before", "Se vendía en el mostrador, y nada más."),
        ("after", "La mitad se vende por encargo."),
        ("lesson", "Repartir juntos cuesta menos que repartir solo."),
    ],
};

/// Written in English.
pub const ENGLISH: Entry = Entry {
    country: "bz",
    subject: "applicant:cold",
    organisation: "Reef Fishers Cooperative",
    track: Track::Solution,
    category: "trade",
    title: "Shared cold boxes for fishers",
    summary: "Fishers of one pier share a cold box and sell in the morning, at a better price.",
    description: "A box with a solar panel stands on the pier; whoever uses it pays by the day and sells when prices are good.",
    language: "en",
    answers: &[("cost", "450")],
};

/// Comes when the country takes none any more.
pub const LATE: Entry = Entry {
    country: "bo",
    subject: "applicant:late",
    organisation: "Cooperativa Altura",
    track: Track::Solution,
    category: "trade",
    title: "Cobro con código impreso",
    summary: "Un código en papel cobra sin aparato.",
    description: "Cada puesto tiene un código impreso; quien compra lo lee con su teléfono y paga sin efectivo.",
    language: "es",
    answers: &[],
};

/// Takes the consent to the publication back.
pub const WITHDRAWN: Entry = Entry {
    country: "ni",
    subject: "applicant:gloves",
    organisation: "Taller El Roble",
    track: Track::Solution,
    category: "safety",
    title: "Guantes que se prestan",
    summary: "Una caja de guantes por cuadra, para todos los talleres.",
    description: "Los talleres de la cuadra compran guantes juntos y los prestan por turnos; se lavan y se revisan cada viernes.",
    language: "es",
    answers: &[],
};

/// All of them, in the order in which they come.
pub const ENTRIES: [Entry; 7] = [UNCLEAR, SURVIVOR, DUPLICATE, STORY, ENGLISH, LATE, WITHDRAWN];

impl Entry {
    /// As it stands, if it was made before.
    pub async fn find(&self, cast: &Cast) -> Result<Option<Registration>, Problem> {
        let all = registrations(cast, self.country, EDITION).await?;
        Ok(all.into_iter().find(|registration| registration.title == self.title))
    }

    /// As it stands.
    pub async fn expect(&self, cast: &Cast) -> Result<Registration, Problem> {
        self.find(cast).await?.ok_or_else(|| Problem::Said(format!("there is no entry {}", self.title)))
    }

    /// Its applicant.
    pub fn applicant(&self, cast: &Cast) -> Result<platform::clients::Caller, Problem> {
        cast.person(self.subject, Role::Applicant, self.country)
    }

    /// As a draft, or as what became of that.
    pub async fn begin(&self, cast: &Cast) -> Result<Registration, Problem> {
        if let Some(there) = self.find(cast).await? {
            return Ok(there);
        }
        let (parent, registration) = (format!("countries/{}", self.country), Some(self.registration()));
        let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
        let made = self.applicant(cast)?.registrations.create_registration(request).await;
        let made = made.map_err(|status| self.failed("beginning", &status))?.into_inner();
        made.registration.ok_or_else(|| Problem::Said(format!("there is no entry {}", self.title)))
    }

    /// Begins it and hands it in; 0 where that was done before.
    pub async fn register(&self, cast: &Cast) -> Result<usize, Problem> {
        let there = self.begin(cast).await?;
        if there.state() != State::Draft {
            return Ok(0);
        }
        let mut client = self.applicant(cast)?.registrations;
        let request = SubmitRegistrationRequest { name: there.name.clone(), ..Default::default() };
        match client.submit_registration(request.clone()).await {
            Ok(_) => return Ok(1),
            Err(late) if self.country == LATE.country => {
                tracing::debug!(%late, "the country takes none any more");
                self.allow(cast, &there.name).await?;
            }
            Err(status) => return Err(self.failed("handing in", &status)),
        }
        client.submit_registration(request).await.map_err(|status| self.failed("handing in late", &status))?;
        Ok(1)
    }

    /// The office lets it be late.
    async fn allow(&self, cast: &Cast, name: &str) -> Result<(), Problem> {
        const LONGER: Duration = Duration::from_secs(30 * 24 * 3600);
        let request = AllowLateEntryRequest {
            name: name.into(),
            until: Some((SystemTime::now() + LONGER).into()),
            reason: "La red estuvo caída en toda la provincia la última semana.".into(),
            ..Default::default()
        };
        let allowed = cast.office(self.country)?.registrations.allow_late_entry(request).await;
        allowed.map(drop).map_err(|status| self.failed("allowing it to be late", &status))
    }

    fn failed(&self, doing: &str, status: &tonic::Status) -> Problem {
        Problem::call(format!("{doing}, {}", self.title), status)
    }

    fn registration(&self) -> Registration {
        let (_, mailbox) = self.subject.split_once(':').unwrap_or_default();
        let city = COUNTRIES.iter().find(|(code, ..)| *code == self.country).map_or("", |(_, name, ..)| name);
        let applicant = Applicant {
            organisation: self.organisation.into(),
            organisation_kind: OrganisationKind::Company.into(),
            size: OrganisationSize::Micro.into(),
            city: city.into(),
            contact_email: format!("{mailbox}@entries.example.org"),
            language: self.language.into(),
            ..Applicant::default()
        };
        Registration {
            edition: format!("editions/{EDITION}"),
            track: self.track.into(),
            category: self.category.into(),
            title: self.title.into(),
            summary: self.summary.into(),
            description: self.description.into(),
            stage: Stage::Implemented.into(),
            data_consent: true,
            publication_consent: true,
            source_language: self.language.into(),
            applicant: Some(applicant),
            answers: self.answers.iter().map(answer).collect(),
            ..Registration::default()
        }
    }
}

/// An answer: to a number where it reads as one.
fn answer((question, said): &(&str, &str)) -> Answer {
    let value = said.parse().map_or_else(|_| Value::Text((*said).into()), Value::Number);
    Answer { question: (*question).into(), value: Some(value) }
}
