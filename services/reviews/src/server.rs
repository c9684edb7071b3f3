//! The generated trait, one line an rpc.

use platform::{
    rpc::{read, write},
    service::Ground,
};
use proto::reviews::v1::{reviews_service_server::ReviewsService, *};
use tonic::{Request, Response, Status};

use crate::{appeal, assignment, case, clarification, decision, review, screening, validation};

/// Answers the rpcs of the reviews service.
pub struct Server {
    /// Its rows.
    pub ground: Ground,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ReviewsService for Server {
    async fn get_case(&self, request: Request<GetCaseRequest>) -> Answer<GetCaseResponse> {
        read(&self.ground.store, request, case::get::get).await
    }

    async fn list_cases(&self, request: Request<ListCasesRequest>) -> Answer<ListCasesResponse> {
        read(&self.ground.store, request, case::list::list).await
    }

    async fn screen_case(&self, request: Request<ScreenCaseRequest>) -> Answer<ScreenCaseResponse> {
        write(&self.ground.store, request, case::screen::screen).await
    }

    async fn confirm_screening(&self, request: Request<ConfirmScreeningRequest>) -> Answer<ConfirmScreeningResponse> {
        write(&self.ground.store, request, screening::confirm::confirm).await
    }

    async fn request_clarification(
        &self,
        request: Request<RequestClarificationRequest>,
    ) -> Answer<RequestClarificationResponse> {
        write(&self.ground.store, request, clarification::request::request).await
    }

    async fn assign_reviewers(&self, request: Request<AssignReviewersRequest>) -> Answer<AssignReviewersResponse> {
        write(&self.ground.store, request, assignment::assign::assign).await
    }

    async fn list_assignments(&self, request: Request<ListAssignmentsRequest>) -> Answer<ListAssignmentsResponse> {
        read(&self.ground.store, request, assignment::list::list).await
    }

    async fn get_assignment(&self, request: Request<GetAssignmentRequest>) -> Answer<GetAssignmentResponse> {
        read(&self.ground.store, request, assignment::get::get).await
    }

    async fn submit_review(&self, request: Request<SubmitReviewRequest>) -> Answer<SubmitReviewResponse> {
        write(&self.ground.store, request, review::submit::submit).await
    }

    async fn prepare_decision(&self, request: Request<PrepareDecisionRequest>) -> Answer<PrepareDecisionResponse> {
        write(&self.ground.store, request, decision::prepare::prepare).await
    }

    async fn release_decisions(&self, request: Request<ReleaseDecisionsRequest>) -> Answer<ReleaseDecisionsResponse> {
        write(&self.ground.store, request, decision::release::release).await
    }

    async fn rank_cases(&self, request: Request<RankCasesRequest>) -> Answer<RankCasesResponse> {
        read(&self.ground.store, request, decision::rank::rank).await
    }

    async fn try_decisions(&self, request: Request<TryDecisionsRequest>) -> Answer<TryDecisionsResponse> {
        read(&self.ground.store, request, decision::try_out::try_out).await
    }

    async fn prepare_decisions(&self, request: Request<PrepareDecisionsRequest>) -> Answer<PrepareDecisionsResponse> {
        write(&self.ground.store, request, decision::prepare_all::prepare_all).await
    }

    async fn confirm_decision(&self, request: Request<ConfirmDecisionRequest>) -> Answer<ConfirmDecisionResponse> {
        write(&self.ground.store, request, decision::confirm::confirm).await
    }

    async fn explain_decision(&self, request: Request<ExplainDecisionRequest>) -> Answer<ExplainDecisionResponse> {
        read(&self.ground.store, request, decision::explain::explain).await
    }

    async fn list_decisions(&self, request: Request<ListDecisionsRequest>) -> Answer<ListDecisionsResponse> {
        read(&self.ground.store, request, decision::list::list).await
    }

    async fn get_appeal(&self, request: Request<GetAppealRequest>) -> Answer<GetAppealResponse> {
        read(&self.ground.store, request, appeal::get::get).await
    }

    async fn list_appeals(&self, request: Request<ListAppealsRequest>) -> Answer<ListAppealsResponse> {
        read(&self.ground.store, request, appeal::list::list).await
    }

    async fn judge_appeal(&self, request: Request<JudgeAppealRequest>) -> Answer<JudgeAppealResponse> {
        write(&self.ground.store, request, appeal::judge::judge).await
    }

    async fn assign_appeal_panel(
        &self,
        request: Request<AssignAppealPanelRequest>,
    ) -> Answer<AssignAppealPanelResponse> {
        write(&self.ground.store, request, appeal::assign_panel::assign).await
    }

    async fn get_hearing(&self, request: Request<GetHearingRequest>) -> Answer<GetHearingResponse> {
        read(&self.ground.store, request, appeal::get_hearing::get).await
    }

    async fn list_hearings(&self, request: Request<ListHearingsRequest>) -> Answer<ListHearingsResponse> {
        read(&self.ground.store, request, appeal::list_hearings::list).await
    }

    async fn submit_hearing(&self, request: Request<SubmitHearingRequest>) -> Answer<SubmitHearingResponse> {
        write(&self.ground.store, request, appeal::submit_hearing::submit).await
    }

    async fn complete_validation(
        &self,
        request: Request<CompleteValidationRequest>,
    ) -> Answer<CompleteValidationResponse> {
        write(&self.ground.store, request, validation::complete::complete).await
    }

    async fn list_validations(&self, request: Request<ListValidationsRequest>) -> Answer<ListValidationsResponse> {
        read(&self.ground.store, request, validation::list::list).await
    }
}
