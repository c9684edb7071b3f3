//! A scope: one transaction in one place, for one caller.
//!
//! Entries for the audit log and events are collected while the use case works and written just before the commit; where
//! the database can, in one statement with the last change: each round trip costs more than the rows that it brings.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use proto::{Event, platform::v1::Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter,
    Select,
};
use tokio::sync::Notify;

use super::{
    Store, Transaction,
    change::{Change, Late},
    derived::Derived,
    request_ids,
    tenant::Tenant,
    transitions::Transitions,
};
use crate::{
    access::{Admitted, Permit},
    audit::{
        actors::{Actors, New},
        entry::{self, Draft},
        people::{self, Keys},
        personal,
    },
    error::{Error, Language, Result},
    events::{Envelope, outbox, outgoing::Outgoing},
    files::Files,
    limits::Turn,
    moment,
    names::{self, NETWORK, Place},
    personal::Secret,
    search::{self, Document},
};

/// One transaction in one place, for one caller. Dropped without a commit, it leaves nothing.
pub struct Scope {
    rows: Late,
    service: &'static str,
    place: Place,
    permit: Permit,
    admitted: Admitted,
    request_id: String,
    entries: Vec<Draft>,
    forgotten: HashSet<String>,
    events: Vec<Envelope>,
    documents: Vec<Document>,
    transitions: Transitions,
    derived: Derived,
    hidden: Vec<String>,
    outgoing: Outgoing,
    sealer: Arc<Notify>,
    actors: Arc<Actors>,
    secret: Secret,
    files: Files,
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
            place,
            permit: permit.clone(),
            admitted,
            request_id: String::new(),
            entries: Vec::new(),
            forgotten: HashSet::new(),
            events: Vec::new(),
            documents: Vec::new(),
            transitions: Transitions::default(),
            derived: Derived::default(),
            hidden: Vec::new(),
            outgoing: store.outgoing.clone(),
            sealer: Arc::clone(&store.sealer),
            actors: Arc::clone(&store.actors),
            secret: store.secret.clone(),
            files: store.files.clone(),
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

    /// Where the caller holds a role, also of a call for which no role is asked: codes of countries, and the network.
    /// Nothing where somebody calls who holds none, or without a token.
    pub fn belongs(&self) -> &[String] {
        &self.permit.belongs
    }

    /// The files of the service.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// True when another system calls with a key, and no person with a token.
    pub fn is_api_key(&self) -> bool {
        names::is_api_key(&self.permit.subject)
    }

