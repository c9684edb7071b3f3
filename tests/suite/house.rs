//! Who may import whom, held against what Cargo knows.

use std::collections::BTreeSet;

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
            other => return Err(format!("{other} has no room in the house; say whom it may import").into()),
        };
        for dependency in package.dependencies.iter().filter(|dependency| ours.contains(&dependency.name)) {
            assert!(allowed.contains(&dependency.name.as_str()), "{} imports {}", package.name, dependency.name);
        }
    }
    Ok(())
}
