#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod catalogue;
mod consent;
mod country;
mod edition;
mod erasure;
mod import_mapping;
mod migrations;
mod registration;
mod server;
pub mod spreadsheet;
mod translation;

use platform::{
    country::about::{About, Erased, Says},
    events::Reactions,
    personal::Tables,
    service::{Ground, Service},
};
use proto::{
    partners::v1::{CountryAdmitted, CountryConfigured, CountryResumed, CountrySuspended},
    registrations::v1::registrations_service_server::RegistrationsServiceServer,
    reviews::v1::{CaseOpened, CaseScreened, DecisionReleased, ValidationCompleted, ValidationExpired},
};
use tonic::service::RoutesBuilder;

/// The registrations service.
pub const SERVICE: Service = Service {
    name: "registrations",
    grpc: &["aceleracion.registrations.v1.RegistrationsService"],
    migrations: migrations::all,
    routes,
    reactions,
    workers: &[],
    personal,
    retention: &[registration::retention::DRAFTS, registration::retention::CLOSED],
    about: &[About { table: "countries", column: "id", says: Says::Code, erased: Erased::Removed }],
    secrets: &[],
};

fn routes(ground: &Ground, routes: &mut RoutesBuilder) {
    let server = RegistrationsServiceServer::new(server::Server { ground: ground.clone() });
    routes.add_service(server.max_decoding_message_size(ground.config.server.max_message_bytes));
}

fn personal() -> Tables {
    Tables::default()
        .with::<registration::rows::Entity>()
        .with::<catalogue::rows::Entity>()
        .with::<consent::rows::Entity>()
        .with::<translation::rows::Entity>()
        .with::<erasure::rows::Entity>()
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
        .on::<DecisionReleased, _>(registration::on_decision_released::react)
        .on::<ValidationCompleted, _>(registration::on_validation_completed::react)
        .on::<ValidationExpired, _>(registration::on_validation_expired::react)
}
