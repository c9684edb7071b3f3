//! The generated trait, one line an rpc.

use platform::{
    rpc::{find_and_write, read, write},
    service::Ground,
};
use proto::reviews::v1::{reviews_service_server::ReviewsService, *};
use tonic::{Request, Response, Status};

use crate::{
    appeal,
    assignment::{
        self,
        proposal::{compute, replace},
    },
    calibration, case, clarification, conflict, decision, discussion, figures, review, screening, validation,
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

    async fn compute_assignments(
        &self,
        request: Request<ComputeAssignmentsRequest>,
    ) -> Answer<ComputeAssignmentsResponse> {
        find_and_write(&self.ground.store, request, compute::find, compute::compute).await
    }

    async fn replace_reviewers(&self, request: Request<ReplaceReviewersRequest>) -> Answer<ReplaceReviewersResponse> {
        find_and_write(&self.ground.store, request, replace::find, replace::replace).await
    }

    async fn get_assignment_proposal(
        &self,
        request: Request<GetAssignmentProposalRequest>,
    ) -> Answer<GetAssignmentProposalResponse> {
        read(&self.ground.store, request, assignment::proposal::get::get).await
    }

    async fn list_assignment_proposals(
        &self,
        request: Request<ListAssignmentProposalsRequest>,
    ) -> Answer<ListAssignmentProposalsResponse> {
        read(&self.ground.store, request, assignment::proposal::list::list).await
    }

    async fn list_proposed_assignments(
        &self,
        request: Request<ListProposedAssignmentsRequest>,
    ) -> Answer<ListProposedAssignmentsResponse> {
        read(&self.ground.store, request, assignment::proposal::list_pairs::list).await
    }

    async fn change_assignment_proposal(
        &self,
        request: Request<ChangeAssignmentProposalRequest>,
    ) -> Answer<ChangeAssignmentProposalResponse> {
        write(&self.ground.store, request, assignment::proposal::change::change).await
    }

    async fn release_assignment_proposal(
        &self,
        request: Request<ReleaseAssignmentProposalRequest>,
    ) -> Answer<ReleaseAssignmentProposalResponse> {
        write(&self.ground.store, request, assignment::proposal::release::release).await
    }

    async fn discard_assignment_proposal(
        &self,
        request: Request<DiscardAssignmentProposalRequest>,
    ) -> Answer<DiscardAssignmentProposalResponse> {
        write(&self.ground.store, request, assignment::proposal::discard::discard).await
    }

    async fn withdraw_assignment(
        &self,
        request: Request<WithdrawAssignmentRequest>,
    ) -> Answer<WithdrawAssignmentResponse> {
        write(&self.ground.store, request, assignment::withdraw::withdraw).await
    }

    async fn set_reviewer_profile(
        &self,
        request: Request<SetReviewerProfileRequest>,
    ) -> Answer<SetReviewerProfileResponse> {
        write(&self.ground.store, request, assignment::profile::set::set).await
    }

    async fn get_reviewer_profile(
        &self,
        request: Request<GetReviewerProfileRequest>,
    ) -> Answer<GetReviewerProfileResponse> {
        read(&self.ground.store, request, assignment::profile::get::get).await
    }

    async fn list_bid_cases(&self, request: Request<ListBidCasesRequest>) -> Answer<ListBidCasesResponse> {
        read(&self.ground.store, request, assignment::bid::list::list).await
    }

    async fn set_bid(&self, request: Request<SetBidRequest>) -> Answer<SetBidResponse> {
        write(&self.ground.store, request, assignment::bid::set::set).await
    }

    async fn declare_conflict(&self, request: Request<DeclareConflictRequest>) -> Answer<DeclareConflictResponse> {
        write(&self.ground.store, request, conflict::declare::declare).await
    }

    async fn rule_conflict(&self, request: Request<RuleConflictRequest>) -> Answer<RuleConflictResponse> {
        write(&self.ground.store, request, conflict::rule::rule).await
    }

    async fn list_conflicts(&self, request: Request<ListConflictsRequest>) -> Answer<ListConflictsResponse> {
        read(&self.ground.store, request, conflict::list::list).await
    }

    async fn explain_conflicts(&self, request: Request<ExplainConflictsRequest>) -> Answer<ExplainConflictsResponse> {
        read(&self.ground.store, request, conflict::explain::explain).await
    }

    async fn record_tie(&self, request: Request<RecordTieRequest>) -> Answer<RecordTieResponse> {
        write(&self.ground.store, request, conflict::record_tie::record).await
    }

    async fn end_tie(&self, request: Request<EndTieRequest>) -> Answer<EndTieResponse> {
        write(&self.ground.store, request, conflict::end_tie::end).await
    }

    async fn list_ties(&self, request: Request<ListTiesRequest>) -> Answer<ListTiesResponse> {
        read(&self.ground.store, request, conflict::list_ties::list).await
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
