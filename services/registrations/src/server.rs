//! The generated trait, one line an rpc.

use platform::{rpc, service::Ground};
use proto::registrations::v1::{registrations_service_server::RegistrationsService, *};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    catalogue, consent, country_edition, duplicate, edition, eligibility, erasure, figures, file, form, import_mapping,
    label, registration, translation, view,
};

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

    async fn list_registration_versions(
        &self,
        request: Request<ListRegistrationVersionsRequest>,
    ) -> Answer<ListRegistrationVersionsResponse> {
        rpc::read(&self.ground.store, request, registration::version::list::list).await
    }

    async fn compare_registration_versions(
        &self,
        request: Request<CompareRegistrationVersionsRequest>,
    ) -> Answer<CompareRegistrationVersionsResponse> {
        rpc::read(&self.ground.store, request, registration::version::compare::compare).await
    }

    async fn revive_registration(
        &self,
        request: Request<ReviveRegistrationRequest>,
    ) -> Answer<ReviveRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::revive::revive).await
    }

    async fn invite_editor(&self, request: Request<InviteEditorRequest>) -> Answer<InviteEditorResponse> {
        rpc::write(&self.ground.store, request, registration::editor::invite::invite).await
    }

    async fn accept_editor(&self, request: Request<AcceptEditorRequest>) -> Answer<AcceptEditorResponse> {
        rpc::write(&self.ground.store, request, registration::editor::accept::accept).await
    }

    async fn list_editors(&self, request: Request<ListEditorsRequest>) -> Answer<ListEditorsResponse> {
        rpc::read(&self.ground.store, request, registration::editor::list::list).await
    }

    async fn remove_editor(&self, request: Request<RemoveEditorRequest>) -> Answer<RemoveEditorResponse> {
        rpc::write(&self.ground.store, request, registration::editor::remove::remove).await
    }

    async fn offer_registration(
        &self,
        request: Request<OfferRegistrationRequest>,
    ) -> Answer<OfferRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::editor::offer::offer).await
    }

    async fn claim_registration(
        &self,
        request: Request<ClaimRegistrationRequest>,
    ) -> Answer<ClaimRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::editor::claim::claim).await
    }

    async fn list_duplicates(&self, request: Request<ListDuplicatesRequest>) -> Answer<ListDuplicatesResponse> {
        rpc::read(&self.ground.store, request, duplicate::list::list).await
    }

    async fn dismiss_duplicate(&self, request: Request<DismissDuplicateRequest>) -> Answer<DismissDuplicateResponse> {
        rpc::write(&self.ground.store, request, duplicate::dismiss::dismiss).await
    }

    async fn dismiss_duplicate_across_countries(
        &self,
        request: Request<DismissDuplicateAcrossCountriesRequest>,
    ) -> Answer<DismissDuplicateAcrossCountriesResponse> {
        let dismiss = duplicate::dismiss_across_countries::Dismiss(self.ground.store.clone());
        rpc::write(&self.ground.store, request, dismiss).await
    }

    async fn restore_duplicate(&self, request: Request<RestoreDuplicateRequest>) -> Answer<RestoreDuplicateResponse> {
        rpc::write(&self.ground.store, request, duplicate::restore::restore).await
    }

    async fn restore_duplicate_across_countries(
        &self,
        request: Request<RestoreDuplicateAcrossCountriesRequest>,
    ) -> Answer<RestoreDuplicateAcrossCountriesResponse> {
        let restore = duplicate::restore_across_countries::Restore(self.ground.store.clone());
        rpc::write(&self.ground.store, request, restore).await
    }

    async fn merge_registration(
        &self,
        request: Request<MergeRegistrationRequest>,
    ) -> Answer<MergeRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::merge::merge).await
    }

    async fn unmerge_registration(
        &self,
        request: Request<UnmergeRegistrationRequest>,
    ) -> Answer<UnmergeRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::unmerge::unmerge).await
    }

    async fn search_registrations(
        &self,
        request: Request<SearchRegistrationsRequest>,
    ) -> Answer<SearchRegistrationsResponse> {
        rpc::read(&self.ground.store, request, registration::search::search).await
    }

    async fn search_publications(
        &self,
        request: Request<SearchPublicationsRequest>,
    ) -> Answer<SearchPublicationsResponse> {
        rpc::read(&self.ground.store, request, catalogue::search::search).await
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

    async fn name_conflict(&self, request: Request<NameConflictRequest>) -> Answer<NameConflictResponse> {
        rpc::write(&self.ground.store, request, registration::name_conflict::name_conflict).await
    }

    async fn withdraw_registration(
        &self,
        request: Request<WithdrawRegistrationRequest>,
    ) -> Answer<WithdrawRegistrationResponse> {
        rpc::write(&self.ground.store, request, registration::withdraw::withdraw).await
    }

    async fn file_appeal(&self, request: Request<FileAppealRequest>) -> Answer<FileAppealResponse> {
        rpc::write(&self.ground.store, request, registration::file_appeal::file).await
    }

    async fn withdraw_appeal(&self, request: Request<WithdrawAppealRequest>) -> Answer<WithdrawAppealResponse> {
        rpc::write(&self.ground.store, request, registration::withdraw_appeal::withdraw).await
    }

    async fn answer_clarification(
        &self,
        request: Request<AnswerClarificationRequest>,
    ) -> Answer<AnswerClarificationResponse> {
        rpc::write(&self.ground.store, request, registration::answer::answer).await
    }

    async fn import_registrations(
        &self,
        request: Request<Streaming<ImportRegistrationsRequest>>,
    ) -> Answer<ImportRegistrationsResponse> {
        registration::import::at_once::import(&self.ground.store, request).await
    }

    type ImportSpreadsheetStream = rpc::Pieces<ImportSpreadsheetResponse>;

    async fn import_spreadsheet(
        &self,
        request: Request<Streaming<ImportSpreadsheetRequest>>,
    ) -> Answer<Self::ImportSpreadsheetStream> {
        registration::import::in_stream::import(&self.ground.store, request).await
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

    async fn summarize_registrations(
        &self,
        request: Request<SummarizeRegistrationsRequest>,
    ) -> Answer<SummarizeRegistrationsResponse> {
        rpc::read(&self.ground.store, request, figures::summarize::summarize).await
    }

    async fn update_view(&self, request: Request<UpdateViewRequest>) -> Answer<UpdateViewResponse> {
        rpc::write(&self.ground.store, request, view::update::update).await
    }

    async fn list_views(&self, request: Request<ListViewsRequest>) -> Answer<ListViewsResponse> {
        rpc::read(&self.ground.store, request, view::list::list).await
    }

    async fn delete_view(&self, request: Request<DeleteViewRequest>) -> Answer<DeleteViewResponse> {
        rpc::write(&self.ground.store, request, view::delete::delete).await
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

    async fn accept_translation(
        &self,
        request: Request<AcceptTranslationRequest>,
    ) -> Answer<AcceptTranslationResponse> {
        rpc::write(&self.ground.store, request, translation::accept::accept).await
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

    async fn begin_upload(&self, request: Request<BeginUploadRequest>) -> Answer<BeginUploadResponse> {
        let begin = file::begin::Begin(self.ground.config.clone());
        rpc::write(&self.ground.store, request, begin).await
    }

    async fn upload_chunks(&self, request: Request<Streaming<UploadChunksRequest>>) -> Answer<UploadChunksResponse> {
        file::upload::upload(&self.ground.store, request).await
    }

    async fn get_file(&self, request: Request<GetFileRequest>) -> Answer<GetFileResponse> {
        rpc::read(&self.ground.store, request, file::get::get).await
    }

    async fn list_files(&self, request: Request<ListFilesRequest>) -> Answer<ListFilesResponse> {
        rpc::read(&self.ground.store, request, file::list::list).await
    }

    type DownloadFileStream = rpc::Pieces<DownloadFileResponse>;

    async fn download_file(&self, request: Request<DownloadFileRequest>) -> Answer<Self::DownloadFileStream> {
        file::download::download(&self.ground.store, request).await
    }

    async fn get_file_link(&self, request: Request<GetFileLinkRequest>) -> Answer<GetFileLinkResponse> {
        rpc::read(&self.ground.store, request, file::link::Get(self.ground.clone())).await
    }

    async fn delete_file(&self, request: Request<DeleteFileRequest>) -> Answer<DeleteFileResponse> {
        rpc::write(&self.ground.store, request, file::delete::delete).await
    }

    async fn update_publication(
        &self,
        request: Request<UpdatePublicationRequest>,
    ) -> Answer<UpdatePublicationResponse> {
        rpc::write(&self.ground.store, request, catalogue::update::update).await
    }

    type DownloadPictureStream = rpc::Pieces<DownloadPictureResponse>;

    async fn download_picture(&self, request: Request<DownloadPictureRequest>) -> Answer<Self::DownloadPictureStream> {
        catalogue::picture::download::download(&self.ground.store, request).await
    }

    async fn flag_publication(&self, request: Request<FlagPublicationRequest>) -> Answer<FlagPublicationResponse> {
        rpc::write(&self.ground.store, request, catalogue::flag::flag).await
    }

    async fn suspend_publication(
        &self,
        request: Request<SuspendPublicationRequest>,
    ) -> Answer<SuspendPublicationResponse> {
        rpc::write(&self.ground.store, request, catalogue::suspend::suspend).await
    }

    async fn resume_publication(
        &self,
        request: Request<ResumePublicationRequest>,
    ) -> Answer<ResumePublicationResponse> {
        rpc::write(&self.ground.store, request, catalogue::suspend::resume).await
    }

    async fn list_catalogue_entries(
        &self,
        request: Request<ListCatalogueEntriesRequest>,
    ) -> Answer<ListCatalogueEntriesResponse> {
        rpc::read(&self.ground.store, request, catalogue::entries::list).await
    }

    async fn list_catalogue_changes(
        &self,
        request: Request<ListCatalogueChangesRequest>,
    ) -> Answer<ListCatalogueChangesResponse> {
        rpc::read(&self.ground.store, request, catalogue::list_changes::list).await
    }

    type ExportCatalogueStream = rpc::Pieces<ExportCatalogueResponse>;

    async fn export_catalogue(&self, request: Request<ExportCatalogueRequest>) -> Answer<Self::ExportCatalogueStream> {
        catalogue::export::export(&self.ground, request).await
    }

    async fn get_publication(&self, request: Request<GetPublicationRequest>) -> Answer<GetPublicationResponse> {
        rpc::read(&self.ground.store, request, catalogue::get::get).await
    }

    async fn list_publications(&self, request: Request<ListPublicationsRequest>) -> Answer<ListPublicationsResponse> {
        rpc::read(&self.ground.store, request, catalogue::list::list).await
    }

    async fn revise_edition(&self, request: Request<ReviseEditionRequest>) -> Answer<ReviseEditionResponse> {
        rpc::write(&self.ground.store, request, edition::revise::revise).await
    }

    async fn copy_edition(&self, request: Request<CopyEditionRequest>) -> Answer<CopyEditionResponse> {
        rpc::write(&self.ground.store, request, edition::copy::copy).await
    }

    async fn get_edition_definition(
        &self,
        request: Request<GetEditionDefinitionRequest>,
    ) -> Answer<GetEditionDefinitionResponse> {
        rpc::read(&self.ground.store, request, edition::get_definition::get_definition).await
    }

    async fn revise_country_edition(
        &self,
        request: Request<ReviseCountryEditionRequest>,
    ) -> Answer<ReviseCountryEditionResponse> {
        rpc::write(&self.ground.store, request, country_edition::revise::revise).await
    }

    async fn copy_country_edition(
        &self,
        request: Request<CopyCountryEditionRequest>,
    ) -> Answer<CopyCountryEditionResponse> {
        rpc::write(&self.ground.store, request, country_edition::copy::copy).await
    }

    async fn get_country_edition(
        &self,
        request: Request<GetCountryEditionRequest>,
    ) -> Answer<GetCountryEditionResponse> {
        rpc::read(&self.ground.store, request, country_edition::get::get).await
    }

    async fn get_form(&self, request: Request<GetFormRequest>) -> Answer<GetFormResponse> {
        rpc::read(&self.ground.store, request, form::get::get).await
    }

    async fn list_labels(&self, request: Request<ListLabelsRequest>) -> Answer<ListLabelsResponse> {
        rpc::read(&self.ground.store, request, label::list::list).await
    }

    async fn collect_files(&self, request: Request<CollectFilesRequest>) -> Answer<CollectFilesResponse> {
        file::collect_now::collect(&self.ground, request).await
    }

    async fn check_eligibility(&self, request: Request<CheckEligibilityRequest>) -> Answer<CheckEligibilityResponse> {
        rpc::read(&self.ground.store, request, eligibility::check::check).await
    }

    async fn allow_late_entry(&self, request: Request<AllowLateEntryRequest>) -> Answer<AllowLateEntryResponse> {
        rpc::write(&self.ground.store, request, registration::allow_late::allow_late).await
    }
}
