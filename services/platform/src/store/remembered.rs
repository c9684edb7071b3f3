//! What a scope has read and is asked for again: many events come in one scope, and the reaction to each would read the
//! same people and the same plan.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::Scope;
use crate::error::Result;

/// What was made of rows, by what it is and by which one it is.
#[derive(Default)]
pub(super) struct Remembered(Mutex<HashMap<(TypeId, String), Memory>>);

struct Memory {
    /// The tables it was made of.
    tables: &'static [&'static str],
    value: Arc<dyn Any + Send + Sync>,
}

impl Remembered {
    fn get<T: Send + Sync + 'static>(&self, which: &str) -> Option<Arc<T>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = all.get(&(TypeId::of::<T>(), which.to_owned()))?;
        Arc::clone(&memory.value).downcast().ok()
    }

    fn keep(&self, which: &str, tables: &'static [&'static str], value: Arc<impl Send + Sync + 'static>) {
        let key = (key_of(&value), which.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Memory { tables, value });
    }

    /// Forgets what was made of rows of a table.
    pub fn forget(&self, table: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, memory| !memory.tables.contains(&table));
    }
}

fn key_of<T: 'static>(_: &Arc<T>) -> TypeId {
    TypeId::of::<T>()
}

impl Scope {
    /// What `read` makes of rows of these tables: read once in this scope, and anew after the scope wrote to one of them.
    /// `which` tells it from others of its type. What others commit meanwhile is not seen.
    pub async fn once<T: Send + Sync + 'static>(
        &self,
        which: &str,
        tables: &'static [&'static str],
        read: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        if let Some(known) = self.remembered.get(which) {
            return Ok(known);
        }
        let value = Arc::new(read.await?);
        self.remembered.keep(which, tables, Arc::clone(&value));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_of_a_table_is_forgotten_when_the_table_is_written() {
        let remembered = Remembered::default();
        remembered.keep("one", &["members", "ties"], Arc::new(1_u8));
        remembered.keep("two", &["plans"], Arc::new(2_u8));
        assert_eq!(remembered.get::<u16>("one"), None, "another type is another thing");
        remembered.forget("cases");
        assert_eq!((remembered.get("one"), remembered.get("two")), (Some(Arc::new(1_u8)), Some(Arc::new(2_u8))));
        remembered.forget("ties");
        assert_eq!((remembered.get::<u8>("one"), remembered.get("two")), (None, Some(Arc::new(2_u8))));
    }
}
