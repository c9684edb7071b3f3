//! What the platform counts and measures about itself.
//!
//! What always holds: attributes come from closed sets (methods of the contract, services, event names), never from
//! what a caller wrote, so the number of series is bounded; and where nothing is exported, recording is one comparison.

use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};
use tonic::Code;

/// Bounds of durations in seconds. From a millisecond, where a healthy call lies, to the minutes of a retried event.
const SECONDS: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

/// The instruments of one process; clones share them. Made by `Telemetry::metrics`.
#[derive(Clone, Debug)]
pub struct Metrics {
    instruments: Option<Arc<Instruments>>,
}

#[derive(Debug)]
struct Instruments {
    rpc_duration: Histogram<f64>,
    outbox_depth: Gauge<u64>,
    outbox_age: Gauge<f64>,
    published: Counter<u64>,
    consumed: Counter<u64>,
    retried: Counter<u64>,
    parked: Counter<u64>,
    lag: Histogram<f64>,
    pool_used: Gauge<u64>,
    pool_limit: Gauge<u64>,
}

impl Metrics {
    /// Records nothing.
    pub fn off() -> Self {
        Self { instruments: None }
    }

    /// Records through a meter. An instrument belongs for good to the provider its meter came from, so the provider
    /// must be there first.
    pub fn new(meter: &Meter) -> Self {
        let counter = |name: &'static str, text: &'static str| {
            meter.u64_counter(name).with_unit("{event}").with_description(text).build()
        };
        let seconds = |name: &'static str, text: &'static str| {
            meter.f64_histogram(name).with_unit("s").with_description(text).with_boundaries(SECONDS.to_vec()).build()
        };
        let gauge = |name: &'static str, unit: &'static str, text: &'static str| {
            meter.u64_gauge(name).with_unit(unit).with_description(text).build()
        };
        let instruments = Instruments {
            rpc_duration: seconds("rpc.server.call.duration", "Time from a call to its answer"),
            outbox_depth: gauge("aceleracion.outbox.depth", "{event}", "Events committed and not yet published"),
            outbox_age: meter
                .f64_gauge("aceleracion.outbox.age")
                .with_unit("s")
                .with_description("Age of the oldest event committed and not yet published")
                .build(),
            published: counter("aceleracion.events.published", "Events confirmed by the bus"),
            consumed: counter("aceleracion.events.consumed", "Events whose reaction was committed"),
            retried: counter("aceleracion.events.retried", "Failed reactions that will be tried again"),
            parked: counter("aceleracion.events.parked", "Events set aside for a person to look at"),
            lag: seconds("aceleracion.events.lag", "Time from an event's commit to that of its reaction"),
            pool_used: gauge("aceleracion.pool.used", "{connection}", "Database connections in use"),
            pool_limit: gauge("aceleracion.pool.limit", "{connection}", "Database connections there may be"),
        };
        Self { instruments: Some(Arc::new(instruments)) }
    }

    /// One call answered. `method` must be one of the contract (`package.Service/Method`); for others pass `_OTHER`, or
    /// a caller could make as many series as it likes.
    pub fn rpc(&self, method: &str, code: Code, took: Duration) {
        let Some(instruments) = &self.instruments else { return };
        let attributes = [
            KeyValue::new("rpc.system.name", "grpc"),
            KeyValue::new("rpc.method", method.to_owned()),
            KeyValue::new("rpc.response.status_code", code_name(code)),
        ];
        instruments.rpc_duration.record(took.as_secs_f64(), &attributes);
    }

    /// What waits in a service's outbox: how many, and for how long the oldest; zero where nothing waits.
    pub fn outbox(&self, service: &'static str, depth: u64, oldest: Duration) {
        let Some(instruments) = &self.instruments else { return };
        let attributes = [KeyValue::new("service", service)];
        instruments.outbox_depth.record(depth, &attributes);
        instruments.outbox_age.record(oldest.as_secs_f64(), &attributes);
    }

    /// The bus confirmed one event.
    pub fn published(&self, service: &'static str, event: &str) {
        let Some(instruments) = &self.instruments else { return };
        instruments.published.add(1, &of_event(service, event));
    }

    /// One reaction was committed, `lag` after the event was: what people feel as delay between two services.
    pub fn consumed(&self, service: &'static str, event: &str, lag: Duration) {
        let Some(instruments) = &self.instruments else { return };
        let attributes = of_event(service, event);
        instruments.consumed.add(1, &attributes);
        instruments.lag.record(lag.as_secs_f64(), &attributes);
    }

    /// One reaction failed and will be tried again.
    pub fn retried(&self, service: &'static str, event: &str) {
        let Some(instruments) = &self.instruments else { return };
        instruments.retried.add(1, &of_event(service, event));
    }

    /// One event was set aside; any growth is worth an alarm.
    pub fn parked(&self, service: &'static str, event: &str) {
        let Some(instruments) = &self.instruments else { return };
        instruments.parked.add(1, &of_event(service, event));
    }

    /// How much of a pool is in use; `pool` is the role it connects as.
    pub fn pool(&self, service: &'static str, pool: &'static str, used: u32, limit: u32) {
        let Some(instruments) = &self.instruments else { return };
        let attributes = [KeyValue::new("service", service), KeyValue::new("pool", pool)];
        instruments.pool_used.record(u64::from(used), &attributes);
        instruments.pool_limit.record(u64::from(limit), &attributes);
    }
}

