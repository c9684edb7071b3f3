#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod actor;
mod appeal;
mod assignment;
mod calibration;
mod case;
mod clarification;
mod conflict;
mod country;
mod decision;
mod discussion;
mod edition;
mod figures;
mod institution;
mod member;
mod migrations;
mod partnership;
mod review;
pub mod score;
mod screening;
mod second_person;
mod server;
#[cfg(test)]
mod tests;
mod validation;

pub use assignment::flow;
use platform::{
    events::Reactions,
    personal::Tables,
    service::{Ground, Service},
};
use proto::{
    partners::v1::{CountryConfigured, InstitutionAdded, MemberAdded, PartnershipMade},
    registrations::v1::{
        AppealFiled, AppealWithdrawn, ConflictNamed, EditionOpened, RegistrationClarified, RegistrationDrafted,
        RegistrationMerged, RegistrationSubmitted, RegistrationUnmerged, RegistrationWithdrawn,
    },
    reviews::v1::reviews_service_server::ReviewsServiceServer,
};
use tonic::service::RoutesBuilder;

/// The reviews service.
pub const SERVICE: Service = Service {
    name: "reviews",
    grpc: &["aceleracion.reviews.v1.ReviewsService"],
    migrations: migrations::all,
    routes,
    reactions,
    workers: &[
        validation::expire::work,
        validation::remind::work,
        clarification::keep_time::work,
        conflict::recompute::work,
        assignment::keep_time::work,
        assignment::profile::lent::work,
    ],
    personal,
    retention: &[],
    about: &[],
    linked: None,
    secrets: &[],
};

fn routes(ground: &Ground, routes: &mut RoutesBuilder) {
    let server = ReviewsServiceServer::new(server::Server { ground: ground.clone() });
    routes.add_service(server.max_decoding_message_size(ground.config.server.max_message_bytes));
}

fn personal() -> Tables {
    // Assignments are found by the cases of a registration.
    Tables::default()
        .with::<case::rows::Entity>()
        .with::<clarification::rows::Entity>()
        .with::<screening::rows::Entity>()
        .with::<assignment::rows::Entity>()
        .with::<assignment::proposal::rows::Entity>()
        .with::<assignment::proposal::pair::rows::Entity>()
        .with::<assignment::proposal::gap::rows::Entity>()
        .with::<assignment::profile::rows::Entity>()
        .with::<assignment::bid::rows::Entity>()
        .with::<review::drafts::Entity>()
        .with::<review::versions::Entity>()
        .with::<discussion::rows::Entity>()
        .with::<decision::rows::Entity>()
        .with::<appeal::rows::Entity>()
        .with::<appeal::hearing::Entity>()
        .with::<validation::rows::Entity>()
        .with::<conflict::rows::Entity>()
        .with::<conflict::drafts::Entity>()
        .with::<conflict::ties::Entity>()
        .with::<conflict::declarations::Entity>()
        .with::<member::rows::Entity>()
}

fn reactions() -> Reactions {
    Reactions::default()
        .on::<RegistrationSubmitted, _>(case::on_registration_submitted::react)
        .on::<RegistrationClarified, _>(clarification::on_registration_clarified::react)
        .on::<RegistrationWithdrawn, _>(case::on_registration_withdrawn::react)
        .on::<RegistrationMerged, _>(case::on_registration_merged::react)
        .on::<RegistrationUnmerged, _>(case::on_registration_unmerged::react)
        .on::<AppealFiled, _>(appeal::on_appeal_filed::react)
        .on::<AppealWithdrawn, _>(appeal::on_appeal_withdrawn::react)
        .on::<EditionOpened, _>(edition::on_edition_opened::react)
        .on::<CountryConfigured, _>(country::on_country_configured::react)
        .on::<InstitutionAdded, _>(institution::on_institution_added::react)
        .on::<PartnershipMade, _>(partnership::on_partnership_made::react)
        .on::<MemberAdded, _>(member::on_member_added::react)
        .on::<ConflictNamed, _>(conflict::on_conflict_named::react)
        .on::<RegistrationDrafted, _>(conflict::on_registration_drafted::react)
}
