//! The main job, on both grounds: a whole first edition ends in the same numbers.

use serde_json::{Value, json};
use tests::platform::{Failure, Ground, SERVICES};

/// What the sample has to end in, whatever it runs on.
fn check(outcome: &Value) {
    assert_eq!(outcome["countries"], 9);
    assert_eq!(outcome["partners"], 17);
    assert_eq!(outcome["rows"], 99);
    assert_eq!(outcome["registered"], 91);
    let refused: Vec<i64> =
        outcome["refused"].as_array().into_iter().flatten().filter_map(|r| r["row"].as_i64()).collect();
    assert_eq!(refused, [7, 19, 31, 42, 54, 68, 82, 97]);
    assert_eq!(outcome["screened"], 91);
    assert_eq!(outcome["reviews"], 182);
    let figure = |name: &str| outcome[name].as_i64().unwrap_or_default();
    assert_eq!(figure("accepted") + figure("declined"), 91);
    assert_eq!(figure("validated"), figure("accepted"));
    assert!(figure("published") > 0 && figure("published") <= figure("validated"));
    assert_eq!(outcome["notifications"]["failed"], 0);
    assert_eq!(outcome["notifications"]["pending"], 0);
    assert_eq!(outcome["events"]["parked"], 0);
    assert_eq!(outcome["events"]["pending"], 0);
    let by_hand = json!({
        "registered": 7, "clarified": 1, "mended": 1, "merged": 1, "stories": 1, "translated": 1, "late": 1,
        "consents_withdrawn": 1,
    });
    assert_eq!(outcome["by_hand"], by_hand);
    assert_eq!(outcome["reviewing"], json!({"changed": 1, "comments": 2}));
    let screened = |country: &str| outcome["per_country"][country]["screened"].clone();
    let expected =
        [("do", 24), ("cr", 12), ("gt", 11), ("mx", 11), ("co", 10), ("ar", 9), ("bo", 6), ("ni", 5), ("bz", 3)];
    for (country, count) in expected {
        assert_eq!(screened(country), json!(count), "{country}");
        let by_hand = match country {
            "gt" => 2,
            "cr" | "mx" | "bz" | "bo" | "ni" => 1,
            _ => 0,
        };
        assert_eq!(outcome["per_country"][country]["notified"], json!(count + by_hand), "{country}");
    }
}

/// The numbers that two runs must share.
fn numbers(outcome: &Value) -> Value {
    let keep = ["rows", "registered", "screened", "reviews", "accepted", "declined", "validated", "published"];
    let mut numbers: Value = keep.iter().map(|name| ((*name).to_owned(), outcome[*name].clone())).collect();
    numbers["by_hand"] = outcome["by_hand"].clone();
    numbers["notifications"] = outcome["notifications"].clone();
    numbers
}

async fn embedded() -> Result<(Ground, Value), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    let outcome = serde_json::from_str(&ground.run(&["demo", "--json"]).await?)?;
    Ok((ground, outcome))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_runs_on_embedded_parts_and_a_second_run_changes_nothing() -> Result<(), Failure> {
    let (ground, first) = embedded().await?;
    check(&first);
    assert_ne!(first["changes"], 0);
    let second: Value = serde_json::from_str(&ground.run(&["demo", "--json"]).await?)?;
    check(&second);
    assert_eq!(second["changes"], 0);
    assert_eq!(second["events"]["published"], first["events"]["published"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_on_four_processes_and_real_servers_ends_in_the_same_numbers() -> Result<(), Failure> {
    let mut ground = Ground::real("edition").await?;
    let mut processes = Vec::new();
    for service in SERVICES {
        let serving = ground.serve(&[service]).await?;
        ground.set(&format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), &serving.url);
        processes.push(serving);
    }
    let outcome: Value = serde_json::from_str(&ground.run(&["demo", "--json", "--remote"]).await?)?;
    check(&outcome);
    let (_, on_embedded_parts) = embedded().await?;
    assert_eq!(numbers(&outcome), numbers(&on_embedded_parts));
    Ok(())
}
