//! What a scope writes. Entries for the audit log and events are collected while the use case works and written just before the
//! commit; where the database can, in one statement with the last change: each round trip costs more than the rows that it
//! brings.

use std::collections::BTreeSet;

use proto::Event;
use sea_orm::{ActiveModelTrait, ConnectionTrait, ModelTrait};

use super::{Scope, change::Change, inserts::AT_ONCE, request_ids, tenant::Tenant};
use crate::{
    audit::{
        actors::New,
        entry::{self, Draft},
        people::{self, Forgotten, Holder, Keys},
    },
    error::{Error, Result},
    events::{Envelope, outbox},
    search::{self, Document},
};

impl Scope {
    /// Adds a row, with its audit entry.
    pub async fn insert<E: Tenant>(&mut self, row: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.may_write::<E>(&row)?;
        self.record::<E>(None, Some(&row))?;
        let change = Change::insert::<E>(self.rows.beside().get_database_backend(), row);
        self.rows.later(change).await
    }

    /// Adds rows of one table in few statements, with an audit entry each.
    pub async fn insert_all<E: Tenant>(&mut self, rows: Vec<E::Model>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        for row in &rows {
            self.may_write::<E>(row)?;
            self.record::<E>(None, Some(row))?;
        }
        let backend = self.rows.beside().get_database_backend();
        let mut rows = rows.into_iter();
        loop {
            let some = rows.by_ref().take(AT_ONCE).collect();
            let Some(change) = Change::insert_all::<E>(backend, some) else { return Ok(()) };
            self.rows.later(change).await?;
        }
    }

    /// Writes `after` over `before`, with its audit entry. Nothing is written where nothing changed.
    pub async fn update<E: Tenant>(&mut self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.may_write::<E>(&after)?;
        let backend = self.rows.beside().get_database_backend();
        let Some(change) = Change::update::<E>(backend, before, &after) else { return Ok(()) };
        self.record::<E>(Some(before), Some(&after))?;
        self.rows.later(change).await
    }

    /// Writes a row that follows from another one which this scope changes, in the place of the one that may be there. It has
    /// no audit entry of its own: it says nothing that the other does not say. It is there once the scope commits.
    pub fn derive<E: Tenant>(&mut self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.may_write::<E>(row)?;
        self.derived.add::<E>(row);
        Ok(())
    }

    /// Writes `after` over `before` without an audit entry: where it says nothing that another change of this scope does not
    /// say, and its entry would tell of that one to somebody from whom it is hidden.
    pub async fn follow<E: Tenant>(&mut self, before: &E::Model, after: E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.may_write::<E>(&after)?;
        let change = Change::update::<E>(self.rows.beside().get_database_backend(), before, &after);
        let Some(change) = change else { return Ok(()) };
        self.rows.later(change).await
    }

    /// Removes a row, with its audit entry.
    pub async fn remove<E: Tenant>(&mut self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.may_write::<E>(row)?;
        self.record::<E>(Some(row), None)?;
        let change = Change::remove::<E>(self.rows.beside().get_database_backend(), row);
        self.rows.later(change).await
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

    /// Destroys the keys of rows about a person when this scope commits: nobody can find out any more what the audit log of
    /// this country has of them. Whoever removes such rows calls this in the same scope, with the name that
    /// [`Tenant::person`] gives for them. What the scope itself writes about the person has no trace of their data.
    pub async fn forget(&mut self, person: &str) -> Result<()> {
        self.destroy(Forgotten::Rows(person.to_owned())).await
    }

    /// The same of the words about a person alone, in rows that stay: who acted on these is somebody else.
    pub(crate) async fn forget_words(&mut self, person: &str) -> Result<()> {
        self.destroy(Forgotten::Words(person.to_owned())).await
    }

    /// The same of a subject, whomever the rows are about on which they acted.
    pub(crate) async fn forget_subject(&mut self, subject: &str) -> Result<()> {
        self.destroy(Forgotten::Subject(subject.to_owned())).await
    }

    /// The same of what was written while one key hid the words about a person and everyone who acted there: whoever of
    /// them is erased, nothing of them must be found by trying.
    pub(crate) async fn forget_older(&mut self, person: &str) -> Result<()> {
        self.destroy(Forgotten::Older(person.to_owned())).await
    }

    async fn destroy(&mut self, forgotten: Forgotten) -> Result<()> {
        people::destroy(self.rows.settled().await?, self.country(), &forgotten).await?;
        self.forgotten.push(forgotten);
        Ok(())
    }

    /// Has the audit log tell who did this to a resource where no row changes.
    pub fn note(&mut self, resource: &str) -> Result<()> {
        let entry = self.entry(resource.to_owned());
        self.entries.push(Draft::of::<()>(entry, resource.to_owned(), None, None, [&[], &[]])?);
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
        let forgotten = |holder: &Holder| self.forgotten.iter().any(|forgotten| forgotten.covers(holder));
        let holders: BTreeSet<Holder> =
            drafts.iter().flat_map(Draft::holders).filter(|holder| !forgotten(holder)).collect();
        if holders.is_empty() {
            return Ok(Keys::default());
        }
        people::keys(self.rows.beside(), self.country(), &holders).await
    }

    /// Rows of the scope's own country alone; what the scope remembers of their table is not so any more.
    fn may_write<E: Tenant>(&self, row: &E::Model) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let country = row.get(E::country()).unwrap::<String>();
        if country == self.country() {
            self.remembered.forget(E::default().table_name());
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
        self.entries.push(Draft::of(entry, E::person(row), before, after, [E::PERSONAL, E::SUBJECTS])?);
        self.documents.extend(E::FOUND_BY.as_ref().and_then(|by| Document::of(by, before, after)));
        if let Some(traced) = &E::TRACED {
            self.transitions.add(traced, before, after);
        }
        Ok(())
    }
}
