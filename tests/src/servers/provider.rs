use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    Error, POLL, Result, START_LIMIT,
    authority::Authority,
    find_program, free_port,
    keeper::{Keep, Keeper},
    new_folder,
};

const SCRIPT: &str = include_str!("../../provider/provider.mjs");
/// How often a start is tried, each with its share of the time for starting.
const STARTS: u32 = 3;

/// An OpenID Connect provider: npm's `oidc-provider`, whose keys and tokens the test decides.
///
/// Its keys are kept over a stop, so that a provider which comes back is the same one.
#[derive(Debug)]
pub struct Provider {
    keeper: Keeper,
    folder: PathBuf,
    issuer: String,
    /// Where it answers, which is its issuer unless it lies.
    url: String,
    http: reqwest::Client,
}

impl Provider {
    /// A provider with these keys, each "<key id> <algorithm>"; the first signs unless a token asks for another.
    pub async fn start(keys: &[&str]) -> Result<Self> {
        Self::start_at("http", None, keys, None).await
    }

    /// One with TLS, whose certificate this authority vouches for.
    pub async fn start_with_tls(keys: &[&str], authority: &Authority) -> Result<Self> {
        Self::start_at("https", None, keys, Some(authority)).await
    }

    /// One that claims to be another: it names that one's issuer in all that it says.
    pub async fn start_as(issuer: &str, keys: &[&str]) -> Result<Self> {
        Self::start_at("http", Some(issuer), keys, None).await
    }

    async fn start_at(
        scheme: &str,
        issuer: Option<&str>,
        keys: &[&str],
        authority: Option<&Authority>,
    ) -> Result<Self> {
        let program = find_program("node").ok_or(Error::Missing { program: "node", package: "nodejs" })?;
        let port = free_port()?;
        let url = format!("{scheme}://127.0.0.1:{port}");
        let issuer = issuer.unwrap_or(&url).to_owned();
        let folder = new_folder("provider")?;
        fs::write(folder.join("provider.mjs"), SCRIPT)?;
        // Node looks for packages beside the script.
        std::os::unix::fs::symlink(packages()?, folder.join("node_modules"))?;
        let mut http = reqwest::Client::builder();
        if let Some(authority) = authority {
            authority.certificate(&folder, "certificate")?;
            let trusted = fs::read(authority.file())?;
            http = http.tls_certs_only([reqwest::Certificate::from_pem(&trusted).map_err(Error::provider)?]);
        }
        let inside = |name: &str| folder.join(name).display().to_string();
        let keeper = Keeper::new(Keep {
            name: "the OpenID Connect provider",
            folder: folder.clone(),
            last: "KILL",
            privileges: &[],
            program: &program,
            arguments: &[inside("provider.mjs"), folder.display().to_string(), port.to_string(), issuer.clone()],
            environment: &[],
        })?;
        let http = http.build().map_err(Error::provider)?;
        let provider = Self { keeper, folder, issuer, url, http };
        provider.set_keys(keys)?;
        provider.start_again().await?;
        Ok(provider)
    }

    /// Starts it, after [`Provider::stop`], and waits until it answers. Node was seen to stand still for good while it
    /// read its keys, twice in some eighty starts, before a line of ours had run: then it is started anew.
    pub async fn start_again(&self) -> Result<()> {
        for _ in 1..STARTS {
            if self.start_once().await? {
                return Ok(());
            }
            self.keeper.end("KILL").await?;
        }
        if self.start_once().await? { Ok(()) } else { Err(self.keeper.late()) }
    }

    /// Whether it answers within its share of the time for starting.
    async fn start_once(&self) -> Result<bool> {
        self.keeper.start()?;
        let started = tokio::time::Instant::now();
        while self.document().await.is_none() {
            self.keeper.check_alive()?;
            if started.elapsed() > START_LIMIT / STARTS {
                return Ok(false);
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(true)
    }

    /// Ends it; whoever asks then finds nobody.
    pub async fn stop(&self) -> Result<()> {
        self.keeper.end("KILL").await
    }

    /// Starts it anew with other keys. Those it had before are the same when they come again.
    pub async fn rotate(&self, keys: &[&str]) -> Result<()> {
        self.stop().await?;
        self.set_keys(keys)?;
        self.start_again().await
    }

    /// The `iss` of its tokens.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// A token as the provider signs it, for an office of its own.
    pub async fn token(&self) -> Result<String> {
        self.token_with("", &Value::Null).await
    }

    /// A token signed with the key of this id, whose claims are changed by `claims`.
    pub async fn token_with(&self, key: &str, claims: &Value) -> Result<String> {
        let claims = if claims.is_null() { "{}".to_owned() } else { claims.to_string() };
        let asked = self.http.post(format!("{}/token", self.url)).header("x-key", key).header("x-claims", claims);
        let form = "grant_type=client_credentials&client_id=an-office&client_secret=of-no-use-elsewhere";
        let asked = asked.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = asked.send().await.map_err(Error::provider)?.text().await.map_err(Error::provider)?;
        let token = serde_json::from_str::<Value>(&answer)
            .ok()
            .and_then(|answer| answer.get("access_token").and_then(Value::as_str).map(str::to_owned));
        token.ok_or(Error::Provider(answer))
    }

    /// The public half of a key, in PEM, as anybody can make it from what the provider publishes.
    pub fn public_key(&self, key: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.folder.join(format!("{key}.pem")))?)
    }

    /// The private half of a key, in PEM: for tokens that the provider itself would not make.
    pub fn private_key(&self, key: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.folder.join(format!("{key}.key")))?)
    }

    /// How often its keys were fetched.
    pub fn fetches(&self) -> usize {
        fs::read_to_string(self.folder.join("fetches")).map_or(0, |lines| lines.lines().count())
    }

    fn set_keys(&self, keys: &[&str]) -> Result<()> {
        Ok(fs::write(self.folder.join("keys"), keys.join("\n"))?)
    }

    async fn document(&self) -> Option<()> {
        let place = format!("{}/.well-known/openid-configuration", self.url);
        self.http.get(place).send().await.ok()?.error_for_status().ok().map(drop)
    }
}

fn packages() -> Result<PathBuf> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/provider/node_modules");
    match packages.join("oidc-provider").exists() {
        true => Ok(packages),
        false => Err(Error::Missing { program: "oidc-provider", package: "npm" }),
    }
}
