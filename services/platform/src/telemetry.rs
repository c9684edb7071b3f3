//! Logs, traces and metrics: switched on once, at start, and flushed at the end.
//!
//! What always holds: logs go to the standard error stream, since the standard output belongs to commands; a collector
//! that is slow or gone delays neither a call nor the end of the process; without one, nothing is collected.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithTonicConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Config, LogFormat};
use crate::metrics::Metrics;

/// How long the end of the process waits for the collector.
const FLUSH: Duration = Duration::from_secs(5);

/// How long one export may take. Shorter than [`FLUSH`], so that a lost collector is reported rather than cut off.
const EXPORT: Duration = Duration::from_secs(4);

/// How our own instruments and spans are called among those of libraries.
const SCOPE: &str = "aceleracion";

/// Why watching could not be switched on.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `telemetry.log_filter` is not a filter.
    #[error("telemetry.log_filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// `telemetry.otlp_url` is not an address that can be called.
    #[error("telemetry.otlp_url: {0}")]
    Address(#[from] tonic::transport::Error),
    /// An exporter refused its settings.
    #[error("telemetry.otlp_url: {0}")]
    Exporter(#[from] ExporterBuildError),
    /// Exporting needs a running tokio runtime, and there is none.
    #[error("telemetry.otlp_url: traces and metrics can be sent only from inside a tokio runtime")]
    NoRuntime,
    /// The process has a subscriber already: [`start`] is for once.
    #[error("logs were switched on before: {0}")]
    AlreadyStarted(#[from] TryInitError),
}

/// What was switched on. Keep it until the end, and then [`Telemetry::stop`] it: dropping loses what was not sent yet.
#[must_use]
#[derive(Debug)]
pub struct Telemetry {
    exporting: Option<Exporting>,
}

#[derive(Debug)]
struct Exporting {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
}

/// Switches logs on, and traces and metrics where `telemetry.otlp_url` says where to; `service` is the name under which
/// they are found there. How many traces are kept is the collector's choice, or `OTEL_TRACES_SAMPLER`'s.
pub fn start(config: &Config, service: &str) -> Result<Telemetry, TelemetryError> {
    let filter = EnvFilter::try_new(&config.telemetry.log_filter)?;
    let json = match config.telemetry.log_format {
        LogFormat::Auto => config.is_production(),
        LogFormat::Readable => false,
        LogFormat::Json => true,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).boxed()
    };
    let exporting = match config.telemetry.otlp_url.as_str() {
        "" => None,
        url => Some(exporting(url, service)?),
    };
    let spans = exporting.as_ref().map(|exporting| {
        tracing_opentelemetry::layer()
            .with_tracer(exporting.traces.tracer(SCOPE))
            .with_filter(FilterFn::new(is_ours).with_max_level_hint(LevelFilter::INFO))
    });
    // The filter of logs is for logs alone: with `warn`, traces are still whole.
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(spans).try_init()?;

    global::set_text_map_propagator(TraceContextPropagator::new());
    if let Some(exporting) = &exporting {
        global::set_tracer_provider(exporting.traces.clone());
        global::set_meter_provider(exporting.metrics.clone());
    }
    Ok(Telemetry { exporting })
}

/// Sending to the collector makes spans in these libraries; sent in turn, they would never end.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    const CARRIERS: [&str; 5] = ["opentelemetry", "tonic", "hyper", "h2", "tower"];
    *metadata.level() <= Level::INFO && !CARRIERS.iter().any(|carrier| metadata.target().starts_with(carrier))
}

fn exporting(url: &str, service: &str) -> Result<Exporting, TelemetryError> {
    tokio::runtime::Handle::try_current().map_err(|_| TelemetryError::NoRuntime)?;
    // A channel of our own: the exporter's own would refuse `https`, which needs one more feature of its crate.
    let channel = channel(url)?;
    let spans = SpanExporter::builder().with_tonic().with_channel(channel.clone()).build()?;
    let numbers = MetricExporter::builder().with_tonic().with_channel(channel).build()?;
    let resource = Resource::builder()
        .with_service_name(service.to_owned())
        .with_attributes([
            KeyValue::new("service.namespace", SCOPE),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", uuid::Uuid::new_v4().to_string()),
        ])
        .build();
    Ok(Exporting {
        traces: SdkTracerProvider::builder().with_batch_exporter(spans).with_resource(resource.clone()).build(),
        metrics: SdkMeterProvider::builder().with_periodic_exporter(numbers).with_resource(resource).build(),
    })
}

