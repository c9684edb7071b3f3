//! The table of who may call what, in the manual as in the contract.

use std::{fmt::Write, path::Path};

use platform::access::rules::{Rule, Rules};
use proto::platform::v1::{Reach, Role};
use tests::platform::Failure;

const COLUMNS: [(Role, &str); 8] = [
    (Role::Applicant, "applicant"),
    (Role::Reviewer, "reviewer"),
    (Role::PartnerRepresentative, "partner"),
    (Role::OfficeStaff, "staff"),
    (Role::OfficeAdmin, "admin"),
    (Role::RegionalObserver, "observer"),
    (Role::RegionalAdmin, "regional"),
    (Role::System, "system"),
];
const BEGIN: &str = "<!-- rules: begin -->\n";
const END: &str = "<!-- rules: end -->";

/// `ACELERACION_WRITE_RULES=1 cargo test -p tests --test suite -- rules` writes the table anew.
#[test]
fn the_manual_says_who_may_call_what_as_the_contract_does() -> Result<(), Failure> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no folder")?.join("README.md");
    let manual = std::fs::read_to_string(&file)?;
    let (before, rest) = manual.split_once(BEGIN).ok_or("the manual has no table")?;
    let (found, after) = rest.split_once(END).ok_or("the table has no end")?;
    let expected = table()?;
    if std::env::var_os("ACELERACION_WRITE_RULES").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}{expected}{END}{after}"))?;
        return Ok(());
    }
    assert_eq!(found, expected, "write it anew, as the comment on this test says");
    Ok(())
}

fn table() -> Result<String, Failure> {
    let mut table = String::from("| rpc | anybody |");
    for (_, name) in COLUMNS {
        write!(table, " {name} |")?;
    }
    table.push_str("\n|---|---|---|---|---|---|---|---|---|---|\n");
    let rules = Rules::read()?;
    for rule in rules.all() {
        let rpc = rule.method.rsplit('/').next().unwrap_or_default();
        write!(table, "| `{rpc}` | {} |", anybody(rule))?;
        for (role, _) in COLUMNS {
            write!(table, " {} |", of(rule, role))?;
        }
        table.push('\n');
    }
    Ok(table)
}

fn anybody(rule: &Rule) -> &'static str {
    let open = |wanted: Reach| rule.allow.iter().any(|(_, reach)| *reach == wanted);
    match (open(Reach::Public), open(Reach::Identity)) {
        (true, _) => "yes",
        (_, true) => "signed in",
        _ => "",
    }
}

fn of(rule: &Rule, role: Role) -> &'static str {
    match rule.allow.iter().find(|(roles, _)| roles.contains(&role)) {
        Some((_, Reach::Own)) => "own",
        Some((_, Reach::Country)) if rule.lent => "country*",
        Some((_, Reach::Country)) => "country",
        Some((_, Reach::Network)) => "network",
        Some((_, Reach::Intervention)) => "intervention",
        _ => "",
    }
}
