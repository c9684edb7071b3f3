//! A scope: one transaction in one place, for one caller; who that is, and what they find there.

use std::sync::Arc;

use proto::platform::v1::Role;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select,
};
use tokio::sync::Notify;

use super::{
    Backend, Store, Transaction, change::Late, derived::Derived, remembered::Remembered, tenant::Tenant,
    transitions::Transitions,
};
use crate::{
    access::{Admitted, Permit, grants},
    audit::{
        actors::Actors,
        entry::{self, Draft},
        people::Forgotten,
        personal,
    },
    error::{Error, Language, Result},
    events::{Envelope, outgoing::Outgoing},
    files::Files,
    invitation::InvitationPage,
    limits::Turn,
    moment,
    names::{self, NETWORK, Place},
    personal::Secret,
    search::Document,
};

/// One transaction in one place, for one caller. Dropped without a commit, it leaves nothing.
pub struct Scope {
    pub(super) rows: Late,
    pub(super) service: &'static str,
    backend: Backend,
    pub(super) place: Place,
    pub(super) permit: Permit,
    pub(super) admitted: Admitted,
    pub(super) request_id: String,
    pub(super) entries: Vec<Draft>,
    pub(super) forgotten: Vec<Forgotten>,
    pub(super) events: Vec<Envelope>,
    pub(super) documents: Vec<Document>,
    pub(super) transitions: Transitions,
    pub(super) derived: Derived,
    pub(super) hidden: Vec<String>,
    pub(super) remembered: Remembered,
    pub(super) outgoing: Outgoing,
    pub(super) sealer: Arc<Notify>,
    pub(super) actors: Arc<Actors>,
    pub(super) secret: Secret,
    pub(super) files: Files,
    invitation_page: InvitationPage,
    /// After the transaction, so that it is dropped when the connection is free.
    _turn: Option<Turn>,
}

impl Scope {
    pub(super) fn new(
        store: &Store,
        transaction: Transaction,
        place: Place,
        permit: &Permit,
        admitted: Admitted,
    ) -> Self {
        Self {
            rows: Late::of(transaction),
            service: store.service,
            backend: store.backend,
            place,
            permit: permit.clone(),
            admitted,
            request_id: String::new(),
            entries: Vec::new(),
            forgotten: Vec::new(),
            events: Vec::new(),
            documents: Vec::new(),
            transitions: Transitions::default(),
            derived: Derived::default(),
            hidden: Vec::new(),
            remembered: Remembered::default(),
            outgoing: store.outgoing.clone(),
            sealer: Arc::clone(&store.sealer),
            actors: Arc::clone(&store.actors),
            secret: store.secret.clone(),
            files: store.files.clone(),
            invitation_page: store.invitation_page.clone(),
            _turn: None,
        }
    }

    /// The same scope, in which the rows of these countries are not found.
    pub(super) fn without(self, hidden: Vec<String>) -> Self {
        Self { hidden, ..self }
    }

    /// The same, in the turn of a call; others of the country wait for its end.
    pub(super) fn in_turn(self, turn: Turn) -> Self {
        Self { _turn: Some(turn), ..self }
    }

    /// What the country column holds here: a country code, or `network`. Empty when reading across countries.
    pub fn country(&self) -> &str {
        self.place.country().unwrap_or_default()
    }

    /// The place as it goes into the digest of a page token.
    pub fn place_key(&self) -> String {
        format!("{:?}/{:?}", self.place, self.admitted.owner)
    }

    /// The subject of the caller.
    pub fn subject(&self) -> &str {
        &self.permit.subject
    }

    /// The role by which the caller acts here.
    pub fn role(&self) -> Role {
        self.admitted.role
    }

    /// The same as the audit log tells it: of somebody to whom the place is lent, that which they hold elsewhere, and where,
    /// `office_staff:cr`.
    pub fn role_told(&self) -> String {
        self.admitted.role_told()
    }

    /// Where the caller holds a role, also of a call for which no role is asked: codes of countries, and the network.
    /// Nothing where somebody calls who holds none, or without a token.
    pub fn belongs(&self) -> &[String] {
        &self.permit.belongs
    }

    /// Where the caller belongs, if that is known.
    ///
    /// # Errors
    /// `GRANTS_STALE` where they may belong to more places: whether what the platform granted them holds cannot be told now.
    pub fn belongs_for_certain(&self) -> Result<&[String]> {
        if self.permit.stale { Err(grants::stale()) } else { Ok(self.belongs()) }
    }

    /// The files of the service.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Where whoever is invited accepts.
    pub fn invitation_page(&self) -> &InvitationPage {
        &self.invitation_page
    }

