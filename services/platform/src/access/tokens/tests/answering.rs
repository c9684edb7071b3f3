//! What stands in a provider's place: it answers what a test wants, and signs with keys of its own.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{access::tokens::Tokens, config::Config};

pub const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Something that speaks HTTP and answers what a test wants: status line, headers, body.
pub struct Answering {
    pub issuer: String,
    answers: Arc<Mutex<HashMap<String, (String, String)>>>,
    pub fetches: Arc<AtomicUsize>,
}

impl Answering {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let answers: Arc<Mutex<HashMap<String, (String, String)>>> = Arc::default();
        let fetches = Arc::new(AtomicUsize::new(0));
        let (known, count) = (Arc::clone(&answers), Arc::clone(&fetches));
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let read = peer.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                count.fetch_add(usize::from(path == DISCOVERY), Ordering::SeqCst);
                let missing = || ("404 Not Found".to_owned(), String::new());
                let (head, body) = known.lock().unwrap().get(&path).cloned().unwrap_or_else(missing);
                let length = body.len();
                let answer = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
                let _ = peer.write_all(answer.as_bytes()).await;
            }
        });
        let answering = Self { issuer, answers, fetches };
        answering.say(DISCOVERY, &answering.discovery());
        answering
    }

    pub fn discovery(&self) -> Value {
        json!({ "issuer": self.issuer, "jwks_uri": format!("{}/keys", self.issuer) })
    }

    pub fn say(&self, path: &str, body: &Value) {
        self.say_as(path, "200 OK", &body.to_string());
    }

    pub fn say_as(&self, path: &str, head: &str, body: &str) {
        self.answers.lock().unwrap().insert(path.into(), (head.into(), body.into()));
    }

    pub fn publish(&self, keys: &[&Signer]) {
        self.say("/keys", &json!({ "keys": keys.iter().map(|key| key.public()).collect::<Vec<_>>() }));
    }

    /// A platform that believes this provider, and its own trial issuer.
    pub fn tokens(&self, folder: &tempfile::TempDir, pause: u64) -> (Arc<Tokens>, Config) {
        let mut config = Config::load_from(None, HashMap::new()).unwrap();
        config.data_folder = folder.path().to_path_buf();
        config.identity.issuer = self.issuer.clone();
        config.identity.refresh_pause_seconds = pause;
        (Arc::new(Tokens::from_config(&config).unwrap()), config)
    }
}

/// A key of a provider, with its private half.
pub struct Signer {
    pub id: String,
    pub pkcs8: Vec<u8>,
}

impl Signer {
    pub fn new(id: &str) -> Self {
        let random = aws_lc_rs::rand::SystemRandom::new();
        Self { id: id.into(), pkcs8: Ed25519KeyPair::generate_pkcs8(&random).unwrap().as_ref().to_vec() }
    }

    pub fn public(&self) -> Value {
        let pair = Ed25519KeyPair::from_pkcs8(&self.pkcs8).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.id })
    }

    pub fn sign(&self, issuer: &str, more: &Value) -> String {
        let mut claims = json!({ "iss": issuer, "aud": ["account", "aceleracion"], "sub": "somebody" });
        claims["exp"] = (time::OffsetDateTime::now_utc().unix_timestamp() + 600).into();
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.id.clone());
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&self.pkcs8)).unwrap()
    }
}