/// Connects at the first export: a collector that starts later than the platform is no reason not to start.
fn channel(url: &str) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?.timeout(EXPORT).connect_timeout(EXPORT);
    let endpoint = if url.starts_with("https:") {
        endpoint.tls_config(ClientTlsConfig::new().with_native_roots())?
    } else {
        endpoint
    };
    Ok(endpoint.connect_lazy())
}

impl Telemetry {
    /// The instruments of this process; they cost next to nothing where nothing is exported.
    pub fn metrics(&self) -> Metrics {
        match &self.exporting {
            Some(_) => Metrics::new(&global::meter(SCOPE)),
            None => Metrics::off(),
        }
    }

    /// Sends what was not sent yet, for at most five seconds: a lost collector must not keep the process from ending.
    pub async fn stop(self) {
        let Some(Exporting { traces, metrics }) = self.exporting else { return };
        // Flushing blocks. On threads of its own it can be abandoned, which a runtime's blocking pool would not allow;
        // and side by side, so that one does not use up the time of the other.
        let ends = futures::future::join(
            flushed("traces", move || traces.shutdown_with_timeout(FLUSH)),
            flushed("metrics", move || metrics.shutdown_with_timeout(FLUSH)),
        );
        if tokio::time::timeout(FLUSH, ends).await.is_err() {
            tracing::warn!("the collector did not take the last traces and metrics in time");
        }
    }
}

async fn flushed<E: std::fmt::Display + Send + 'static>(
    what: &'static str,
    flush: impl FnOnce() -> Result<(), E> + Send + 'static,
) {
    let (done, ended) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name(format!("flush-{what}")).spawn(move || {
        // Nobody listens any more once the time is up.
        let _ = done.send(flush());
    });
    match thread {
        Ok(_) => {
            if let Ok(Err(error)) = ended.await {
                tracing::warn!(%error, "the last {what} were not sent");
            }
        }
        Err(error) => tracing::warn!(%error, "the last {what} were not sent"),
    }
}

/// The current span as a W3C `traceparent`, to travel with an event or a call; `None` where nothing is traced.
pub fn trace_context() -> Option<String> {
    let context = Span::current().context();
    let mut carrier = HashMap::with_capacity(2);
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove("traceparent")
}

/// Makes a span the child of a `traceparent` that came with a call or an event. Before the span is first entered: later
/// it has an identity already, and keeps it. What is malformed is left aside, since it comes from outside and must not
/// fail a call.
pub fn set_parent(span: &Span, traceparent: &str) {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract(&carrier);
    if context.span().span_context().is_valid() {
        // Refused only where nothing is traced.
        let _ = span.set_parent(context);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn traced<T>(work: impl FnOnce() -> T) -> T {
        let traces = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(traces.tracer(SCOPE));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work)
    }

    #[test]
    fn the_trace_goes_on_from_one_process_to_the_next() {
        traced(|| {
            let span = tracing::info_span!("reaction");
            set_parent(&span, PARENT);
            let context = span.in_scope(trace_context).unwrap();
            assert!(context.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{context}");
            assert!(context.ends_with("-01") && context != PARENT, "{context}");
        });
    }

    #[test]
    fn malformed_parents_start_a_trace_of_their_own() {
        for parent in ["", "nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01", &"9".repeat(4096)] {
            traced(|| {
                let span = tracing::info_span!("call");
                set_parent(&span, parent);
                assert!(span.in_scope(trace_context).is_some());
            });
        }
    }

    #[test]
    fn without_tracing_there_is_no_context() {
        let span = tracing::info_span!("call");
        set_parent(&span, PARENT);
        assert_eq!(span.in_scope(trace_context), None);
    }

    #[test]
    fn exporting_outside_a_runtime_is_refused() {
        assert!(matches!(exporting("http://127.0.0.1:1", "test"), Err(TelemetryError::NoRuntime)));
    }

    #[tokio::test]
    async fn a_lost_collector_does_not_keep_the_process_from_ending() {
        // It accepts connections and never says a word.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let telemetry = Telemetry { exporting: Some(exporting(&url, "test").unwrap()) };
        if let Some(exporting) = &telemetry.exporting {
            let tracer = exporting.traces.tracer(SCOPE);
            drop(opentelemetry::trace::Tracer::start(&tracer, "unsent"));
        }
        let begun = std::time::Instant::now();
        telemetry.stop().await;
        assert!(begun.elapsed() < FLUSH + Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn https_collectors_are_accepted() {
        assert!(channel("https://collector:4317").is_ok());
        assert!(channel("not a url").is_err());
    }
}