fn of_event(service: &'static str, event: &str) -> [KeyValue; 2] {
    [KeyValue::new("service", service), KeyValue::new("event", event.to_owned())]
}

/// As the semantic conventions write it; tonic has only sentences.
fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::metrics::MeterProvider;
    use opentelemetry_sdk::metrics::data::{Metric, ResourceMetrics};
    use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
    use opentelemetry_sdk::metrics::{SdkMeterProvider, Temporality};
    use std::sync::Mutex;

    /// Keeps the names and the text of what was exported.
    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<Vec<(String, String)>>>);

    impl PushMetricExporter for Kept {
        async fn export(&self, metrics: &ResourceMetrics) -> opentelemetry_sdk::error::OTelSdkResult {
            let named = |metric: &Metric| (metric.name().to_owned(), format!("{metric:?}"));
            let all = metrics.scope_metrics().flat_map(|scope| scope.metrics().map(named).collect::<Vec<_>>());
            self.0.lock().unwrap().extend(all);
            Ok(())
        }
        fn force_flush(&self) -> opentelemetry_sdk::error::OTelSdkResult {
            Ok(())
        }
        fn shutdown_with_timeout(&self, _: Duration) -> opentelemetry_sdk::error::OTelSdkResult {
            Ok(())
        }
        fn temporality(&self) -> Temporality {
            Temporality::Cumulative
        }
    }

    fn record_all(metrics: &Metrics) {
        metrics.rpc("aceleracion.reviews.v1.Reviews/GetCase", Code::NotFound, Duration::from_millis(3));
        metrics.outbox("reviews", 3, Duration::from_secs(2));
        metrics.published("reviews", "case.opened");
        metrics.consumed("reviews", "registration.submitted", Duration::from_millis(40));
        metrics.retried("reviews", "registration.submitted");
        metrics.parked("reviews", "registration.submitted");
        metrics.pool("reviews", "network", 2, 16);
    }

    #[test]
    fn every_instrument_reaches_the_exporter() {
        let kept = Kept::default();
        let provider = SdkMeterProvider::builder().with_periodic_exporter(kept.clone()).build();
        record_all(&Metrics::new(&provider.meter("test")));
        provider.force_flush().unwrap();
        let kept = kept.0.lock().unwrap();
        let mut names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "aceleracion.events.consumed",
                "aceleracion.events.lag",
                "aceleracion.events.parked",
                "aceleracion.events.published",
                "aceleracion.events.retried",
                "aceleracion.outbox.age",
                "aceleracion.outbox.depth",
                "aceleracion.pool.limit",
                "aceleracion.pool.used",
                "rpc.server.call.duration",
            ]
        );
        assert!(kept.iter().any(|(_, text)| text.contains("NOT_FOUND")));
    }

    #[test]
    fn switched_off_it_takes_everything_and_does_nothing() {
        record_all(&Metrics::off());
    }
}
