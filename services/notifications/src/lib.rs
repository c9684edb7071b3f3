#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod country;
mod delivery;
mod edition;
mod migrations;
mod notification;
mod person;
mod registration;
mod server;
mod template;
#[cfg(test)]
mod tests;

use platform::{
    country::about::{About, Erased, Says},
    events::Reactions,
    personal::Tables,
    service::{Ground, Service},
};
use proto::{
    notifications::v1::notifications_service_server::NotificationsServiceServer,
    partners::v1::{
        CountryAdmitted, CountryConfigured, CountryResumed, CountrySuspended, InterventionOpened, LoanOpened,
        MemberInvited, MemberRecorded, OfficeRecorded, QueueLent, ReviewerLent,
    },
    registrations::v1::{
        AppealFiled, AppealWithdrawn, ApplicantRecorded, CountryEditionRevised, EditionOpened, EditorInvited,
        LateEntryAllowed, PublicationFlagged, RegistrationClarified, RegistrationMerged, RegistrationPublished,
        RegistrationSubmitted, RegistrationUnmerged, RegistrationWithdrawn, TranslationProposed,
    },
    reviews::v1::{
        AppealHeard, AppealJudged, AssignmentDeclined, AssignmentDelegated, AssignmentExpired, AssignmentMade,
        AssignmentReminded, AssignmentWithdrawn, CaseOpened, CaseScreened, ClarificationExpired, ClarificationReminded,
        ClarificationRequested, CommentPosted, DecisionReleased, HearingMade, ReviewReadied, ReviewSubmitted,
        ValidationCompleted, ValidationExpired, ValidationMended, ValidationReminded,
    },
};
use tonic::service::RoutesBuilder;

/// The notifications service.
pub const SERVICE: Service = Service {
    name: "notifications",
    grpc: &["aceleracion.notifications.v1.NotificationsService"],
    migrations: migrations::all,
    routes,
    reactions,
    workers: &[delivery::send::work],
    personal,
    retention: &[notification::retention::LETTERS],
    about: &[
        About { table: "countries", column: "code", says: Says::Code, erased: Erased::Removed },
        About { table: "people", column: "name", says: Says::Name, erased: Erased::Removed },
    ],
    linked: None,
    secrets: &[],
};

fn routes(ground: &Ground, routes: &mut RoutesBuilder) {
    let server = NotificationsServiceServer::new(server::Server::new(ground.clone()));
    routes.add_service(server.max_decoding_message_size(ground.config.server.max_message_bytes));
}

fn personal() -> Tables {
    Tables::default()
        .with::<person::rows::Entity>()
        .with::<notification::rows::Entity>()
        .with::<registration::rows::Entity>()
}

fn reactions() -> Reactions {
    Reactions::default()
        .on::<CountryAdmitted, _>(country::on_country_admitted::react)
        .on::<CountryConfigured, _>(country::on_country_configured::react)
        .on::<CountrySuspended, _>(country::on_country_suspended::react)
        .on::<CountryResumed, _>(country::on_country_resumed::react)
        .on::<OfficeRecorded, _>(person::on_office_recorded::react)
        .on::<MemberRecorded, _>(person::on_member_recorded::react)
        .on::<ApplicantRecorded, _>(person::on_applicant_recorded::react)
        .on::<EditionOpened, _>(edition::on_edition_opened::react)
        .on::<CountryEditionRevised, _>(edition::on_country_edition_revised::react)
        .on::<RegistrationSubmitted, _>(notification::on_registration_submitted::react)
        .on::<RegistrationWithdrawn, _>(notification::on_registration_withdrawn::react)
        .on::<LateEntryAllowed, _>(notification::on_late_entry_allowed::react)
        .on::<RegistrationMerged, _>(notification::on_registration_merged::react)
        .on::<RegistrationUnmerged, _>(notification::on_registration_unmerged::react)
        .on::<RegistrationPublished, _>(notification::on_registration_published::react)
        .on::<PublicationFlagged, _>(notification::on_publication_flagged::react)
        .on::<TranslationProposed, _>(notification::on_translation_proposed::react)
        .on::<RegistrationClarified, _>(notification::on_registration_clarified::react)
        .on::<ClarificationRequested, _>(notification::on_clarification_requested::react)
        .on::<ClarificationReminded, _>(notification::on_clarification_reminded::react)
        .on::<ClarificationExpired, _>(notification::on_clarification_expired::react)
        .on::<CaseOpened, _>(notification::on_case_opened::react)
        .on::<CaseScreened, _>(notification::on_case_screened::react)
        .on::<AssignmentMade, _>(notification::on_assignment_made::react)
        .on::<AssignmentReminded, _>(notification::on_assignment_reminded::react)
        .on::<AssignmentExpired, _>(notification::on_assignment_expired::react)
        .on::<AssignmentDeclined, _>(notification::on_assignment_declined::react)
        .on::<AssignmentDelegated, _>(notification::on_assignment_delegated::react)
        .on::<AssignmentWithdrawn, _>(notification::on_assignment_withdrawn::react)
        .on::<CommentPosted, _>(notification::on_comment_posted::react)
        .on::<ReviewReadied, _>(notification::on_review_readied::react)
        .on::<ReviewSubmitted, _>(notification::on_review_submitted::react)
        .on::<DecisionReleased, _>(notification::on_decision_released::react)
        .on::<AppealFiled, _>(notification::on_appeal_filed::react)
        .on::<AppealWithdrawn, _>(notification::on_appeal_withdrawn::react)
        .on::<AppealJudged, _>(notification::on_appeal_judged::react)
        .on::<AppealHeard, _>(notification::on_appeal_heard::react)
        .on::<HearingMade, _>(notification::on_hearing_made::react)
        .on::<ValidationCompleted, _>(notification::on_validation_completed::react)
        .on::<ValidationExpired, _>(notification::on_validation_expired::react)
        .on::<ValidationMended, _>(notification::on_validation_mended::react)
        .on::<ValidationReminded, _>(notification::on_validation_reminded::react)
        .on::<InterventionOpened, _>(notification::on_intervention_opened::react)
        .on::<LoanOpened, _>(notification::on_loan_opened::react)
        .on::<QueueLent, _>(notification::on_queue_lent::react)
        .on::<ReviewerLent, _>(notification::on_reviewer_lent::react)
        .on::<MemberInvited, _>(notification::on_member_invited::react)
        .on::<EditorInvited, _>(notification::on_editor_invited::react)
}
