//! The figures, as people and programs read them.

use std::fmt;

use serde_json::{Value, json};
use tests::platform::Failure;

/// What was measured, in the order in which it was.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

enum Line {
    Rates { call: &'static str, clients: usize, ours: f64, pgbench: f64 },
    Beside { what: &'static str, clients: usize, with: f64, without: f64 },
    Figure { what: &'static str, value: f64, unit: &'static str },
    Grown { what: &'static str, small: f64, large: f64 },
    Searched { what: &'static str, small: f64, large: f64 },
    Fair { call: &'static str, alone: f64, beside: f64 },
    Held { what: &'static str, small: f64, large: f64 },
    Start { service: &'static str, seconds: f64, mebibytes: f64 },
    Scores { what: &'static str, corrected: f64, raw: f64 },
}

impl Table {
    /// Calls a second beside pgbench's.
    pub fn rates(&mut self, call: &'static str, clients: usize, ours: f64, pgbench: f64) {
        self.add(Line::Rates { call, clients, ours, pgbench });
    }

    /// Writes a second with something, beside the same without it.
    pub fn beside(&mut self, what: &'static str, clients: usize, with: f64, without: f64) {
        self.add(Line::Beside { what, clients, with, without });
    }

    /// One figure.
    pub fn figure(&mut self, what: &'static str, value: f64, unit: &'static str) {
        self.add(Line::Figure { what, value, unit });
    }

    /// Milliseconds in a small and in a large table.
    pub fn grown(&mut self, what: &'static str, small: f64, large: f64) {
        self.add(Line::Grown { what, small, large });
    }

    /// The 99th percentile of searches in milliseconds, in a small and in a large table.
    pub fn searched(&mut self, what: &'static str, small: f64, large: f64) {
        self.add(Line::Searched { what, small, large });
    }

    /// The 99th percentile of a quiet country's calls in milliseconds, alone and beside a country that floods.
    pub fn fair(&mut self, call: &'static str, alone: f64, beside: f64) {
        self.add(Line::Fair { call, alone, beside });
    }

    /// The most MiB that are held for a small file and for a large one.
    pub fn held(&mut self, what: &'static str, small: f64, large: f64) {
        self.add(Line::Held { what, small, large });
    }

    /// A service's start.
    pub fn start(&mut self, service: &'static str, seconds: f64, mebibytes: f64) {
        self.add(Line::Start { service, seconds, mebibytes });
    }

    /// How well scores agree with a known truth, by Kendall's tau.
    pub fn scores(&mut self, what: &'static str, corrected: f64, raw: f64) {
        self.add(Line::Scores { what, corrected, raw });
    }

    fn add(&mut self, line: Line) {
        eprintln!("  {}", line.words());
        self.lines.push(line);
    }

    /// As one JSON object.
    pub fn json(&self) -> Result<String, Failure> {
        let lines: Vec<Value> = self.lines.iter().map(Line::value).collect();
        Ok(serde_json::to_string_pretty(&json!({ "figures": lines }))?)
    }
}

impl Line {
    fn words(&self) -> String {
        match self {
            Line::Rates { call, clients, ours, pgbench } => format!(
                "| {call}, {clients} clients | {ours:.0} a second | pgbench {pgbench:.0} a second | {:.2} |",
                ours / pgbench
            ),
            Line::Beside { what, clients, with, without } => format!(
                "| {what}, {clients} clients | {with:.0} a second | without {without:.0} a second | {:.2} |",
                with / without
            ),
            Line::Figure { what, value, unit } => format!("| {what} | {value:.1} {unit} | | |"),
            Line::Grown { what, small, large } => {
                format!(
                    "| list, {what} | {small:.2} ms in 10 thousand | {large:.2} ms in the large table | {:.2} |",
                    large / small
                )
            }
            Line::Searched { what, small, large } => format!(
                "| search, {what}, p99 | {small:.2} ms in 10 thousand | {large:.2} ms in the large table | {:.2} |",
                large / small
            ),
            Line::Fair { call, alone, beside } => format!(
                "| {call} of a quiet country while another floods, p99 | {beside:.1} ms | alone {alone:.1} ms | {:.2} |",
                beside / alone
            ),
            Line::Held { what, small, large } => format!(
                "| {what} | {large:.0} MiB for 50 thousand rows | {small:.0} MiB for 5 thousand | {:.2} |",
                large / small
            ),
            Line::Scores { what, corrected, raw } => {
                format!(
                    "| Kendall's tau to the truth, {what} | corrected {corrected:.3} | raw mean {raw:.3} | {:.2} |",
                    corrected / raw
                )
            }
            Line::Start { service, seconds, mebibytes } => {
                format!("| start of {service} | {seconds:.2} s | {mebibytes:.0} MiB resident | |")
            }
        }
    }

    fn value(&self) -> Value {
        match self {
            Line::Rates { call, clients, ours, pgbench } => json!({
                "kind": "rate", "call": call, "clients": clients, "a_second": ours, "pgbench_a_second": pgbench,
                "ratio": ours / pgbench,
            }),
            Line::Beside { what, clients, with, without } => json!({
                "kind": "beside", "what": what, "clients": clients, "a_second": with, "without_a_second": without,
                "ratio": with / without,
            }),
            Line::Figure { what, value, unit } => {
                json!({ "kind": "figure", "what": what, "value": value, "unit": unit })
            }
            Line::Grown { what, small, large } => json!({
                "kind": "list", "what": what, "small_ms": small, "large_ms": large, "ratio": large / small,
            }),
            Line::Searched { what, small, large } => json!({
                "kind": "search", "what": what, "small_p99_ms": small, "large_p99_ms": large, "ratio": large / small,
            }),
            Line::Fair { call, alone, beside } => json!({
                "kind": "fair", "call": call, "alone_p99_ms": alone, "beside_p99_ms": beside, "ratio": beside / alone,
            }),
            Line::Held { what, small, large } => json!({
                "kind": "held", "what": what, "small_mebibytes": small, "large_mebibytes": large, "ratio": large / small,
            }),
            Line::Scores { what, corrected, raw } => {
                json!({ "kind": "scores", "what": what, "corrected_tau": corrected, "raw_tau": raw })
            }
            Line::Start { service, seconds, mebibytes } => json!({
                "kind": "start", "service": service, "seconds": seconds, "resident_mebibytes": mebibytes,
            }),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| what | measured | beside | ratio |\n| --- | --- | --- | --- |")?;
        for line in &self.lines {
            writeln!(out, "{}", line.words())?;
        }
        Ok(())
    }
}
