//! How full the pools of a store are: what an operator looks at when calls wait.

use sea_orm::DatabaseConnection;

use super::{Backend, Store};
use crate::metrics::Metrics;

impl Store {
    /// Tells the metrics how much of each pool is in use.
    pub(crate) fn measure_pools(&self, metrics: &Metrics) {
        let pools = match self.backend {
            Backend::Postgres => [("app", &self.app), ("network", &self.network)],
            Backend::Sqlite => [("writer", &self.app), ("reader", &self.reader)],
        };
        for (name, pool) in pools {
            let (used, limit) = use_of(self.backend, pool);
            metrics.pool(self.service, name, used, limit);
        }
    }
}

/// Connections in use, and how many there may be.
fn use_of(backend: Backend, pool: &DatabaseConnection) -> (u32, u32) {
    let used = |size: u32, idle: usize| size.saturating_sub(u32::try_from(idle).unwrap_or(u32::MAX));
    match backend {
        Backend::Postgres => {
            let pool = pool.get_postgres_connection_pool();
            (used(pool.size(), pool.num_idle()), pool.options().get_max_connections())
        }
        Backend::Sqlite => {
            let pool = pool.get_sqlite_connection_pool();
            (used(pool.size(), pool.num_idle()), pool.options().get_max_connections())
        }
    }
}
