#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod catalogue;
mod consent;
mod country;
mod country_edition;
mod definition;
mod duplicate;
mod edition;
mod eligibility;
mod erasure;
mod figures;
mod file;
mod form;
mod import_mapping;
mod label;
mod migrations;
mod registration;
mod search;
mod server;
pub mod spreadsheet;
mod translation;
mod view;

pub use file::archive;
use platform::{
    country::about::{About, Erased, Says},
    events::Reactions,
    personal::Tables,
    service::{Ground, Service},
};
use proto::{
    partners::v1::{CountryAdmitted, CountryConfigured, CountryResumed, CountrySuspended},
    platform::v1::PersonErased,
    registrations::v1::{RegistrationWithdrawn, registrations_service_server::RegistrationsServiceServer},
    reviews::v1::{
        AppealHeard, AppealJudged, CaseOpened, CaseScreened, ClarificationExpired, ClarificationRequested,
        DecisionReleased, ValidationCompleted, ValidationExpired,
    },
};
use tonic::service::RoutesBuilder;

/// The registrations service.
pub const SERVICE: Service = Service {
    name: "registrations",
    grpc: &["aceleracion.registrations.v1.RegistrationsService"],
    migrations: migrations::all,
    routes,
    reactions,
    workers: &[file::collect::work, catalogue::tell::work],
    personal,
    retention: &[
        registration::retention::DRAFTS,
        registration::retention::CLOSED,
        registration::editor::letters::RETENTION,
        registration::editor::expired::RETENTION,
    ],
    about: &[About { table: "countries", column: "id", says: Says::Code, erased: Erased::Removed }],
    linked: Some(|ground, wanted| Box::pin(file::link::open(ground, wanted))),
    secrets: &[],
};

fn routes(ground: &Ground, routes: &mut RoutesBuilder) {
    let server = RegistrationsServiceServer::new(server::Server { ground: ground.clone() });
    routes.add_service(server.max_decoding_message_size(ground.config.server.max_message_bytes));
}

fn personal() -> Tables {
    // Rows are locked in this order, and whoever decides on a request locks it first.
    Tables::default()
        .with::<erasure::rows::Entity>()
        .with::<registration::rows::Entity>()
        .with::<registration::version::rows::Entity>()
        .with::<registration::editor::rows::Entity>()
        .with::<registration::editor::letters::Entity>()
        .with::<duplicate::rows::Entity>()
        .with::<catalogue::rows::Entity>()
        .with::<consent::rows::Entity>()
        .with::<file::rows::Entity>()
        .with::<catalogue::flags::Entity>()
        .with::<catalogue::picture::rows::Entity>()
        .with::<translation::rows::Entity>()
        .with::<view::rows::Entity>()
}

fn reactions() -> Reactions {
    Reactions::default()
        .on::<CountryAdmitted, _>(country::on_country_admitted::react)
        .on::<CountryConfigured, _>(country::on_country_configured::react)
        .on::<CountryConfigured, _>(erasure::on_country_configured::react)
        .on::<CountrySuspended, _>(country::on_country_suspended::react)
        .on::<CountryResumed, _>(country::on_country_resumed::react)
        .on::<CaseOpened, _>(registration::on_case_opened::react)
        .on::<CaseScreened, _>(registration::on_case_screened::react)
        .on::<ClarificationRequested, _>(registration::on_clarification_requested::react)
        .on::<ClarificationExpired, _>(registration::on_clarification_expired::react)
        .on::<DecisionReleased, _>(registration::on_decision_released::react)
        .on::<AppealJudged, _>(registration::on_appeal_judged::react)
        .on::<AppealHeard, _>(registration::on_appeal_heard::react)
        .on::<ValidationCompleted, _>(registration::on_validation_completed::react)
        .on::<ValidationExpired, _>(registration::on_validation_expired::react)
        .on::<RegistrationWithdrawn, _>(registration::on_registration_withdrawn::react)
        .on::<PersonErased, _>(registration::on_person_erased::react)
}
