//! The service of the contract: one line an rpc.

use platform::{rpc, service::Ground};
use proto::partners::v1::{
    AcceptInvitationRequest, AcceptInvitationResponse, AdmitCountryRequest, AdmitCountryResponse,
    CancelCountryErasureRequest, CancelCountryErasureResponse, CloseInterventionRequest, CloseInterventionResponse,
    ConfirmCountryErasureRequest, ConfirmCountryErasureResponse, CreateApiKeyRequest, CreateApiKeyResponse,
    CreateInstitutionRequest, CreateInstitutionResponse, CreateMemberRequest, CreateMemberResponse,
    CreatePartnershipRequest, CreatePartnershipResponse, EndLoanRequest, EndLoanResponse, EndReviewerLoanRequest,
    EndReviewerLoanResponse, EraseCountryRequest, EraseCountryResponse, GetApiKeyRequest, GetApiKeyResponse,
    GetCountryRequest, GetCountryResponse, GetInstitutionRequest, GetInstitutionResponse, GetMemberRequest,
    GetMemberResponse, InviteMemberRequest, InviteMemberResponse, LendReviewerRequest, LendReviewerResponse,
    ListApiKeysRequest, ListApiKeysResponse, ListCountriesRequest, ListCountriesResponse, ListInstitutionsRequest,
    ListInstitutionsResponse, ListInterventionsRequest, ListInterventionsResponse, ListLoansRequest, ListLoansResponse,
    ListMembersRequest, ListMembersResponse, ListPartnershipsRequest, ListPartnershipsResponse,
    ListReviewerLoansRequest, ListReviewerLoansResponse, OpenInterventionRequest, OpenInterventionResponse,
    OpenLoanRequest, OpenLoanResponse, ResendInvitationRequest, ResendInvitationResponse, ResumeCountryRequest,
    ResumeCountryResponse, RevokeApiKeyRequest, RevokeApiKeyResponse, RevokeMemberRequest, RevokeMemberResponse,
    RotateApiKeyRequest, RotateApiKeyResponse, SuspendCountryRequest, SuspendCountryResponse, UpdateCountryRequest,
    UpdateCountryResponse, UpdateMemberRequest, UpdateMemberResponse, partners_service_server::PartnersService,
};
use tonic::{Request, Response, Status};

use crate::{api_key, country, institution, intervention, loan, member, partnership, reviewer_loan};

type Answer<T> = Result<Response<T>, Status>;

/// Answers from the store of this service.
pub struct Server {
    ground: Ground,
}

impl Server {
    /// A server on this ground.
    pub fn new(ground: Ground) -> Self {
        Self { ground }
    }
}

#[tonic::async_trait]
impl PartnersService for Server {
    async fn admit_country(&self, request: Request<AdmitCountryRequest>) -> Answer<AdmitCountryResponse> {
        rpc::write(&self.ground.store, request, country::admit::admit).await
    }

    async fn get_country(&self, request: Request<GetCountryRequest>) -> Answer<GetCountryResponse> {
        rpc::read(&self.ground.store, request, country::get::get).await
    }

    async fn list_countries(&self, request: Request<ListCountriesRequest>) -> Answer<ListCountriesResponse> {
        rpc::read(&self.ground.store, request, country::list::list).await
    }

    async fn update_country(&self, request: Request<UpdateCountryRequest>) -> Answer<UpdateCountryResponse> {
        rpc::manage(&self.ground.store, request, country::update::update).await
    }

    async fn suspend_country(&self, request: Request<SuspendCountryRequest>) -> Answer<SuspendCountryResponse> {
        rpc::manage(&self.ground.store, request, country::suspend::suspend).await
    }

    async fn resume_country(&self, request: Request<ResumeCountryRequest>) -> Answer<ResumeCountryResponse> {
        rpc::manage(&self.ground.store, request, country::resume::resume).await
    }

    async fn erase_country(&self, request: Request<EraseCountryRequest>) -> Answer<EraseCountryResponse> {
        rpc::manage(&self.ground.store, request, country::erase::erase).await
    }

    async fn confirm_country_erasure(
        &self,
        request: Request<ConfirmCountryErasureRequest>,
    ) -> Answer<ConfirmCountryErasureResponse> {
        rpc::manage(&self.ground.store, request, country::confirm_erasure::confirm).await
    }

    async fn cancel_country_erasure(
        &self,
        request: Request<CancelCountryErasureRequest>,
    ) -> Answer<CancelCountryErasureResponse> {
        rpc::manage(&self.ground.store, request, country::cancel_erasure::cancel).await
    }

    async fn create_institution(
        &self,
        request: Request<CreateInstitutionRequest>,
    ) -> Answer<CreateInstitutionResponse> {
        rpc::write(&self.ground.store, request, institution::create::create).await
    }

    async fn get_institution(&self, request: Request<GetInstitutionRequest>) -> Answer<GetInstitutionResponse> {
        rpc::read(&self.ground.store, request, institution::get::get).await
    }

