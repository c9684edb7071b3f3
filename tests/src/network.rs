//! A running platform with two countries and an open edition in it, and the people who call it.

use std::collections::HashMap;

use platform::{
    clients::{Caller, Clients},
    config::Config,
};
use proto::{
    partners::v1::{AdmitCountryRequest, Country},
    registrations::v1::{
        Applicant, Calendar, Category, CreateEditionRequest, CreateRegistrationRequest, Criterion, Edition,
        OrganisationKind, OrganisationSize, Registration, Stage, Track,
    },
};
use tonic::transport::{Channel, Endpoint};

use crate::{
    data::Data,
    issuer::{Issuer, claims},
    platform::{Failure, Ground, SERVICES, Serving},
    servers::{self, RabbitMq},
};

/// The edition that is open.
pub const EDITION: &str = "editions/open";

/// The processes with all services, and what stands around them.
pub struct Network {
    /// Who signs its tokens.
    pub issuer: Issuer,
    /// Its databases.
    pub data: Data,
    /// What it stands on.
    pub ground: Ground,
    /// The processes: one, or one a service.
    pub serving: Vec<Serving>,
    clients: Clients,
    _folder: tempfile::TempDir,
}

impl Network {
    /// On SQLite files and in-process events.
    pub async fn embedded() -> Result<Self, Failure> {
        Self::embedded_with(&[]).await
    }

    /// The same with some settings, by the names of their variables.
    pub async fn embedded_with(settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let mut ground = Ground::embedded()?;
        let url = format!("sqlite://{}/{{service}}.sqlite", folder.path().display());
        ground.set("ACELERACION__DATABASE__URL", &url);
        let data = Data::Sqlite(folder.path().to_owned());
        Self::start(ground, data, folder, settings, &[&[]]).await
    }

    /// On real servers, in databases and a host of this name.
    pub async fn real(name: &str) -> Result<Self, Failure> {
        Self::real_with(name, &[]).await
    }

    /// The same with some settings.
    pub async fn real_with(name: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let ground = Ground::real(name).await?;
        Self::start(ground, Data::Postgres(name.into()), tempfile::tempdir()?, settings, &[&[]]).await
    }

    /// The same, with a process for each service, and with some settings.
    pub async fn apart(name: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let ground = Ground::real(name).await?;
        let each = SERVICES.map(|service| [service]);
        let each = each.each_ref().map(|service| service.as_slice());
        Self::start(ground, Data::Postgres(name.into()), tempfile::tempdir()?, settings, &each).await
    }

    /// The same, on a broker of the test's own.
    pub async fn apart_on(rabbitmq: &RabbitMq, name: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let ground = Ground::on(servers::shared().postgres().await?, rabbitmq, name).await?;
        let each = SERVICES.map(|service| [service]);
        let each = each.each_ref().map(|service| service.as_slice());
        Self::start(ground, Data::Postgres(name.into()), tempfile::tempdir()?, settings, &each).await
    }

    async fn start(
        mut ground: Ground,
        data: Data,
        folder: tempfile::TempDir,
        settings: &[(&str, &str)],
        processes: &[&[&str]],
    ) -> Result<Self, Failure> {
        let issuer = Issuer::new()?;
        ground.set("ACELERACION__IDENTITY__TRIAL_KEY_FILE", &issuer.key_file().display().to_string());
        for (name, value) in settings {
            ground.set(name, value);
        }
        let mut serving = Vec::new();
        let mut found = HashMap::new();
        for services in processes {
            let process = ground.serve(services).await?;
            for service in if services.is_empty() { &SERVICES } else { *services } {
                // Commands on this ground find the services there, and so do our clients.
                let name = format!("ACELERACION__CLIENTS__{}", service.to_uppercase());
                ground.set(&name, &process.url);
                found.insert(name, process.url.clone());
            }
            serving.push(process);
        }
        let config = Config::load_from(None, found)?;
        let clients = Clients::from_config(&config, config.server.listen)?;
        let network = Self { issuer, data, ground, serving, clients, _folder: folder };
        network.admit("do", "es").await?;
        network.admit("cr", "es").await?;
        network.open_edition().await?;
        Ok(network)
    }

    /// Somebody with one role in one country, or in `network`.
    pub fn caller(&self, subject: &str, role: &str, country: &str, language: &str) -> Result<Caller, Failure> {
        Ok(self.clients.caller(&self.issuer.token(subject, role, country)?, language)?)
    }

