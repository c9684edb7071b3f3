//! A server's keeper: a small shell process that starts the server, stops it when told, and, once its standard input
//! closes, ends it and removes its folder.
//!
//! The kernel closes that input when the test process ends in whatever way: a failed assertion, Ctrl-C, SIGKILL. So no
//! handler has to run here, and servers in statics, which Rust never drops, end too. Should the keeper itself be killed,
//! the server gets its parent-death signal.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Error, Result, find_program, tail};

/// `setsid` gives the server a group of its own, so that its helpers can be ended with it. The signal goes to the
/// process alone when that group does not exist yet. Answers come from a subshell, for when nobody is left to read them:
/// the broken pipe must not end the keeper. Helpers that outlive their server by a moment may still write: hence several
/// attempts to remove the folder.
const SCRIPT: &str = r#"
folder=$1 last=$2; shift 2
server=
end() {
    [ -n "$server" ] || return 0
    for signal in $1; do kill -s "$signal" -- "-$server" || kill -s "$signal" "$server"; done
    wait "$server"
    kill -s KILL -- "-$server"
    server=
}
while read -r word; do
    case $word in
        start) setsid setpriv --pdeathsig "${last##* }" "$@" </dev/null >>"$folder/output" 2>&1 & server=$!; (echo "$server") ;;
        *) end "$word"; (echo ended) ;;
    esac
done
end "$last"
cd /
for attempt in 1 2 3 4 5 6 7 8 9; do
    rm -rf "$folder" && break
    sleep 0.2
done
"#;

pub(super) struct Keep<'a> {
    pub name: &'static str,
    /// Belongs to the keeper from here on; what the server prints stands in `output` there.
    pub folder: PathBuf,
    /// The signals, in order, after which nothing needs to be kept, only left clean.
    pub last: &'static str,
    /// Options for `setpriv`, which drops what the server must not have.
    pub privileges: &'a [String],
    pub program: &'a Path,
    pub arguments: &'a [String],
    pub environment: &'a [(&'a str, String)],
}

#[derive(Debug)]
pub(super) struct Keeper {
    name: &'static str,
    folder: PathBuf,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    process: Child,
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    server: Option<u32>,
}

impl Keeper {
    /// Keeps the folder from now on; the server itself starts with [`Keeper::start`].
    pub fn new(keep: Keep<'_>) -> Result<Self> {
        if find_program("setpriv").is_none() {
            return Err(Error::Missing { program: "setpriv", package: "util-linux" });
        }
        let mut process = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "keeper"])
            .arg(&keep.folder)
            .arg(keep.last)
            .args(keep.privileges)
            .arg("--")
            .arg(keep.program)
            .args(keep.arguments)
            .envs(keep.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(&keep.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C goes to the terminal's group; the keeper must live to tidy up.
            .process_group(0)
            .spawn()?;
        let words = process.stdin.take();
        let answers = process.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe).map_err(std::io::Error::from)?;
        let inner = Inner { process, words, answers: BufReader::new(answers), server: None };
        Ok(Self { name: keep.name, folder: keep.folder, inner: Arc::new(Mutex::new(inner)) })
    }

    pub fn start(&self) -> Result<()> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = inner.ask("start")?;
        inner.server = answer.parse().ok();
        Ok(())
    }

    /// Returns once the server is gone. Off the test's thread: what is under test should see it go.
    pub async fn end(&self, signal: &'static str) -> Result<()> {
        let inner = Arc::clone(&self.inner);
        let ended = tokio::task::spawn_blocking(move || {
            let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.server = None;
            inner.ask(signal).map(drop)
        });
        ended.await.map_err(std::io::Error::other)?
    }

    /// Refuses to go on waiting for a server that is no longer there, with its last words.
    pub fn check_alive(&self) -> Result<()> {
        let server = self.inner.lock().unwrap_or_else(PoisonError::into_inner).server;
        // A zombie counts as gone: the keeper reaps it only when told to end it.
        let alive = server
            .and_then(|server| fs::read_to_string(format!("/proc/{server}/stat")).ok())
            .is_some_and(|stat| !stat.rsplit(')').next().is_some_and(|rest| rest.starts_with(" Z")));
        if alive { Ok(()) } else { Err(Error::Ended { server: self.name, output: self.output() }) }
    }

    pub fn late(&self) -> Error {
        Error::Late { server: self.name, output: self.output() }
    }

    fn output(&self) -> String {
        tail(&self.folder.join("output"))
    }
}

impl Inner {
    fn ask(&mut self, word: &str) -> Result<String> {
        let words = self.words.as_mut().ok_or(std::io::ErrorKind::BrokenPipe).map_err(std::io::Error::from)?;
        writeln!(words, "{word}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.words.take());
        // Nothing is lost when this fails: the keeper then ends by itself, only unobserved.
        let _ = self.process.wait();
    }
}
