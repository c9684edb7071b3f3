//! An OpenTelemetry collector: a real OTLP server over gRPC, which keeps what it is sent for the test to look at.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::{Metric, metric, number_data_point};
use opentelemetry_proto::tonic::resource::v1::Resource;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tonic::transport::{Server, server::TcpIncoming};
use tonic::{Request, Response, Status};

use super::Result;

/// Attributes as text, by name.
pub type Attributes = BTreeMap<String, String>;

/// One span as it was exported.
#[derive(Clone, Debug)]
pub struct Span {
    /// `service.name` of the process it came from.
    pub service: String,
    pub name: String,
    pub trace: Vec<u8>,
    pub id: Vec<u8>,
    /// Empty where the span is the first of its trace.
    pub parent: Vec<u8>,
    pub attributes: Attributes,
}

/// The latest of one series as it was exported.
#[derive(Clone, Debug)]
pub struct Point {
    pub metric: String,
    pub unit: String,
    pub attributes: Attributes,
    /// The number; for a histogram the sum.
    pub value: f64,
    /// How many were recorded; 1 for what is no histogram.
    pub count: u64,
}

#[derive(Default)]
struct Kept {
    spans: Vec<Span>,
    /// By process, metric and attributes: a later export of a series replaces the earlier one.
    points: BTreeMap<(Vec<u8>, String, Attributes), Point>,
}

/// A collector of its own, which ends with this value.
pub struct Collector {
    kept: Arc<Mutex<Kept>>,
    url: String,
    serving: AbortHandle,
}

impl Collector {
    /// Listens from the moment this returns.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let kept = Arc::new(Mutex::new(Kept::default()));
        let server = Server::builder()
            .add_service(TraceServiceServer::new(Receiver(Arc::clone(&kept))))
            .add_service(MetricsServiceServer::new(Receiver(Arc::clone(&kept))))
            .serve_with_incoming(TcpIncoming::from(listener));
        let serving = tokio::spawn(server).abort_handle();
        Ok(Self { kept, url, serving })
    }

    /// For `telemetry.otlp_url`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every span so far.
    pub fn spans(&self) -> Vec<Span> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).spans.clone()
    }

    /// The latest of every series.
    pub fn points(&self) -> Vec<Point> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).points.values().cloned().collect()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Receiver(Arc<Mutex<Kept>>);

#[tonic::async_trait]
impl TraceService for Receiver {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> std::result::Result<Response<ExportTraceServiceResponse>, Status> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for of_resource in request.into_inner().resource_spans {
            let service = told(of_resource.resource.as_ref(), "service.name");
            for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                kept.spans.push(Span {
                    service: service.clone(),
                    name: span.name,
                    trace: span.trace_id,
                    id: span.span_id,
                    parent: span.parent_span_id,
                    attributes: attributes(&span.attributes),
                });
            }
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Receiver {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> std::result::Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for of_resource in request.into_inner().resource_metrics {
            let process = told(of_resource.resource.as_ref(), "service.instance.id").into_bytes();
            for metric in of_resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics) {
                for point in points(&metric) {
                    let series = (process.clone(), metric.name.clone(), point.attributes.clone());
                    kept.points.insert(series, point);
                }
            }
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

fn points(metric: &Metric) -> Vec<Point> {
    let point = |of: &[KeyValue], value: f64, count: u64| Point {
        metric: metric.name.clone(),
        unit: metric.unit.clone(),
        attributes: attributes(of),
        value,
        count,
    };
    let numbers = match &metric.data {
        Some(metric::Data::Gauge(gauge)) => &gauge.data_points,
        Some(metric::Data::Sum(sum)) => &sum.data_points,
        Some(metric::Data::Histogram(histogram)) => {
            let points = histogram.data_points.iter();
            return points.map(|found| point(&found.attributes, found.sum.unwrap_or_default(), found.count)).collect();
        }
        _ => return Vec::new(),
    };
    let number = |value: Option<number_data_point::Value>| match value {
        Some(number_data_point::Value::AsDouble(value)) => value,
        Some(number_data_point::Value::AsInt(value)) => value as f64,
        None => f64::NAN,
    };
    numbers.iter().map(|found| point(&found.attributes, number(found.value), 1)).collect()
}

fn told(resource: Option<&Resource>, name: &str) -> String {
    resource.and_then(|resource| attributes(&resource.attributes).remove(name)).unwrap_or_default()
}

fn attributes(of: &[KeyValue]) -> Attributes {
    of.iter().map(|attribute| (attribute.key.clone(), text(attribute.value.as_ref()))).collect()
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        Some(any_value::Value::BoolValue(flag)) => flag.to_string(),
        other => format!("{other:?}"),
    }
}
