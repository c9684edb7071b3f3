//! Traces and metrics, as a real OTLP receiver gets them from four processes on PostgreSQL and RabbitMQ.

use lapin::{
    BasicProperties, Connection, ConnectionProperties,
    options::{BasicPublishOptions, ConfirmSelectOptions},
    types::{AMQPValue, FieldTable},
};
use prost_reflect::prost::Message;
use proto::{
    Event,
    registrations::v1::{
        ApplicantRecorded, GetRegistrationRequest, RegistrationSubmitted, RegistrationWithdrawn,
        SearchRegistrationsRequest, SubmitRegistrationRequest,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::{Failure, SERVICES},
    servers::{self, Collector, Point, Span},
};
use tonic::Request;

/// What an applicant's own system was doing when it called.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

#[tokio::test(flavor = "multi_thread")]
async fn one_submission_is_one_trace_through_all_services_and_its_numbers_arrive() -> Result<(), Failure> {
    let collector = Collector::start().await?;
    let settings = [
        ("ACELERACION__TELEMETRY__OTLP_URL", collector.url()),
        ("ACELERACION__EVENTS__RETRY_FIRST_MILLISECONDS", "50"),
        ("ACELERACION__EVENTS__RETRY_LONGEST_SECONDS", "1"),
        ("ACELERACION__EVENTS__RETRY_ATTEMPTS", "20"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
    ];
    let network = Network::apart("telemetry", &settings).await?;
    submit(&network).await?;
    // Parked only after many tries, so it begins here and is looked for at the end.
    publish(&RegistrationWithdrawn::default(), b"\xff\xff\xff no message").await?;
    the_submission_is_one_tree(&collector).await?;
    the_numbers_of_calls_and_events_arrive(&network, &collector).await?;
    what_is_tried_again_counts_as_such_and_in_the_end_as_consumed(&collector).await?;
    what_always_fails_counts_as_parked(&collector).await
}

async fn submit(network: &Network) -> Result<(), Failure> {
    let draft = network.draft("do", registration("Ruta compartida")).await?;
    let mut request = Request::new(SubmitRegistrationRequest { name: draft.name, ..Default::default() });
    request.metadata_mut().insert("traceparent", format!("00-{TRACE}-{CALLER}-01").parse()?);
    network.office("do")?.registrations.submit_registration(request).await?;
    Ok(())
}

/// Waits for the two notifications, to the applicant and to the office, to be told of, and goes back from each. The
/// processes export at times of their own, so the tree is whole only a while after its last leaf.
async fn the_submission_is_one_tree(collector: &Collector) -> Result<(), Failure> {
    let is_of = |span: &Span, name: &str| span.name == name && span.attributes["event"] == "notification.sent";
    let whole = until("the whole tree", || async {
        let spans = of_trace(collector.spans(), TRACE);
        let told = spans.iter().filter(|span| is_of(span, "publish")).count() == 2;
        let hangs_together = spans.iter().all(|span| way(span, &spans).is_ok());
        Ok((told && hangs_together).then_some(spans))
    });
    let spans = match whole.await {
        Ok(spans) => spans,
        Err(failure) => {
            let spans = of_trace(collector.spans(), TRACE);
            let ways: Vec<_> = spans.iter().map(|span| way(span, &spans)).collect();
            return Err(format!("{failure}: {ways:#?}").into());
        }
    };
    let leaves = spans.iter().filter(|span| is_of(span, "publish"));
    let ways: Vec<String> = leaves.map(|leaf| way(leaf, &spans)).collect::<Result<_, _>>()?;
    let submission = "registrations rpc SubmitRegistration > registrations publish registration.submitted";
    let end = "notifications delivery > notifications publish notification.sent";
    let to_applicant = format!("{submission} > notifications reaction registration.submitted > {end}");
    let to_office = format!(
        "{submission} > reviews reaction registration.submitted > reviews publish case.opened > notifications reaction \
         case.opened > {end}"
    );
    assert!(ways.contains(&to_applicant) && ways.contains(&to_office), "{ways:#?}");
    Ok(())
}

fn of_trace(spans: Vec<Span>, trace: &str) -> Vec<Span> {
    spans.into_iter().filter(|span| written(&span.trace) == trace).collect()
}

fn written(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The way from the caller's own span down to this one.
fn way(span: &Span, spans: &[Span]) -> Result<String, Failure> {
    let what = span.attributes.get("event").or_else(|| span.attributes.get("method"));
    let what = what.map(|what| format!(" {}", what.rsplit('/').next().unwrap_or_default())).unwrap_or_default();
    let here = format!("{} {}{what}", span.service, span.name);
    if written(&span.parent) == CALLER {
        return Ok(here);
    }
    let parent = spans.iter().find(|other| other.id == span.parent);
    Ok(format!("{} > {here}", way(parent.ok_or_else(|| format!("{here} hangs loose"))?, spans)?))
}

async fn the_numbers_of_calls_and_events_arrive(network: &Network, collector: &Collector) -> Result<(), Failure> {
    let nowhere = "countries/do/registrations/00000000-0000-7000-8000-000000000000".to_owned();
    let asked = network.office("do")?.registrations.get_registration(GetRegistrationRequest { name: nowhere }).await;
    assert!(asked.is_err());
    let strangers = network.caller("nobody", "reviewer", "do", "en")?.registrations;
    let search = SearchRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
    assert!(strangers.clone().search_registrations(search).await.is_err());
    let service = "aceleracion.registrations.v1.RegistrationsService";
    for (method, code) in
        [("SubmitRegistration", "OK"), ("GetRegistration", "NOT_FOUND"), ("SearchRegistrations", "PERMISSION_DENIED")]
    {
        let method = format!("{service}/{method}");
        let expected = [("rpc.method", method.as_str()), ("rpc.response.status_code", code)];
        let point = arrived(collector, "rpc.server.call.duration", &expected).await?;
        assert!(point.unit == "s" && point.count == 1 && point.value > 0.0, "{point:?}");
    }
    for service in SERVICES {
        let of_service = [("service", service)];
        let depth = arrived(collector, "aceleracion.outbox.depth", &of_service).await?;
        assert!(depth.value >= 0.0, "{depth:?}");
        let age = arrived(collector, "aceleracion.outbox.age", &of_service).await?;
        assert!(age.unit == "s" && age.value >= 0.0, "{age:?}");
        for pool in ["app", "network"] {
            let of_pool = [("service", service), ("pool", pool)];
            let limit = arrived(collector, "aceleracion.pool.limit", &of_pool).await?;
            let used = arrived(collector, "aceleracion.pool.used", &of_pool).await?;
            assert!(limit.value == 16.0 && (0.0..=16.0).contains(&used.value), "{limit:?} {used:?}");
        }
    }
    let submitted = [("service", "reviews"), ("event", "registration.submitted")];
    let lag = arrived(collector, "aceleracion.events.lag", &submitted).await?;
    assert!(lag.unit == "s" && lag.count == 1 && (0.0..60.0).contains(&lag.value), "{lag:?}");
    let of_registrations = [("service", "registrations"), ("event", "registration.submitted")];
    assert_eq!(arrived(collector, "aceleracion.events.published", &of_registrations).await?.value, 1.0);
    Ok(())
}

/// The series with these attributes among others, once it is there.
async fn arrived(collector: &Collector, metric: &str, of: &[(&str, &str)]) -> Result<Point, Failure> {
    until(&format!("{metric} of {of:?}"), || async { Ok(series(collector, metric, of)) }).await
}

fn series(collector: &Collector, metric: &str, of: &[(&str, &str)]) -> Option<Point> {
    let fits = |point: &Point| {
        point.metric == metric && of.iter().all(|(name, value)| point.attributes.get(*name).is_some_and(|v| v == value))
    };
    collector.points().into_iter().find(fits)
}

/// A submission whose applicant nobody has heard of yet waits; the news of the applicant lets it pass.
async fn what_is_tried_again_counts_as_such_and_in_the_end_as_consumed(collector: &Collector) -> Result<(), Failure> {
    let name = "countries/do/registrations/0190a0a0-0000-7000-8000-0000000000aa";
    let of = [("service", "notifications"), ("event", "registration.submitted")];
    let early = RegistrationSubmitted { name: name.into(), version: 2, title: "Horno".into(), ..Default::default() };
    publish(&early, &early.encode_to_vec()).await?;
    let retried = arrived(collector, "aceleracion.events.retried", &of).await?;
    assert!(retried.value >= 1.0, "{retried:?}");
    let before = arrived(collector, "aceleracion.events.consumed", &of).await?;
    assert_eq!(before.value, 1.0, "the one that was submitted");
    let applicant = ApplicantRecorded { name: name.into(), version: 1, language: "es".into(), ..Default::default() };
    publish(&applicant, &applicant.encode_to_vec()).await?;
    until("the retried reaction to count as consumed", || async {
        let now = series(collector, "aceleracion.events.consumed", &of).map_or(0.0, |point| point.value);
        Ok((now == 2.0).then_some(()))
    })
    .await
}

async fn what_always_fails_counts_as_parked(collector: &Collector) -> Result<(), Failure> {
    for service in ["reviews", "notifications"] {
        let of = [("service", service), ("event", "registration.withdrawn")];
        assert_eq!(arrived(collector, "aceleracion.events.parked", &of).await?.value, 1.0);
    }
    Ok(())
}

/// Publishes as another relay would: with our attributes, and confirmed.
async fn publish<T: Event>(event: &T, data: &[u8]) -> Result<(), Failure> {
    let url = servers::shared().rabbitmq().await?.url().replace("%2f", "telemetry");
    let connection = Connection::connect(&url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut headers = FieldTable::default();
    for (name, value) in [("country", "do"), ("name", T::NAME), ("subject", event.subject())] {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongString(value.into()));
    }
    for (name, value) in [("version", event.version()), ("at", 1_600_000_000_000)] {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongLongInt(value));
    }
    let properties = BasicProperties::default()
        .with_message_id(uuid::Uuid::now_v7().to_string().into())
        .with_type(T::TYPE.into())
        .with_app_id("registrations".into())
        .with_headers(headers);
    let key = format!("do.{}", T::NAME);
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    channel.basic_publish("aceleracion.events".into(), key.into(), options, data, properties).await?.await?;
    Ok(())
}
