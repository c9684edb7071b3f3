//! The generated trait, one line an rpc.

use platform::{rpc, service::Ground};
use proto::registrations::v1::{registrations_service_server::RegistrationsService, *};
use tonic::{Request, Response, Status, Streaming};

use crate::{catalogue, consent, edition, erasure, import_mapping, registration, translation};

type Answer<T> = Result<Response<T>, Status>;

/// The service on its ground.
pub struct Server {
    pub ground: Ground,
}

#[tonic::async_trait]
impl RegistrationsService for Server {
    async fn create_edition(&self, request: Request<CreateEditionRequest>) -> Answer<CreateEditionResponse> {
        rpc::write(&self.ground.store, request, edition::create::create).await
    }

    async fn get_edition(&self, request: Request<GetEditionRequest>) -> Answer<GetEditionResponse> {
        rpc::read(&self.ground.store, request, edition::get::get).await
    }

    async fn list_editions(&self, request: Request<ListEditionsRequest>) -> Answer<ListEditionsResponse> {
        rpc::read(&self.ground.store, request, edition::list::list).await
    }

    async fn create_registration(
        &self,
        request: Request<CreateRegistrationRequest>,
    ) -> Answer<CreateRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::create::create).await
    }

    async fn update_registration(
        &self,
        request: Request<UpdateRegistrationRequest>,
    ) -> Answer<UpdateRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::update::update).await
    }

    async fn get_registration(&self, request: Request<GetRegistrationRequest>) -> Answer<GetRegistrationResponse> {
        rpc::read(&self.ground.store, request, registration::get::get).await
    }

    async fn list_registrations(
        &self,
        request: Request<ListRegistrationsRequest>,
    ) -> Answer<ListRegistrationsResponse> {
        rpc::read(&self.ground.store, request, registration::list::list).await
    }

    type ExportRegistrationsStream = rpc::Pieces<ExportRegistrationsResponse>;

    async fn export_registrations(
        &self,
        request: Request<ExportRegistrationsRequest>,
    ) -> Answer<Self::ExportRegistrationsStream> {
        registration::export::export(&self.ground.store, request).await
    }

    async fn submit_registration(
        &self,
        request: Request<SubmitRegistrationRequest>,
    ) -> Answer<SubmitRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::submit::submit).await
    }

    async fn withdraw_registration(
        &self,
        request: Request<WithdrawRegistrationRequest>,
    ) -> Answer<WithdrawRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::withdraw::withdraw).await
    }

    async fn import_registrations(
        &self,
        request: Request<Streaming<ImportRegistrationsRequest>>,
    ) -> Answer<ImportRegistrationsResponse> {
        registration::import::import(&self.ground.store, request).await
    }

    async fn update_import_mapping(
        &self,
        request: Request<UpdateImportMappingRequest>,
    ) -> Answer<UpdateImportMappingResponse> {
        rpc::write(&self.ground.store, request, import_mapping::update::update).await
    }

    async fn list_import_mappings(
        &self,
        request: Request<ListImportMappingsRequest>,
    ) -> Answer<ListImportMappingsResponse> {
        rpc::read(&self.ground.store, request, import_mapping::list::list).await
    }

    async fn delete_import_mapping(
        &self,
        request: Request<DeleteImportMappingRequest>,
    ) -> Answer<DeleteImportMappingResponse> {
        rpc::write(&self.ground.store, request, import_mapping::delete::delete).await
    }

    async fn publish_registration(
        &self,
        request: Request<PublishRegistrationRequest>,
    ) -> Answer<PublishRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::publish::publish).await
    }

    async fn give_consent(&self, request: Request<GiveConsentRequest>) -> Answer<GiveConsentResponse> {
        rpc::write(&self.ground.store, request, consent::give::give).await
    }

    async fn withdraw_consent(&self, request: Request<WithdrawConsentRequest>) -> Answer<WithdrawConsentResponse> {
        rpc::write(&self.ground.store, request, consent::withdraw::withdraw).await
    }

    async fn list_consents(&self, request: Request<ListConsentsRequest>) -> Answer<ListConsentsResponse> {
        rpc::read(&self.ground.store, request, consent::list::list).await
    }

    async fn update_translation(
        &self,
        request: Request<UpdateTranslationRequest>,
    ) -> Answer<UpdateTranslationResponse> {
        rpc::write(&self.ground.store, request, translation::update::update).await
    }

    async fn list_translations(&self, request: Request<ListTranslationsRequest>) -> Answer<ListTranslationsResponse> {
        rpc::read(&self.ground.store, request, translation::list::list).await
    }

    async fn delete_translation(
        &self,
        request: Request<DeleteTranslationRequest>,
    ) -> Answer<DeleteTranslationResponse> {
        rpc::write(&self.ground.store, request, translation::delete::delete).await
    }

    async fn request_erasure(&self, request: Request<RequestErasureRequest>) -> Answer<RequestErasureResponse> {
        rpc::write(&self.ground.store, request, erasure::request::request).await
    }

    async fn list_erasure_requests(
        &self,
        request: Request<ListErasureRequestsRequest>,
    ) -> Answer<ListErasureRequestsResponse> {
        rpc::read(&self.ground.store, request, erasure::list::list).await
    }

    async fn erase_person(&self, request: Request<ErasePersonRequest>) -> Answer<ErasePersonResponse> {
        rpc::write(&self.ground.store, request, erasure::erase::erase).await
    }

    async fn refuse_erasure(&self, request: Request<RefuseErasureRequest>) -> Answer<RefuseErasureResponse> {
        rpc::write(&self.ground.store, request, erasure::refuse::refuse).await
    }

    async fn get_publication(&self, request: Request<GetPublicationRequest>) -> Answer<GetPublicationResponse> {
        rpc::read(&self.ground.store, request, catalogue::get::get).await
    }

    async fn list_publications(&self, request: Request<ListPublicationsRequest>) -> Answer<ListPublicationsResponse> {
        rpc::read(&self.ground.store, request, catalogue::list::list).await
    }
}
