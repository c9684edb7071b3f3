//! What is measured: private servers with the settings of production, and the platform on them.

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
    config::Config,
    names::NETWORK,
};
use proto::{
    partners::v1::{AdmitCountryRequest, Country},
    platform::v1::Role,
    registrations::v1::{Calendar, Category, CreateEditionRequest, Criterion, Edition, Track},
};
use sea_orm::DatabaseConnection;
use tests::{
    platform::{Failure, Ground, Serving},
    servers::{self, Postgres, RabbitMq},
};

/// The country that everything happens in; others have rows in the same tables.
pub const COUNTRY: &str = "do";
/// The countries that have rows.
pub const COUNTRIES: [&str; 9] = ["ar", "bo", "bz", "co", "cr", "do", "gt", "mx", "ni"];
/// The edition of all of them.
pub const EDITION: &str = "2020";
/// Its one category.
pub const CATEGORY: &str = "logistics";

/// Durable commits, as in production, and their times kept: from commit to commit is what a delay is measured by.
const SETTINGS: [(&str, &str); 6] = [
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("full_page_writes", "on"),
    ("track_commit_timestamp", "on"),
    ("shared_buffers", "512MB"),
    ("max_wal_size", "4GB"),
];

/// Limits beyond all that is measured: rates are to be those of the platform, and not of its limits.
const UNLIMITED: [(&str, &str); 3] = [
    ("ACELERACION__LIMITS__CALLER_RATE", "1000000"),
    ("ACELERACION__LIMITS__COUNTRY_RATE", "1000000"),
    ("ACELERACION__LIMITS__COUNTRY_IMPORT_RATE", "1000000"),
];

/// The servers.
pub struct World {
    pub postgres: Postgres,
    pub rabbitmq: RabbitMq,
}

/// The platform on databases of its own: some services serve, each a process.
pub struct Platform {
    name: String,
    pub ground: Ground,
    config: Config,
    /// They end with this value.
    processes: Vec<Serving>,
}

/// The clients of a platform.
pub struct Callers(Config);

impl World {
    pub async fn start() -> Result<Self, Failure> {
        eprintln!("starting PostgreSQL and RabbitMQ");
        let postgres = Postgres::start_with(&SETTINGS).await?;
        let rabbitmq = RabbitMq::start().await?;
        Ok(Self { postgres, rabbitmq })
    }

    /// Migrates databases of its own and starts `services`, each a process.
    pub async fn platform(&self, name: &str, services: &[&'static str]) -> Result<Platform, Failure> {
        self.platform_with(name, services, &UNLIMITED).await
    }

    /// The same with the limits that the platform has by itself.
    pub async fn limited_platform(&self, name: &str, services: &[&'static str]) -> Result<Platform, Failure> {
        self.platform_with(name, services, &[]).await
    }

    async fn platform_with(
        &self,
        name: &str,
        services: &[&'static str],
        settings: &[(&str, &str)],
    ) -> Result<Platform, Failure> {
        eprintln!("{name}: starting {}", services.join(", "));
        let mut ground = Ground::on(&self.postgres, &self.rabbitmq, name).await?;
        for (setting, value) in settings {
            ground.set(setting, value);
        }
        ground.set("ACELERACION__IDENTITY__TOKEN_MINUTES", "1440");
        let mut processes = Vec::new();
        for service in services {
            let serving = ground.serve(&[service]).await?;
            ground.set(&format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), &serving.url);
            processes.push(serving);
        }
        let config = ground.config()?;
        Ok(Platform { name: name.into(), ground, config, processes })
    }

    /// A session of the administrator in the database of one service.
    pub async fn look(&self, platform: &Platform, service: &str) -> Result<DatabaseConnection, Failure> {
        Ok(self.postgres.connect(servers::Role::Administrator, &platform.database(service)).await?)
    }
}

impl Callers {
    /// Clients of the office of a country.
    pub fn office_of(&self, country: &str) -> Result<Caller, Failure> {
        self.caller(Role::OfficeAdmin, country)
    }

    fn caller(&self, role: Role, country: &str) -> Result<Caller, Failure> {
        let held = Held { role, country: country.into() };
        let token = TrialIssuer::from_config(&self.0)?.token(&format!("{role:?}:{country}"), &[held])?;
        Ok(Clients::from_config(&self.0, self.0.server.listen)?.caller(&token, "en")?)
    }
}

impl Platform {
    /// The database of one service.
    pub fn database(&self, service: &str) -> String {
        format!("{}_{service}", self.name)
    }

    /// The id of the first process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.processes.first()?.process.id()
    }

    /// Clients of the office of the country; each call makes connections of its own.
    pub fn office(&self) -> Result<Caller, Failure> {
        self.callers().office_of(COUNTRY)
    }

    /// Whoever calls this platform, also from another thread.
    pub fn callers(&self) -> Callers {
        Callers(self.config.clone())
    }

    /// Clients of the network's admin.
    pub fn region(&self) -> Result<Caller, Failure> {
        self.caller(Role::RegionalAdmin, NETWORK)
    }

    /// Clients of an applicant in the country.
    pub fn applicant(&self) -> Result<Caller, Failure> {
        self.caller(Role::Applicant, COUNTRY)
    }

    fn caller(&self, role: Role, country: &str) -> Result<Caller, Failure> {
        self.callers().caller(role, country)
    }

    /// Opens an edition that takes registrations now and for some days.
    pub async fn open_edition(&self) -> Result<(), Failure> {
        let words = |text: &str| [("en".to_owned(), text.to_owned())].into();
        let days = |days: i64| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let seconds = i64::try_from(now.as_secs()).unwrap_or_default() + days * 86_400;
            Some(prost_types::Timestamp { seconds, nanos: 0 })
        };
        let edition = Edition {
            title: words("An edition"),
            question: words("Which solutions already work?"),
            categories: vec![Category { id: CATEGORY.into(), titles: words("Logistics") }],
            tracks: vec![Track::Solution.into(), Track::Story.into()],
            calendar: Some(Calendar { opens: days(-1), closes: days(30) }),
            criteria: vec![Criterion { id: "in-use".into(), titles: words("In use"), weight: 1.0, max_score: 5 }],
            countries: COUNTRIES.iter().map(|code| format!("countries/{code}")).collect(),
            reviews_per_case: 2,
            accept_bar: 0.6,
            ..Default::default()
        };
        let request = CreateEditionRequest { edition_id: EDITION.into(), edition: Some(edition), ..Default::default() };
        self.caller(Role::RegionalAdmin, NETWORK)?.registrations.create_edition(request).await?;
        Ok(())
    }

    /// Admits the country, so that its office can be told of what comes in.
    pub async fn admit_country(&self) -> Result<(), Failure> {
        self.admit(COUNTRY).await
    }

    /// Admits any country.
    pub async fn admit(&self, code: &str) -> Result<(), Failure> {
        let country = Country {
            display_names: [("es".to_owned(), "República Dominicana".to_owned())].into(),
            languages: vec!["es".into()],
            default_language: "es".into(),
            time_zone: "America/Santo_Domingo".into(),
            office_email: format!("oficina@{code}.example.org"),
            ..Default::default()
        };
        let request = AdmitCountryRequest { country_id: code.into(), country: Some(country), ..Default::default() };
        self.caller(Role::RegionalAdmin, NETWORK)?.partners.admit_country(request).await?;
        Ok(())
    }
}
