//! What a service does when it learns of a fact: one function an event.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

use proto::Event;

use super::Envelope;
use crate::{
    error::{Error, Result},
    store::Scope,
};

pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
type Handler = Arc<dyn for<'a> Fn(&'a mut Scope, &'a Envelope) -> Running<'a> + Send + Sync>;

/// A function that reacts to an event of type `T` inside a scope of the event's country.
pub trait Reaction<'a, T>: Send + Sync {
    /// What it runs as.
    type Running: Future<Output = Result<()>> + Send + 'a;
    /// Reacts.
    fn react(&self, scope: &'a mut Scope, event: T) -> Self::Running;
}

impl<'a, T, F, Running> Reaction<'a, T> for F
where
    F: Fn(&'a mut Scope, T) -> Running + Send + Sync,
    Running: Future<Output = Result<()>> + Send + 'a,
{
    type Running = Running;

    fn react(&self, scope: &'a mut Scope, event: T) -> Running {
        self(scope, event)
    }
}

/// The reactions of one service, by event name.
#[derive(Clone, Default)]
pub struct Reactions(HashMap<&'static str, Handler>);

impl Reactions {
    /// Adds a reaction to one event. Of two to the same event, both run, one after the other.
    pub fn on<T, F>(self, reaction: F) -> Self
    where
        T: Event,
        F: for<'a> Reaction<'a, T> + 'static,
    {
        let reaction = Arc::new(reaction);
        let handler: Handler = Arc::new(move |scope, envelope| {
            let reaction = Arc::clone(&reaction);
            Box::pin(async move {
                let event = T::decode(envelope.data.as_slice()).map_err(Error::internal)?;
                reaction.react(scope, event).await
            })
        });
        self.with(T::NAME, move |scope, envelope| handler(scope, envelope))
    }

    /// Adds a reaction that reads the message itself.
    pub(crate) fn with<F>(mut self, name: &'static str, handler: F) -> Self
    where
        F: for<'a> Fn(&'a mut Scope, &'a Envelope) -> Running<'a> + Send + Sync + 'static,
    {
        let handler: Handler = match self.0.remove(name) {
            None => Arc::new(handler),
            Some(first) => {
                let second: Handler = Arc::new(handler);
                Arc::new(move |scope, envelope| {
                    let (first, second) = (Arc::clone(&first), Arc::clone(&second));
                    Box::pin(async move {
                        first(scope, envelope).await?;
                        second(scope, envelope).await
                    })
                })
            }
        };
        self.0.insert(name, handler);
        self
    }

    /// The names of the events that are reacted to.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.0.keys().copied().collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn of(&self, name: &str) -> Option<&Handler> {
        self.0.get(name)
    }
}
