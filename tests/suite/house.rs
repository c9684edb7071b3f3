//! Who may import whom, held against what Cargo knows; and that the lint bites which keeps rows behind their scopes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use tests::platform::Failure;

#[test]
fn crates_import_only_what_the_house_allows() -> Result<(), Failure> {
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec()?;
    let ours: BTreeSet<String> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    for package in &metadata.packages {
        let allowed: &[&str] = match package.name.as_str() {
            "proto" => &[],
            "platform" => &["proto"],
            "registrations" | "partners" | "reviews" | "notifications" => &["platform", "proto"],
            "aceleracion" | "tests" => &["platform", "proto", "registrations", "partners", "reviews", "notifications"],
            "fuzz" => &["platform", "proto", "registrations"],
            other => return Err(format!("{other} has no room in the house; say whom it may import").into()),
        };
        for dependency in package.dependencies.iter().filter(|dependency| ours.contains(&dependency.name)) {
            assert!(allowed.contains(&dependency.name.as_str()), "{} imports {}", package.name, dependency.name);
        }
    }
    Ok(())
}

/// What nobody may write outside of `platform`.
const PAST_THE_SCOPE: &str = r#"
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub fn everything() -> Select<Entity> {
    CALL
}
"#;

/// The driver is called as Cargo would call it, on the very library that the workspace is built with: building a crate of
/// its own would build the database drivers once more.
#[test]
fn a_finder_that_reads_past_the_scope_is_refused_by_lint() -> Result<(), Failure> {
    let said = linted("Entity::find()")?.err().ok_or("it is not refused")?;
    assert!(said.contains("use of a disallowed method `sea_orm::EntityTrait::find`"), "{said}");
    assert!(said.contains("reads past the caller's country; use `scope.find`"), "{said}");
    let said = linted("Entity::find_by_id(7)")?.err().ok_or("it is not refused")?;
    assert!(said.contains("use of a disallowed method `sea_orm::EntityTrait::find_by_id`"), "{said}");
    // Without the call the same code is fine: it was refused for the call alone.
    linted("panic!()")?.map_err(Failure::from)
}

/// What clippy says of the code with this call, if it refuses it.
fn linted(call: &str) -> Result<Result<(), String>, Failure> {
    let folder = tempfile::tempdir()?;
    let source = folder.path().join("lib.rs");
    fs::write(&source, PAST_THE_SCOPE.replace("CALL", call))?;
    let test = std::env::current_exe()?;
    let libraries = test.parent().ok_or("the test binary has no folder")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace has no folder")?;
    let output = Command::new("clippy-driver")
        .arg(&source)
        .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--out-dir"])
        .arg(folder.path())
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("sea_orm={}", newest(libraries, "libsea_orm-", ".rlib")?.display()))
        .args(["-D", "clippy::disallowed_methods"])
        .env("CLIPPY_CONF_DIR", root)
        .output()
        .map_err(|problem| format!("clippy-driver cannot be started ({problem}); it comes with the toolchain"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(if output.status.success() { Ok(()) } else { Err(said) })
}

/// Libraries of earlier builds may lie beside.
fn newest(folder: &Path, prefix: &str, suffix: &str) -> Result<PathBuf, Failure> {
    let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with(prefix) && name.ends_with(suffix) {
            found.push((file.metadata()?.modified()?, file.path()));
        }
    }
    Ok(found.into_iter().max().ok_or_else(|| format!("no {prefix}…{suffix} in {}", folder.display()))?.1)
}

/// A page that names a test which is not there claims what nobody looks at.
#[test]
fn the_manual_names_only_tests_that_exist() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the tests have no folder above")?;
    let mut sources = Vec::new();
    for folder in ["tests/suite", "tests/src"] {
        read_all(&root.join(folder), "rs", &mut sources)?;
    }
    let sources = sources.concat();
    let mut pages = Vec::new();
    read_all(&root.join("deploy"), "md", &mut pages)?;
    let pages = pages.concat();
    let named: BTreeSet<&str> = pages.split('`').skip(1).step_by(2).filter(|name| is_sentence(name)).collect();
    assert!(named.len() > 30, "only {} tests are named", named.len());
    let missing: Vec<&&str> = named.iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    Ok(())
}

/// Tests are sentences; nothing else in the manual has so many words joined.
fn is_sentence(name: &str) -> bool {
    name.split('_').count() > 4 && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

fn read_all(folder: &Path, ending: &str, texts: &mut Vec<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, ending, texts)?;
        } else if path.extension().is_some_and(|found| found == ending) {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
