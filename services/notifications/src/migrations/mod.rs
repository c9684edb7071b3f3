//! The tables of this service, oldest first.

mod m0001_countries;
mod m0002_people;
mod m0003_registrations;
mod m0004_notifications;
mod m0005_traces;
mod m0006_country_settings;
mod m0007_blocked;
mod m0008_mail_server;
mod m0077_letters;
mod m0150_letter_versions;

use sea_orm_migration::MigrationTrait;

/// Every migration of this service.
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_countries::Countries),
        Box::new(m0002_people::People),
        Box::new(m0003_registrations::Registrations),
        Box::new(m0004_notifications::Notifications),
        Box::new(m0005_traces::Traces),
        Box::new(m0006_country_settings::CountrySettings),
        Box::new(m0007_blocked::Blocked),
        Box::new(m0008_mail_server::MailServer),
        Box::new(m0077_letters::Letters),
        Box::new(m0150_letter_versions::LetterVersions),
    ]
}