    /// True when another system calls with a key, and no person with a token.
    pub fn is_api_key(&self) -> bool {
        names::is_api_key(&self.permit.subject)
    }

    /// True when the caller reaches only what is their own.
    pub fn is_own(&self) -> bool {
        self.admitted.owner.is_some()
    }

    /// True when the country lent its queue to the caller, who belongs elsewhere.
    pub fn is_lent(&self) -> bool {
        !self.admitted.home.is_empty()
    }

    /// Which database its rows are in.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The caller's language.
    pub fn language(&self) -> Language {
        self.permit.language
    }

    /// Finds rows of this place; of the caller alone where the caller reaches only their own.
    pub fn find<E: Tenant>(&self) -> Select<E>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        E::find().filter(self.guard::<E>())
    }

    /// What holds for the rows of a table that are found here.
    pub(super) fn guard<E: Tenant>(&self) -> Condition
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut guard = Condition::all();
        if let Some(country) = self.place.country() {
            let mut places = Condition::any().add(E::country().eq(country));
            if E::SHARED {
                places = places.add(E::country().eq(NETWORK));
            }
            guard = guard.add(places);
        }
        if !self.hidden.is_empty() {
            guard = guard.add(E::country().is_not_in(self.hidden.iter().map(String::as_str)));
        }
        if let Some(subject) = &self.admitted.owner
            && let Some(own) = E::own(self.country(), subject)
        {
            guard = guard.add(own);
        }
        self.not_hidden(E::bonds(), guard)
    }

    /// The place.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The one row of a query, if there is one.
    pub async fn one<E: EntityTrait>(&self, query: Select<E>) -> Result<Option<E::Model>> {
        Ok(query.one(self.rows.settled().await?).await?)
    }

    /// The row of a query, or the answer that `name` is not there.
    pub async fn expect<E: EntityTrait>(&self, query: Select<E>, name: &str) -> Result<E::Model> {
        self.one(query).await?.ok_or_else(|| Error::not_found(name))
    }

    /// All rows of a query, which the caller has bounded.
    pub async fn all<E: EntityTrait>(&self, query: Select<E>) -> Result<Vec<E::Model>> {
        Ok(query.all(self.rows.settled().await?).await?)
    }

    /// How many rows a query has.
    pub async fn count<E>(&self, query: Select<E>) -> Result<u64>
    where
        E: EntityTrait<Model: Send + Sync>,
    {
        Ok(query.count(self.rows.settled().await?).await?)
    }

    /// What tells a person to other services that know their subject, and to nobody else.
    pub fn person_key(&self, subject: &str) -> Vec<u8> {
        self.secret.person_key(subject)
    }

    /// Shows other services that `name` is of the person with this subject.
    pub(crate) fn proof(&self, subject: &str, name: &str) -> Vec<u8> {
        self.secret.proof(subject, name)
    }

    /// Whether it shows that.
    pub(crate) fn proves(&self, subject: &str, name: &str, proof: &[u8]) -> bool {
        self.secret.proves(subject, name, proof)
    }

    /// The entry that has to be written before the answer to this read may leave: where it holds personal data that is
    /// neither the caller's own nor everybody's to see.
    pub(crate) fn entry_of_read<R: proto::Rpc>(&self, resource: &str, answer: &R::Response) -> Option<entry::Model> {
        let is_public = self.admitted.role == Role::Unspecified;
        if self.is_own() || is_public || !personal::is_in::<R>(answer) {
            return None;
        }
        Some(self.entry(resource.to_owned()))
    }

    /// Ends a scope that read personal data of others which is about to leave, and returns when the audit log tells of it.
    pub async fn close_told(self, store: &Store, resource: &str) -> Result<()> {
        let entry = self.entry(resource.to_owned());
        self.commit().await?;
        // Behind the transaction that read, which must not write.
        store.write_read(entry).await
    }

    /// The connection, for the machinery of this crate.
    pub(crate) async fn connection(&self) -> Result<&impl ConnectionTrait> {
        self.rows.settled().await
    }

    /// An entry about a resource, without a change.
    pub(crate) fn entry(&self, resource: String) -> entry::Model {
        entry::Model {
            // A read across countries is told in the log of the network.
            country: self.place.country().unwrap_or(NETWORK).to_owned(),
            id: uuid::Uuid::now_v7(),
            at: moment::now(),
            actor: self.permit.subject.clone(),
            role: self.admitted.role_told(),
            method: self.permit.method.into(),
            resource,
            request_id: self.request_id.clone(),
            address: self.permit.address.clone(),
            before: None,
            after: None,
        }
    }
}
