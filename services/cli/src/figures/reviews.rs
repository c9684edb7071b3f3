//! Figures of reviews, as `aceleracion figures --of reviews` prints them.

use proto::reviews::v1::{PhaseFigures, ReviewCounts, ReviewGroup, SummarizeReviewsResponse};
use serde_json::{Value, json};

use super::shown;

/// Tables, in which what is left out is a dash.
pub fn table(figures: &SummarizeReviewsResponse) {
    println!("cases: {}", shown(figures.cases));
    println!("mean difference of two reviews of a case: {}", share(figures.mean_difference));
    println!(
        "\n{:<44} {:>8} {:>9} {:>6} {:>9} {:>7} {:>9}",
        "", "assigned", "in", "late", "days late", "mean", "severity"
    );
    row("all", figures.total.as_ref(), None, None);
    let groups = [&figures.countries, &figures.institutions, &figures.categories];
    for ReviewGroup { value, counts, mean_share } in groups.into_iter().flatten() {
        row(if value.is_empty() { "(none)" } else { value }, counts.as_ref(), *mean_share, None);
    }
    for reviewer in &figures.reviewers {
        row(&reviewer.reviewer, reviewer.counts.as_ref(), reviewer.mean_share, reviewer.severity);
    }
    println!("\n{:<14} {:>8} {:>12} {:>12}", "days", "through", "half", "90 %");
    for phase in &figures.phases {
        let (half, most) = (share(phase.median_days), share(phase.ninetieth_percentile_days));
        println!("{:<14} {:>8} {half:>12} {most:>12}", name(phase), shown(phase.count));
    }
    let scores: Vec<String> = figures.scores.iter().map(|tenth| shown(tenth.count)).collect();
    println!("\ncases by tenth of the score, lowest first: {}", scores.join(" "));
    if figures.suppressed {
        println!("\n-: left out, since people could be recognised, or there is nothing");
    }
}

fn row(value: &str, counts: Option<&ReviewCounts>, mean_share: Option<f64>, severity: Option<f64>) {
    let counts = counts.copied().unwrap_or_default();
    println!(
        "{value:<44} {:>8} {:>9} {:>6} {:>9} {:>7} {:>9}",
        shown(counts.assigned),
        shown(counts.submitted),
        shown(counts.late),
        shown(counts.median_days_late),
        share(mean_share),
        share(severity),
    );
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".into(), |value| format!("{value:.3}"))
}

fn name(phase: &PhaseFigures) -> String {
    phase.phase().as_str_name().trim_start_matches("REVIEW_PHASE_").to_lowercase()
}

/// By the names of the contract; null where something is left out.
pub fn in_json(figures: &SummarizeReviewsResponse) -> Value {
    let counts = |counts: Option<&ReviewCounts>| {
        let counts = counts.copied().unwrap_or_default();
        json!({
            "assigned": counts.assigned,
            "submitted": counts.submitted,
            "late": counts.late,
            "medianDaysLate": counts.median_days_late,
        })
    };
    let groups = |groups: &[ReviewGroup]| -> Vec<Value> {
        let group = |group: &ReviewGroup| json!({"value": group.value, "counts": counts(group.counts.as_ref()), "meanShare": group.mean_share});
        groups.iter().map(group).collect()
    };
    let reviewers = figures.reviewers.iter().map(|reviewer| {
        json!({
            "reviewer": reviewer.reviewer,
            "counts": counts(reviewer.counts.as_ref()),
            "meanShare": reviewer.mean_share,
            "severity": reviewer.severity,
        })
    });
    let phases = figures.phases.iter().map(|phase| {
        json!({
            "phase": name(phase),
            "count": phase.count,
            "medianDays": phase.median_days,
            "ninetiethPercentileDays": phase.ninetieth_percentile_days,
        })
    });
    json!({
        "cases": figures.cases,
        "total": counts(figures.total.as_ref()),
        "institutions": groups(&figures.institutions),
        "countries": groups(&figures.countries),
        "categories": groups(&figures.categories),
        "reviewers": reviewers.collect::<Vec<_>>(),
        "scores": figures.scores.iter().map(|tenth| tenth.count).collect::<Vec<_>>(),
        "meanDifference": figures.mean_difference,
        "phases": phases.collect::<Vec<_>>(),
        "suppressed": figures.suppressed,
    })
}
