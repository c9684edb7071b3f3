//! The service of the contract: one line an rpc.

use platform::{rpc, service::Ground};
use proto::notifications::v1::{
    GetNotificationRequest, GetNotificationResponse, ListNotificationsRequest, ListNotificationsResponse,
    ResendNotificationRequest, ResendNotificationResponse, SummarizeNotificationsRequest,
    SummarizeNotificationsResponse, notifications_service_server::NotificationsService,
};
use tonic::{Request, Response, Status};

use crate::notification;

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
impl NotificationsService for Server {
    async fn list_notifications(
        &self,
        request: Request<ListNotificationsRequest>,
    ) -> Answer<ListNotificationsResponse> {
        rpc::read(&self.ground.store, request, notification::list::list).await
    }

    async fn get_notification(&self, request: Request<GetNotificationRequest>) -> Answer<GetNotificationResponse> {
        rpc::read(&self.ground.store, request, notification::get::get).await
    }

    async fn resend_notification(
        &self,
        request: Request<ResendNotificationRequest>,
    ) -> Answer<ResendNotificationResponse> {
        rpc::write(&self.ground.store, request, notification::resend::resend).await
    }

    async fn summarize_notifications(
        &self,
        request: Request<SummarizeNotificationsRequest>,
    ) -> Answer<SummarizeNotificationsResponse> {
        rpc::read(&self.ground.store, request, notification::summarize::summarize).await
    }
}
