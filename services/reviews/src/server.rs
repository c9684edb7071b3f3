//! The generated trait, one line an rpc.

use platform::{
    rpc::{read, write},
    service::Ground,
};
use proto::reviews::v1::{reviews_service_server::ReviewsService, *};
use tonic::{Request, Response, Status};

use crate::{
    assignment, calibration, case, clarification, decision, discussion, figures, review, screening, validation,
};

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

    async fn save_review_draft(&self, request: Request<SaveReviewDraftRequest>) -> Answer<SaveReviewDraftResponse> {
        write(&self.ground.store, request, review::save_draft::save).await
    }

    async fn decline_assignment(
        &self,
        request: Request<DeclineAssignmentRequest>,
    ) -> Answer<DeclineAssignmentResponse> {
        write(&self.ground.store, request, assignment::decline::decline).await
    }

    async fn delegate_assignment(
        &self,
        request: Request<DelegateAssignmentRequest>,
    ) -> Answer<DelegateAssignmentResponse> {
        write(&self.ground.store, request, assignment::delegate::delegate).await
    }

    async fn get_review_form(&self, request: Request<GetReviewFormRequest>) -> Answer<GetReviewFormResponse> {
        read(&self.ground.store, request, review::get_form::get).await
    }

    async fn upload_review_form(&self, request: Request<UploadReviewFormRequest>) -> Answer<UploadReviewFormResponse> {
        write(&self.ground.store, request, review::upload_form::upload).await
    }

    async fn start_calibration(&self, request: Request<StartCalibrationRequest>) -> Answer<StartCalibrationResponse> {
        write(&self.ground.store, request, calibration::start::start).await
    }

    async fn list_reviews(&self, request: Request<ListReviewsRequest>) -> Answer<ListReviewsResponse> {
        read(&self.ground.store, request, review::list::list).await
    }

    async fn post_comment(&self, request: Request<PostCommentRequest>) -> Answer<PostCommentResponse> {
        write(&self.ground.store, request, discussion::post::post).await
    }

    async fn list_comments(&self, request: Request<ListCommentsRequest>) -> Answer<ListCommentsResponse> {
        read(&self.ground.store, request, discussion::list::list).await
    }

    async fn prepare_decision(&self, request: Request<PrepareDecisionRequest>) -> Answer<PrepareDecisionResponse> {
        write(&self.ground.store, request, decision::prepare::prepare).await
    }

    async fn release_decisions(&self, request: Request<ReleaseDecisionsRequest>) -> Answer<ReleaseDecisionsResponse> {
        write(&self.ground.store, request, decision::release::release).await
    }

    async fn list_decisions(&self, request: Request<ListDecisionsRequest>) -> Answer<ListDecisionsResponse> {
        read(&self.ground.store, request, decision::list::list).await
    }

    async fn summarize_reviews(&self, request: Request<SummarizeReviewsRequest>) -> Answer<SummarizeReviewsResponse> {
        read(&self.ground.store, request, figures::summarize::summarize).await
    }

    async fn get_validation_form(
        &self,
        request: Request<GetValidationFormRequest>,
    ) -> Answer<GetValidationFormResponse> {
        read(&self.ground.store, request, validation::form::form).await
    }

    async fn list_validation_tasks(
        &self,
        request: Request<ListValidationTasksRequest>,
    ) -> Answer<ListValidationTasksResponse> {
        read(&self.ground.store, request, validation::tasks::list).await
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
