use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Map, Value};
use tokio::net::TcpStream;

use super::keeper::{Keep, Keeper};
use super::{Error, POLL, Result, START_LIMIT, find_program, free_port, new_folder};

/// One letter as it was taken.
#[derive(Clone, Debug)]
pub struct Letter(Value);

impl Letter {
    /// A part of it: `from`, `to`, `subject`, `message_id`, `date`, `body`, or `sender` of the envelope.
    pub fn part(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }
}

/// A mail server of its own, `aiosmtpd`, that takes letters or refuses them as it is told.
#[derive(Debug)]
pub struct Mail {
    keeper: Keeper,
    folder: PathBuf,
    port: u16,
}

impl Mail {
    /// Chooses a port, on which nothing listens until [`Mail::start`].
    pub fn new() -> Result<Self> {
        let (folder, port) = (new_folder("mail")?, free_port()?);
        fs::write(folder.join("mail.py"), include_str!("mail.py"))?;
        let inside = |name: &str| folder.join(name).display().to_string();
        let keeper = Keeper::new(Keep {
            name: "the mail server",
            folder: folder.clone(),
            last: "KILL",
            privileges: &[],
            program: &python()?,
            arguments: &[inside("mail.py"), port.to_string(), folder.display().to_string()],
            environment: &[],
        })?;
        Ok(Self { keeper, folder, port })
    }

    /// Returns once it answers.
    pub async fn start(&self) -> Result<()> {
        self.keeper.start()?;
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            self.keeper.check_alive()?;
            if since.elapsed() > START_LIMIT {
                return Err(self.keeper.late());
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    /// For `mail.url`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What it answers from now on: for an address, or for `MAIL`, one answer after the other, and friendliness after
    /// the last. `silence` is no answer.
    pub fn answer(&self, answers: &[(&str, &[&str])]) -> Result<()> {
        let answers: Map<String, Value> =
            answers.iter().map(|(address, answers)| ((*address).to_owned(), Value::from(answers.to_vec()))).collect();
        // Written beside and renamed: the server may be reading.
        let beside = self.folder.join("answers.new");
        fs::write(&beside, Value::Object(answers).to_string())?;
        Ok(fs::rename(beside, self.folder.join("answers"))?)
    }

    /// What it took for an address, in order.
    pub fn letters_to(&self, address: &str) -> Result<Vec<Letter>> {
        let to_them = |letter: &Value| letter["recipients"].as_array().is_some_and(|all| all.contains(&address.into()));
        Ok(self.lines("letters")?.into_iter().filter(to_them).map(Letter).collect())
    }

    /// How often it was asked to take a letter for an address, or from a sender (`MAIL`).
    pub fn asked(&self, address: &str) -> Result<usize> {
        Ok(self.lines("asked")?.iter().filter(|asked| asked[0] == *address).count())
    }

    fn lines(&self, name: &str) -> Result<Vec<Value>> {
        let text = match fs::read_to_string(self.folder.join(name)) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(problem) => return Err(problem.into()),
        };
        // The last line may be half written.
        Ok(text.split_inclusive('\n').filter_map(|line| serde_json::from_str(line).ok()).collect())
    }
}

/// The Python of the tools that `tests/run` installs: in PATH there, and otherwise where it leaves them.
fn python() -> Result<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python3");
    let missing = Error::Missing { program: "aiosmtpd", package: "none: see tests/tools.txt" };
    if beside.is_file() { Ok(beside) } else { find_program("python3").ok_or(missing) }
}
