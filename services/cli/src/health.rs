//! `aceleracion health`: whether what should serve does; for containers, which have no shell or other client.

use std::{fmt::Display, net::SocketAddr, time::Duration};

use platform::{
    clients::{endpoint, reason},
    config::Config,
    service::Service,
};
use tonic::{
    Code, Status,
    codegen::http::uri::InvalidUri,
    transport::{Channel, Uri},
};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::{problem::Problem, serve::chosen};

/// All answers together; below the patience of whoever asks again and again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whom to ask, and where.
#[derive(clap::Args)]
pub struct Arguments {
    /// Services; when none is named, the process as a whole.
    services: Vec<String>,
    /// Where to ask; left out, services are asked where `clients` says, and the process at `server.listen`.
    #[arg(long)]
    url: Option<String>,
}

/// What is asked about: a name for people, the names that health knows it by, and where it should answer.
struct Question {
    about: String,
    names: Vec<&'static str>,
    url: String,
}

/// Ends well when all that was asked about serves.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    for question in questions(&config, config.server.listen, &arguments)? {
        let asked = tokio::time::timeout(PATIENCE, ask(&config, &question));
        let late = |_| silent(&question, &format!("nothing came within {} seconds", PATIENCE.as_secs()));
        asked.await.map_err(late)??;
        println!("{}: serving", question.about);
    }
    Ok(())
}

fn questions(config: &Config, listening: SocketAddr, arguments: &Arguments) -> Result<Vec<Question>, Problem> {
    let at = |service: &str| arguments.url.clone().unwrap_or_else(|| config.client_url(service, listening));
    if arguments.services.is_empty() {
        // An empty name is how the protocol calls the whole process, and no service: it is found at `server.listen`.
        return Ok(vec![Question { about: "the process".into(), names: vec![""], url: at("") }]);
    }
    let question =
        |service: Service| Question { about: service.name.into(), names: service.grpc.to_vec(), url: at(service.name) };
    Ok(chosen(&arguments.services)?.into_iter().map(question).collect())
}

async fn ask(config: &Config, question: &Question) -> Result<(), Problem> {
    let channel = connect(config, question).await?;
    for name in &question.names {
        let request = HealthCheckRequest { service: (*name).to_owned() };
        let answer = HealthClient::new(channel.clone()).check(request).await;
        let status = answer.map_err(|status| refused(question, &status))?.into_inner().status();
        if status != ServingStatus::Serving {
            let Question { about, url, .. } = question;
            return Err(Problem::Said(format!(
                "{about} at {url} does not serve: it is starting or ending; ask again, or look into its log"
            )));
        }
    }
    Ok(())
}

async fn connect(config: &Config, question: &Question) -> Result<Channel, Problem> {
    let url = &question.url;
    let wrong = |problem: &dyn Display| Problem::Said(format!("{url}: {problem}; a URL is http://127.0.0.1:7400"));
    let uri: Uri = url.parse().map_err(|problem: InvalidUri| wrong(&problem))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(wrong(&"it begins with neither http:// nor https://"));
    }
    endpoint(config, uri)?.connect().await.map_err(|problem| silent(question, &reason(&problem)))
}

fn refused(question: &Question, status: &Status) -> Problem {
    let Question { about, url, .. } = question;
    if status.code() == Code::NotFound {
        return Problem::Said(format!("{about} is not served at {url}; say with --url where it is"));
    }
    silent(question, status.message())
}

fn silent(question: &Question, problem: &str) -> Problem {
    let Question { about, url, .. } = question;
    Problem::Said(format!(
        "{about} at {url} does not answer: {problem}; start it with `aceleracion serve`, or say with --url where it is"
    ))
}