    /// Somebody who waits so many seconds for a call of one answer.
    pub fn impatient(&self, subject: &str, role: &str, country: &str, seconds: u64) -> Result<Caller, Failure> {
        let places = SERVICES.map(|service| (format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), self.url()));
        let mut variables: HashMap<String, String> = places.map(|(name, url)| (name, url.to_owned())).into();
        variables.insert("ACELERACION__SERVER__REQUEST_TIMEOUT_SECONDS".into(), seconds.to_string());
        let config = Config::load_from(None, variables)?;
        let clients = Clients::from_config(&config, config.server.listen)?;
        Ok(clients.caller(&self.issuer.token(subject, role, country)?, "en")?)
    }

    /// Somebody whose token says who they are, and nothing of what they may do.
    pub fn person(&self, subject: &str) -> Result<Caller, Failure> {
        let mut claims = claims(subject, "", "");
        claims["roles"] = serde_json::json!([]);
        self.bearer(&self.issuer.sign(&claims)?)
    }

    /// Whoever sends this token or this key.
    pub fn bearer(&self, bearer: &str) -> Result<Caller, Failure> {
        Ok(self.clients.caller(bearer, "en")?)
    }

    /// The admin of a country's office.
    pub fn office(&self, country: &str) -> Result<Caller, Failure> {
        self.caller(&format!("office:{country}"), "office_admin", country, "en")
    }

    /// The admin of the network.
    pub fn region(&self) -> Result<Caller, Failure> {
        self.caller("region", "regional_admin", "network", "en")
    }

    /// Where the first process answers; where there is one, everything.
    pub fn url(&self) -> &str {
        self.serving.first().map_or("", |process| &process.url)
    }

    /// Which of the processes a service is, where each is one.
    pub fn position(&self, service: &str) -> Result<usize, Failure> {
        let found = SERVICES.iter().position(|name| *name == service);
        found.filter(|_| self.serving.len() == SERVICES.len()).ok_or_else(|| "it has no process of its own".into())
    }

    /// A bare connection.
    pub async fn channel(&self) -> Result<Channel, Failure> {
        Ok(Endpoint::try_from(self.url().to_owned())?.tcp_nodelay(true).connect().await?)
    }

    /// A draft in a country, made by its office.
    pub async fn draft(&self, country: &str, registration: Registration) -> Result<Registration, Failure> {
        let request = CreateRegistrationRequest {
            parent: format!("countries/{country}"),
            registration: Some(registration),
            ..CreateRegistrationRequest::default()
        };
        let answer = self.office(country)?.registrations.create_registration(request).await?.into_inner();
        Ok(answer.registration.ok_or("no registration")?)
    }

    /// Admits a country.
    pub async fn admit(&self, code: &str, language: &str) -> Result<(), Failure> {
        let country = Country {
            display_names: words(&format!("País {code}")),
            languages: vec!["es".into(), "en".into()],
            default_language: language.into(),
            time_zone: "America/Santo_Domingo".into(),
            office_email: format!("oficina@{code}.example.org"),
            ..Country::default()
        };
        let request = AdmitCountryRequest { country_id: code.into(), country: Some(country), ..Default::default() };
        self.region()?.partners.admit_country(request).await?;
        Ok(())
    }

    async fn open_edition(&self) -> Result<(), Failure> {
        let request =
            CreateEditionRequest { edition_id: "open".into(), edition: Some(edition()), ..Default::default() };
        self.region()?.registrations.create_edition(request).await?;
        Ok(())
    }
}

/// An edition that takes registrations for the next decades.
pub fn edition() -> Edition {
    let moment = |seconds: i64| Some(prost_types::Timestamp { seconds, nanos: 0 });
    Edition {
        title: words("Abierta"),
        question: words("¿Qué funciona?"),
        categories: vec![Category { id: "logistics".into(), titles: words("Logística") }],
        tracks: vec![Track::Solution.into(), Track::Story.into()],
        calendar: Some(Calendar { opens: moment(1_593_561_600), closes: moment(4_102_444_800) }),
        criteria: vec![Criterion { id: "in-use".into(), titles: words("En uso"), weight: 1.0, max_score: 5 }],
        countries: vec!["countries/do".into(), "countries/cr".into()],
        reviews_per_case: 2,
        accept_bar: 0.6,
        ..Edition::default()
    }
}

/// A registration that can be submitted.
pub fn registration(title: &str) -> Registration {
    Registration {
        edition: EDITION.into(),
        track: Track::Solution.into(),
        category: "logistics".into(),
        title: title.into(),
        summary: "Una ruta compartida".into(),
        description: "Diez talleres comparten un camión".into(),
        stage: Stage::Implemented.into(),
        data_consent: true,
        applicant: Some(Applicant {
            organisation: "Taller Ana".into(),
            organisation_kind: OrganisationKind::Company.into(),
            size: OrganisationSize::Micro.into(),
            contact_email: "ana@taller.example.org".into(),
            language: "es".into(),
            ..Applicant::default()
        }),
        ..Registration::default()
    }
}

/// One text in Spanish.
pub fn words(text: &str) -> HashMap<String, String> {
    HashMap::from([("es".to_owned(), text.to_owned())])
}