    /// True when the caller reaches only what is their own.
    pub fn is_own(&self) -> bool {
        self.admitted.owner.is_some()
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

    /// Adds a row, with its audit entry.
    pub async fn insert<E: Tenant>(&mut self, row: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(&row)?;
        self.record::<E>(None, Some(&row))?;
        let change = Change::insert::<E>(self.rows.beside().get_database_backend(), row);
        self.rows.later(change).await
    }

    /// Writes `after` over `before`, with its audit entry. Nothing is written where nothing changed.
    pub async fn update<E: Tenant>(&mut self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(&after)?;
        let backend = self.rows.beside().get_database_backend();
        let Some(change) = Change::update::<E>(backend, before, &after) else { return Ok(()) };
        self.record::<E>(Some(before), Some(&after))?;
        self.rows.later(change).await
    }

    /// Writes `after` over `before` without an audit entry: where it says nothing that another change of this scope does not
    /// say, and its entry would tell of that one to somebody from whom it is hidden.
    pub async fn follow<E: Tenant>(&mut self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(&after)?;
        let change = Change::update::<E>(self.rows.beside().get_database_backend(), before, &after);
        let Some(change) = change else { return Ok(()) };
        self.rows.later(change).await
    }

    /// Writes a row that follows from another one which this scope changes, in the place of the one that may be there. It has
    /// no audit entry of its own: it says nothing that the other does not say. It is there once the scope commits.
    pub fn derive<E: Tenant>(&mut self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(row)?;
        self.derived.add::<E>(row);
        Ok(())
    }

    /// Removes a row, with its audit entry.
    pub async fn remove<E: Tenant>(&mut self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(row)?;
        self.record::<E>(Some(row), None)?;
        let change = Change::remove::<E>(self.rows.beside().get_database_backend(), row);
        self.rows.later(change).await
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

    /// Publishes a fact when, and only when, this scope commits.
    pub fn publish<T: Event>(&mut self, event: &T) {
        self.events.push(Envelope::of(event, self.service, self.country()));
    }

    /// Claims a request id for this request. The bytes of the first answer, if the same request came before; a
    /// different request under the same id is refused.
    pub(crate) async fn first_answer(&mut self, request_id: &str, digest: [u8; 32]) -> Result<Option<Vec<u8>>> {
        self.request_id = request_id.into();
        request_ids::claim(self.rows.settled().await?, &self.request(digest)).await
    }

    /// Keeps the answer for a repetition of the request.
    pub(crate) async fn keep_answer(&self, digest: [u8; 32], answer: Vec<u8>) -> Result<()> {
        request_ids::answer(self.rows.settled().await?, &self.request(digest), answer).await
    }

    fn request(&self, digest: [u8; 32]) -> request_ids::Request<'_> {
        request_ids::Request {
            country: self.country(),
            subject: &self.permit.subject,
            id: &self.request_id,
            method: self.permit.method,
            digest,
        }
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

    /// Destroys the key of a person when this scope commits: nobody can find out any more what the audit log of this
    /// country has of them. Whoever erases the rows of a person calls this in the same scope, with the name that
    /// [`Tenant::person`] gives for them. What the scope itself writes about the person has no trace of their data.
    pub async fn forget(&mut self, person: &str) -> Result<()> {
        people::destroy(self.rows.settled().await?, self.country(), person).await?;
        self.forgotten.insert(person.to_owned());
        Ok(())
    }

    /// Commits rows, audit entries and events together, hands the events to the relay and wakes the sealer.
    pub async fn commit(mut self) -> Result<()> {
        let drafts = std::mem::take(&mut self.entries);
        let keys = self.keys(&drafts).await?;
        if !self.documents.is_empty() {
            search::write(self.rows.beside(), self.country(), &self.documents).await?;
        }
        let mut transitions = std::mem::take(&mut self.transitions);
        transitions.clear(self.rows.beside(), self.country()).await?;
        let mut entries: Vec<entry::Model> = drafts.into_iter().map(|draft| draft.closed(&keys)).collect();
        let new: New = self.actors.hide(self.rows.beside(), &mut entries).await?;
        let to_seal = !entries.is_empty();
        let [entries, marks] = entry::inserts(entries)?;
        let places = self.outgoing.places(self.events.len());
        let events = outbox::insert(&self.events, places.as_ref().map(|places| places.lease));
        let mut inserts = vec![entries, marks, events];
        inserts.extend(transitions.inserts(self.country()));
        inserts.extend(std::mem::take(&mut self.derived).into_inserts());
        self.rows.together(inserts).await?;
        self.permit.in_time()?;
        self.rows.commit().await?;
        self.actors.remember(new);
        match places {
            Some(places) => places.fill(self.events),
            None if !self.events.is_empty() => self.outgoing.wake(),
            None => {}
        }
        if to_seal {
            self.sealer.notify_one();
        }
        Ok(())
    }

    /// The keys of those whose data is in these entries.
    async fn keys(&self, drafts: &[Draft]) -> Result<Keys> {
        let personal = drafts.iter().filter(|draft| draft.is_personal()).map(|draft| &draft.person);
        let persons: BTreeSet<String> = personal.filter(|person| !self.forgotten.contains(*person)).cloned().collect();
        if persons.is_empty() {
            return Ok(Keys::default());
        }
        people::keys(self.rows.beside(), self.country(), &persons).await
    }

    fn check_country<E: Tenant>(&self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let country = row.get(E::country()).unwrap::<String>();
        if country == self.country() {
            return Ok(());
        }
        Err(Error::internal(format!("a row of {country} in a scope of {}", self.country())))
    }

    fn record<E: Tenant>(&mut self, before: Option<&E::Model>, after: Option<&E::Model>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let Some(row) = after.or(before) else { return Ok(()) };
        let entry = self.entry(E::resource(row));
        let hidden = [E::PERSONAL, E::SUBJECTS].concat();
        self.entries.push(Draft::of(entry, E::person(row), before, after, &hidden)?);
        self.documents.extend(E::FOUND_BY.as_ref().and_then(|by| Document::of(by, before, after)));
        if let Some(traced) = &E::TRACED {
            self.transitions.add(traced, before, after);
        }
        Ok(())
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
