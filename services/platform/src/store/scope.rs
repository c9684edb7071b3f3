//! A scope: one transaction in one place, for one caller.
//!
//! Entries for the audit log and events are collected while the use case works and written just before the commit,
//! so that they cost two statements, however many there are.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use proto::{Event, platform::v1::Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    Iterable, ModelTrait, PaginatorTrait, PrimaryKeyToColumn, QueryFilter, Select, sea_query::Expr,
};
use tokio::sync::Notify;

use super::{Store, inserts, request_ids, tenant::Tenant};
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
    limits::Turn,
    moment,
    names::{self, NETWORK, Place},
    personal::Secret,
};

/// One transaction in one place, for one caller. Dropped without a commit, it leaves nothing.
pub struct Scope {
    transaction: DatabaseTransaction,
    service: &'static str,
    place: Place,
    permit: Permit,
    admitted: Admitted,
    request_id: String,
    entries: Vec<Draft>,
    forgotten: HashSet<String>,
    events: Vec<Envelope>,
    outgoing: Outgoing,
    sealer: Arc<Notify>,
    actors: Arc<Actors>,
    secret: Secret,
    /// After the transaction, so that it is dropped when the connection is free.
    _turn: Option<Turn>,
}

impl Scope {
    pub(super) fn new(
        store: &Store,
        transaction: DatabaseTransaction,
        place: Place,
        permit: &Permit,
        admitted: Admitted,
    ) -> Self {
        Self {
            transaction,
            service: store.service,
            place,
            permit: permit.clone(),
            admitted,
            request_id: String::new(),
            entries: Vec::new(),
            forgotten: HashSet::new(),
            events: Vec::new(),
            outgoing: store.outgoing.clone(),
            sealer: Arc::clone(&store.sealer),
            actors: Arc::clone(&store.actors),
            secret: store.secret.clone(),
            _turn: None,
        }
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
        let mut guard = Condition::all();
        if let Some(country) = self.place.country() {
            let mut places = Condition::any().add(E::country().eq(country));
            if E::SHARED {
                places = places.add(E::country().eq(NETWORK));
            }
            guard = guard.add(places);
        }
        if let (Some(subject), Some(owner)) = (&self.admitted.owner, E::owner()) {
            guard = guard.add(owner.eq(subject.as_str()));
        }
        E::find().filter(guard)
    }

    /// The one row of a query, if there is one.
    pub async fn one<E: EntityTrait>(&self, query: Select<E>) -> Result<Option<E::Model>> {
        Ok(query.one(&self.transaction).await?)
    }

    /// The row of a query, or the answer that `name` is not there.
    pub async fn expect<E: EntityTrait>(&self, query: Select<E>, name: &str) -> Result<E::Model> {
        self.one(query).await?.ok_or_else(|| Error::not_found(name))
    }

    /// All rows of a query, which the caller has bounded.
    pub async fn all<E: EntityTrait>(&self, query: Select<E>) -> Result<Vec<E::Model>> {
        Ok(query.all(&self.transaction).await?)
    }

    /// How many rows a query has.
    pub async fn count<E>(&self, query: Select<E>) -> Result<u64>
    where
        E: EntityTrait<Model: Send + Sync>,
    {
        Ok(query.count(&self.transaction).await?)
    }

    /// Adds a row, with its audit entry.
    pub async fn insert<E: Tenant>(&mut self, row: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(&row)?;
        self.record::<E>(None, Some(&row))?;
        E::insert(row.into_active_model().reset_all()).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// Writes `after` over `before`, with its audit entry. Nothing is written where nothing changed.
    pub async fn update<E: Tenant>(&mut self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(&after)?;
        let changed: Vec<E::Column> =
            E::Column::iter().filter(|column| before.get(*column) != after.get(*column)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.record::<E>(Some(before), Some(&after))?;
        let mut update = E::update_many();
        for column in changed {
            update = update.col_expr(column, column.save_as(Expr::value(after.get(column))));
        }
        for key in E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column) {
            update = update.filter(key.eq(before.get(key)));
        }
        match update.exec(&self.transaction).await?.rows_affected {
            1 => Ok(()),
            rows => Err(Error::internal(format!("a change of {} met {rows} rows", E::resource(&after)))),
        }
    }

    /// Removes a row, with its audit entry.
    pub async fn remove<E: Tenant>(&mut self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.check_country::<E>(row)?;
        self.record::<E>(Some(row), None)?;
        let mut delete = E::delete_many();
        for key in E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column) {
            delete = delete.filter(key.eq(row.get(key)));
        }
        match delete.exec(&self.transaction).await?.rows_affected {
            1 => Ok(()),
            rows => Err(Error::internal(format!("removing {} met {rows} rows", E::resource(row)))),
        }
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
        request_ids::claim(&self.transaction, &self.request(digest)).await
    }

    /// Keeps the answer for a repetition of the request.
    pub(crate) async fn keep_answer(&self, digest: [u8; 32], answer: Vec<u8>) -> Result<()> {
        request_ids::answer(&self.transaction, &self.request(digest), answer).await
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

    /// The connection, for the machinery of this crate.
    pub(crate) fn connection(&self) -> &impl ConnectionTrait {
        &self.transaction
    }

    /// Destroys the key of a person when this scope commits: nobody can find out any more what the audit log of this
    /// country has of them. Whoever erases the rows of a person calls this in the same scope, with the name that
    /// [`Tenant::person`] gives for them. What the scope itself writes about the person has no trace of their data.
    pub async fn forget(&mut self, person: &str) -> Result<()> {
        people::destroy(&self.transaction, self.country(), person).await?;
        self.forgotten.insert(person.to_owned());
        Ok(())
    }

    /// Commits rows, audit entries and events together, hands the events to the relay and wakes the sealer.
    pub async fn commit(mut self) -> Result<()> {
        let drafts = std::mem::take(&mut self.entries);
        let keys = self.keys(&drafts).await?;
        let mut entries: Vec<entry::Model> = drafts.into_iter().map(|draft| draft.closed(&keys)).collect();
        let new: New = self.actors.hide(&self.transaction, &mut entries).await?;
        let to_seal = !entries.is_empty();
        let [entries, marks] = entry::inserts(entries)?;
        let places = self.outgoing.places(self.events.len());
        let events = outbox::insert(&self.events, places.as_ref().map(|places| places.lease));
        inserts::together(&self.transaction, vec![entries, marks, events]).await?;
        self.permit.in_time()?;
        self.transaction.commit().await?;
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
        people::keys(&self.transaction, self.country(), &persons).await
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
            role: self.admitted.role.as_str_name().trim_start_matches("ROLE_").to_lowercase(),
            method: self.permit.method.into(),
            resource,
            request_id: self.request_id.clone(),
            address: self.permit.address.clone(),
            before: None,
            after: None,
        }
    }
}
