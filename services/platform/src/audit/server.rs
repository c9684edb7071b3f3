//! The audit service: what admins ask of the audit logs of the services in this process.

use std::{pin::Pin, sync::Arc};

use futures::Stream;
use proto::platform::v1::{
    AuditChain, ExportAuditEntriesRequest, ExportAuditEntriesResponse, ListAuditEntriesRequest,
    ListAuditEntriesResponse, VerifyAuditRequest, VerifyAuditResponse,
    audit_service_server::{AuditService, AuditServiceServer},
};
use tokio::sync::Mutex;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    export,
    heads::Heads,
    kept::KeptHeads,
    list,
    verify::{self, Chain},
};
use crate::{
    access::Permit,
    config::Config,
    error::{Error, Result},
    names::{NETWORK, Place},
    rpc,
    store::Store,
    validate,
};

/// Answers for the stores of this process.
pub(crate) struct AuditServer {
    stores: Vec<Store>,
    config: Arc<Config>,
    /// Held by whoever reads a whole log: one at a time, or a few impatient callers would take the database for themselves.
    verifying: Mutex<()>,
}

impl AuditServer {
    pub(crate) fn service(stores: Vec<Store>, config: Arc<Config>) -> AuditServiceServer<Self> {
        AuditServiceServer::new(Self { stores, config, verifying: Mutex::new(()) })
    }

    fn store(&self, parent: &str) -> Result<&Store> {
        let found = self.stores.iter().find(|store| store.service == service_of(parent));
        found.ok_or_else(|| Error::not_found(parent))
    }

    async fn verify(&self, permit: &Permit, request: &VerifyAuditRequest) -> Result<VerifyAuditResponse> {
        let place = reached(permit, &request.parent)?;
        validate::message(request)?;
        let store = self.store(&request.parent)?;
        let _alone = permit.wait(self.verifying.lock()).await?;
        // Before the database is looked at, which then is at least as new.
        let heads = self.heads(store.service, permit).await?;
        let country = place.country();
        let chains = verify::verify(store.network(), store.service, country, heads.as_ref(), Some(permit)).await?;
        let chains = chains.into_iter().map(message).collect();
        Ok(VerifyAuditResponse { chains, heads_checked: heads.is_some() })
    }

    /// The heads in the file, if there is one. It is read beside the calls: it may be long.
    async fn heads(&self, service: &'static str, permit: &Permit) -> Result<Option<KeptHeads>> {
        let Some(file) = self.config.heads_file().filter(|file| file.exists()) else { return Ok(None) };
        let key = Heads::existing(&self.config).map_err(Error::internal)?.public_key();
        let waits = permit.clone();
        let goes_on = move || waits.in_time().is_ok();
        let read = tokio::task::spawn_blocking(move || KeptHeads::read(&file, service, &key, goes_on));
        let read = read.await.map_err(Error::internal)?;
        permit.in_time()?;
        read.map(Some).map_err(Error::internal)
    }
}

/// The place that a parent names, if the caller may see the audit log of it: the network's own is not for countries,
/// although they may read other things that the network owns.
pub(super) fn reached(permit: &Permit, parent: &str) -> Result<Place> {
    let place = Place::of("parent", parent)?;
    let admitted = permit.admit(&place, parent)?;
    if place == Place::Network && !admitted.writes {
        return Err(Error::not_found(parent));
    }
    Ok(place)
}

/// `reviews`, in `countries/do/services/reviews` and `services/reviews`.
pub(super) fn service_of(parent: &str) -> &str {
    parent.rsplit('/').next().unwrap_or_default()
}

/// The resource name of an entry.
pub(super) fn entry_name(service: &str, country: &str, id: Uuid) -> String {
    let own = format!("services/{service}/auditEntries/{id}");
    if country == NETWORK { own } else { format!("countries/{country}/{own}") }
}

fn message(chain: Chain) -> AuditChain {
    let (first_wrong, problem) = chain.wrong.map(|wrong| (wrong.first, wrong.problem)).unwrap_or_default();
    let country = if chain.country == NETWORK { String::new() } else { format!("countries/{}", chain.country) };
    let Chain { entries, sealed, hash, .. } = chain;
    AuditChain { country, entries, sealed, hash, first_wrong, problem }
}

type Exported = std::result::Result<ExportAuditEntriesResponse, Status>;

#[tonic::async_trait]
impl AuditService for AuditServer {
    type ExportAuditEntriesStream = Pin<Box<dyn Stream<Item = Exported> + Send>>;

    async fn list_audit_entries(
        &self,
        request: Request<ListAuditEntriesRequest>,
    ) -> std::result::Result<Response<ListAuditEntriesResponse>, Status> {
        let (permit, asked) = rpc::open(request)?;
        let answer = async {
            reached(&permit, &asked.parent)?;
            validate::message(&asked)?;
            list::list(self.store(&asked.parent)?, &permit, &asked).await
        };
        answer.await.map(Response::new).map_err(|error| error.into_status(permit.language))
    }

    async fn export_audit_entries(
        &self,
        request: Request<ExportAuditEntriesRequest>,
    ) -> std::result::Result<Response<Self::ExportAuditEntriesStream>, Status> {
        let (permit, asked) = rpc::open(request)?;
        let language = permit.language;
        let answer = async {
            reached(&permit, &asked.parent)?;
            validate::message(&asked)?;
            export::export(self.store(&asked.parent)?.clone(), permit, asked).await
        };
        answer.await.map(|stream| Response::new(Box::pin(stream) as _)).map_err(|error| error.into_status(language))
    }

    async fn verify_audit(
        &self,
        request: Request<VerifyAuditRequest>,
    ) -> std::result::Result<Response<VerifyAuditResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        let answer = self.verify(&permit, &request).await;
        answer.map(Response::new).map_err(|error| error.into_status(permit.language))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proto::platform::v1::Reason;

    use super::*;

    #[tokio::test]
    async fn one_log_is_checked_at_a_time_and_whoever_waits_does_so_within_their_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::load_from(None, Default::default()).expect("the defaults");
        config.data_folder = folder.path().to_path_buf();
        let store = Store::open("test", &config, Vec::new).await.expect("a store");
        let server = AuditServer { stores: vec![store], config: Arc::new(config), verifying: Mutex::new(()) };
        let request = VerifyAuditRequest { parent: "services/test".into() };
        let mut permit = Permit::of_service("verify", &Place::Network);
        let busy = server.verifying.lock().await;
        permit.deadline = Instant::now().checked_add(Duration::from_millis(50));
        let refused = server.verify(&permit, &request).await.expect_err("somebody else is at it");
        assert_eq!(refused.reason(), Reason::DeadlineExceeded);
        drop(busy);
        permit.deadline = None;
        assert!(server.verify(&permit, &request).await.is_ok());
    }
}
