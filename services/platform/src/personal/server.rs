//! The personal data service: what people and offices ask of the stores in this process.

use std::{pin::Pin, sync::Arc};

use futures::Stream;
use proto::platform::v1::{
    ExportPersonalDataRequest, ExportPersonalDataResponse, PreviewRetentionRequest, PreviewRetentionResponse,
    personal_data_service_server::{PersonalDataService, PersonalDataServiceServer},
};
use tonic::{Request, Response, Status};

use super::{Tables, export, retention};
use crate::{
    error::{Error, Result},
    rpc,
    service::Service,
    store::Store,
};

/// Answers for the services of this process.
pub(crate) struct PersonalDataServer {
    services: Vec<(Service, Store, Arc<Tables>)>,
}

impl PersonalDataServer {
    pub(crate) fn service(services: &[Service], stores: &[Store]) -> PersonalDataServiceServer<Self> {
        let declared = services.iter().zip(stores);
        let services = declared.map(|(service, store)| (*service, store.clone(), Arc::new((service.personal)())));
        PersonalDataServiceServer::new(Self { services: services.collect() })
    }

    /// The service that a parent names.
    fn of(&self, parent: &str) -> Result<&(Service, Store, Arc<Tables>)> {
        let name = parent.rsplit('/').next().unwrap_or_default();
        let found = self.services.iter().find(|(service, ..)| service.name == name);
        found.ok_or_else(|| Error::not_found(parent))
    }
}

type Exported = std::result::Result<ExportPersonalDataResponse, Status>;

#[tonic::async_trait]
impl PersonalDataService for PersonalDataServer {
    type ExportPersonalDataStream = Pin<Box<dyn Stream<Item = Exported> + Send>>;

    async fn export_personal_data(
        &self,
        request: Request<ExportPersonalDataRequest>,
    ) -> std::result::Result<Response<Self::ExportPersonalDataStream>, Status> {
        let (permit, asked) = rpc::open(request)?;
        let answer = async {
            rpc::checked(&permit, &asked)?;
            let (_, store, tables) = self.of(&asked.parent)?;
            export::export(store, tables, &permit, asked).await
        };
        let answer: Result<_> = answer.await;
        answer.map(|pieces| Response::new(Box::pin(pieces) as _)).map_err(|error| error.into_status(permit.language))
    }

    async fn preview_retention(
        &self,
        request: Request<PreviewRetentionRequest>,
    ) -> std::result::Result<Response<PreviewRetentionResponse>, Status> {
        let (permit, asked) = rpc::open(request)?;
        let answer = async {
            rpc::checked(&permit, &asked)?;
            let (service, store, _) = self.of(&asked.parent)?;
            retention::preview(store, service.retention, &permit, &asked).await
        };
        answer.await.map(Response::new).map_err(|error: Error| error.into_status(permit.language))
    }
}
