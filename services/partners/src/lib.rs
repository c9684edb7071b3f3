#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod api_key;
mod country;
mod institution;
mod intervention;
mod loan;
mod member;
mod migrations;
mod partnership;
mod reviewer_loan;
mod server;
mod term;
#[cfg(test)]
mod tests;

use platform::{
    country::about::{About, Erased, Says},
    events::Reactions,
    personal::Tables,
    service::{Ground, Service},
};
use proto::{
    partners::v1::partners_service_server::PartnersServiceServer,
    platform::v1::{ApiKeyUsed, GrantsMissed},
};
use tonic::service::RoutesBuilder;

/// The partners service.
pub const SERVICE: Service = Service {
    name: "partners",
    grpc: &["aceleracion.partners.v1.PartnersService"],
    migrations: migrations::all,
    routes,
    reactions,
    workers: &[
        platform::access::grants::beat,
        country::invite_admins::work,
        loan::carry::work,
        reviewer_loan::carry::work,
    ],
    personal,
    retention: &[],
    about: &[About { table: "countries", column: "code", says: Says::Code, erased: Erased::Tombstone }],
    linked: None,
    secrets: &["api_keys", "members.code_digest"],
};

fn routes(ground: &Ground, routes: &mut RoutesBuilder) {
    let server = PartnersServiceServer::new(server::Server::new(ground.clone()));
    routes.add_service(server.max_decoding_message_size(ground.config.server.max_message_bytes));
}

fn personal() -> Tables {
    Tables::default()
        .with::<member::rows::Entity>()
        .with::<intervention::rows::Entity>()
        .with::<loan::rows::Entity>()
        .with::<reviewer_loan::rows::Entity>()
        .with::<api_key::rows::Entity>()
}

fn reactions() -> Reactions {
    Reactions::default()
        .on::<ApiKeyUsed, _>(api_key::on_api_key_used::react)
        .on::<GrantsMissed, _>(platform::access::grants::on_grants_missed)
}