    async fn list_institutions(&self, request: Request<ListInstitutionsRequest>) -> Answer<ListInstitutionsResponse> {
        rpc::read(&self.ground.store, request, institution::list::list).await
    }

    async fn create_partnership(
        &self,
        request: Request<CreatePartnershipRequest>,
    ) -> Answer<CreatePartnershipResponse> {
        rpc::write(&self.ground.store, request, partnership::create::create).await
    }

    async fn list_partnerships(&self, request: Request<ListPartnershipsRequest>) -> Answer<ListPartnershipsResponse> {
        rpc::read(&self.ground.store, request, partnership::list::list).await
    }

    async fn create_member(&self, request: Request<CreateMemberRequest>) -> Answer<CreateMemberResponse> {
        rpc::write(&self.ground.store, request, member::create::create).await
    }

    async fn get_member(&self, request: Request<GetMemberRequest>) -> Answer<GetMemberResponse> {
        rpc::read(&self.ground.store, request, member::get::get).await
    }

    async fn invite_member(&self, request: Request<InviteMemberRequest>) -> Answer<InviteMemberResponse> {
        rpc::write(&self.ground.store, request, member::invite::invite).await
    }

    async fn resend_invitation(&self, request: Request<ResendInvitationRequest>) -> Answer<ResendInvitationResponse> {
        rpc::write(&self.ground.store, request, member::resend::resend).await
    }

    async fn accept_invitation(&self, request: Request<AcceptInvitationRequest>) -> Answer<AcceptInvitationResponse> {
        rpc::write(&self.ground.store, request, member::accept::accept).await
    }

    async fn update_member(&self, request: Request<UpdateMemberRequest>) -> Answer<UpdateMemberResponse> {
        rpc::write(&self.ground.store, request, member::update::update).await
    }

    async fn revoke_member(&self, request: Request<RevokeMemberRequest>) -> Answer<RevokeMemberResponse> {
        rpc::write(&self.ground.store, request, member::revoke::revoke).await
    }

    async fn list_members(&self, request: Request<ListMembersRequest>) -> Answer<ListMembersResponse> {
        rpc::read(&self.ground.store, request, member::list::list).await
    }

    async fn create_api_key(&self, request: Request<CreateApiKeyRequest>) -> Answer<CreateApiKeyResponse> {
        rpc::write(&self.ground.store, request, api_key::create::create).await
    }

    async fn get_api_key(&self, request: Request<GetApiKeyRequest>) -> Answer<GetApiKeyResponse> {
        rpc::read(&self.ground.store, request, api_key::get::get).await
    }

    async fn list_api_keys(&self, request: Request<ListApiKeysRequest>) -> Answer<ListApiKeysResponse> {
        rpc::read(&self.ground.store, request, api_key::list::list).await
    }

    async fn rotate_api_key(&self, request: Request<RotateApiKeyRequest>) -> Answer<RotateApiKeyResponse> {
        rpc::write(&self.ground.store, request, api_key::rotate::rotate).await
    }

    async fn revoke_api_key(&self, request: Request<RevokeApiKeyRequest>) -> Answer<RevokeApiKeyResponse> {
        rpc::write(&self.ground.store, request, api_key::revoke::revoke).await
    }

    async fn open_intervention(&self, request: Request<OpenInterventionRequest>) -> Answer<OpenInterventionResponse> {
        rpc::write(&self.ground.store, request, intervention::open::open).await
    }

    async fn close_intervention(
        &self,
        request: Request<CloseInterventionRequest>,
    ) -> Answer<CloseInterventionResponse> {
        rpc::write(&self.ground.store, request, intervention::close::close).await
    }

    async fn list_interventions(
        &self,
        request: Request<ListInterventionsRequest>,
    ) -> Answer<ListInterventionsResponse> {
        rpc::read(&self.ground.store, request, intervention::list::list).await
    }

    async fn open_loan(&self, request: Request<OpenLoanRequest>) -> Answer<OpenLoanResponse> {
        rpc::write(&self.ground.store, request, loan::open::open).await
    }

    async fn end_loan(&self, request: Request<EndLoanRequest>) -> Answer<EndLoanResponse> {
        rpc::write(&self.ground.store, request, loan::end::end).await
    }

    async fn lend_reviewer(&self, request: Request<LendReviewerRequest>) -> Answer<LendReviewerResponse> {
        rpc::write(&self.ground.store, request, reviewer_loan::lend::lend).await
    }

    async fn end_reviewer_loan(&self, request: Request<EndReviewerLoanRequest>) -> Answer<EndReviewerLoanResponse> {
        rpc::write(&self.ground.store, request, reviewer_loan::end::end).await
    }

    async fn list_reviewer_loans(
        &self,
        request: Request<ListReviewerLoansRequest>,
    ) -> Answer<ListReviewerLoansResponse> {
        rpc::read(&self.ground.store, request, reviewer_loan::list::list).await
    }

    async fn list_loans(&self, request: Request<ListLoansRequest>) -> Answer<ListLoansResponse> {
        rpc::read(&self.ground.store, request, loan::list::list).await
    }
}
