//! `aceleracion figures`: how many registrations stand where, how long they took, and what is left to do; or how the reviews of
//! an edition go.

mod reviews;

use platform::{config::Config, names::NETWORK};
use proto::{
    platform::v1::Role,
    registrations::v1::{
        GroupFigure, StateFigures, SummarizeRegistrationsRequest, SummarizeRegistrationsResponse, WorkFigures,
    },
    reviews::v1::SummarizeReviewsRequest,
};
use serde_json::{Value, json};

use crate::{acting::Acting, problem::Problem};

/// What there are figures of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Registrations.
    Registrations,
    /// The reviews of an edition.
    Reviews,
}

/// Of what.
#[derive(clap::Args)]
pub struct Arguments {
    /// Figures of what; those of reviews are of one edition, and take neither a filter nor a view.
    #[arg(long, value_enum, default_value = "registrations")]
    of: Of,
    /// Country code, such as do; left out: all countries, as the network sees them.
    #[arg(long)]
    country: Option<String>,
    /// Id of the edition; left out: all editions.
    #[arg(long)]
    edition: Option<String>,
    /// Which registrations, in the language of filters; left out: all.
    #[arg(long, default_value = "")]
    filter: String,
    /// Id of a view of the country whose filter has to hold, too.
    #[arg(long, requires = "country")]
    view: Option<String>,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

/// Prints the figures.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let Arguments { of, country, edition, filter, view, json, acting } = arguments;
    let parent = format!("countries/{}", country.as_deref().unwrap_or("-"));
    let mut caller = match &country {
        Some(country) => acting.caller_as(&config, Role::OfficeAdmin, country)?,
        None => acting.caller_as(&config, Role::RegionalAdmin, NETWORK)?,
    };
    if of == Of::Reviews {
        let Some(edition) = edition.filter(|_| filter.is_empty() && view.is_none()) else {
            return Err(Problem::Said("figures of reviews are of one --edition, without --filter and --view".into()));
        };
        let request = SummarizeReviewsRequest { parent, edition: format!("editions/{edition}") };
        let answer = caller.reviews.summarize_reviews(request).await;
        let figures = answer.map_err(|status| Problem::call("figures", &status))?.into_inner();
        match json {
            true => println!("{}", reviews::in_json(&figures)),
            false => reviews::table(&figures),
        }
        return Ok(());
    }
    let request = SummarizeRegistrationsRequest {
        edition: edition.map(|id| format!("editions/{id}")).unwrap_or_default(),
        filter,
        view: view.map(|id| format!("{parent}/views/{id}")).unwrap_or_default(),
        parent,
    };
    let answer = caller.registrations.summarize_registrations(request).await;
    let figures = answer.map_err(|status| Problem::call("figures", &status))?.into_inner();
    if json {
        println!("{}", in_json(&figures));
    } else {
        table(&figures);
    }
    Ok(())
}

/// What is left out is a dash.
fn shown(count: Option<i64>) -> String {
    count.map_or_else(|| "-".into(), |count| count.to_string())
}

/// The two greatest units of a time, `3 d 4 h`.
fn time(seconds: Option<i64>) -> String {
    let Some(seconds) = seconds else { return "-".into() };
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

fn state(figures: &StateFigures) -> String {
    figures.state().as_str_name().trim_start_matches("STATE_").to_owned()
}

fn table(figures: &SummarizeRegistrationsResponse) {
    println!("registrations: {}", shown(figures.total));
    println!("{:<14} {:>8} {:>8} {:>8} {:>14} {:>14}", "state", "reached", "now", "left", "half within", "90 % within");
    // Where nobody ever came, there is nothing to read.
    let came = |state: &&StateFigures| state.reached != Some(0) || state.now != Some(0);
    for row in figures.states.iter().filter(came) {
        let (half, most) = (time(row.median_seconds), time(row.ninetieth_percentile_seconds));
        let (reached, now, left) = (shown(row.reached), shown(row.now), shown(row.left));
        println!("{:<14} {reached:>8} {now:>8} {left:>8} {half:>14} {most:>14}", state(row));
    }
    let groups = [
        ("country", &figures.countries),
        ("category", &figures.categories),
        ("track", &figures.tracks),
        ("week", &figures.weeks),
    ];
    for (name, rows) in groups.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        println!("\n{name:<40} {:>8}", "count");
        for GroupFigure { value, count } in rows {
            let value = if value.is_empty() { "(none)" } else { value };
            println!("{value:<40} {:>8}", shown(*count));
        }
    }
    println!("\n{:<40} {:>8}", "work", "count");
    for (name, count) in work(&figures.work.unwrap_or_default()) {
        println!("{name:<40} {:>8}", shown(count));
    }
    if figures.suppressed {
        println!("\n-: left out, since people could be recognised, or there is nothing");
    }
    if figures.history_is_partial {
        println!("\nSome moved before moves were recorded: what they reached and left before is not counted.");
    }
}

fn work(work: &WorkFigures) -> [(&'static str, Option<i64>); 9] {
    [
        ("done", work.done),
        ("office: to be screened", work.screening),
        ("office: clarification overdue", work.clarifications_overdue),
        ("office: validated, not published", work.unpublished),
        ("office: entries out of sight", work.publications_suspended),
        ("applicants: drafts", work.drafts),
        ("applicants: clarification to answer", work.clarifications),
        ("reviewers: in review, waiting, appealed", work.reviews),
        ("partners: to be validated", work.validations),
    ]
}

/// By the names of the contract; null where something is left out.
fn in_json(figures: &SummarizeRegistrationsResponse) -> Value {
    let groups = |rows: &[GroupFigure]| -> Vec<Value> {
        rows.iter().map(|row| json!({"value": row.value, "count": row.count})).collect()
    };
    let states: Vec<Value> = figures
        .states
        .iter()
        .map(|row| {
            json!({
                "state": state(row),
                "reached": row.reached,
                "now": row.now,
                "left": row.left,
                "medianSeconds": row.median_seconds,
                "ninetiethPercentileSeconds": row.ninetieth_percentile_seconds,
            })
        })
        .collect();
    let work = figures.work.unwrap_or_default();
    json!({
        "total": figures.total,
        "states": states,
        "countries": groups(&figures.countries),
        "categories": groups(&figures.categories),
        "tracks": groups(&figures.tracks),
        "weeks": groups(&figures.weeks),
        "work": {
            "done": work.done,
            "screening": work.screening,
            "clarificationsOverdue": work.clarifications_overdue,
            "unpublished": work.unpublished,
            "publicationsSuspended": work.publications_suspended,
            "drafts": work.drafts,
            "clarifications": work.clarifications,
            "reviews": work.reviews,
            "validations": work.validations,
        },
        "suppressed": figures.suppressed,
        "historyIsPartial": figures.history_is_partial,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_two_greatest_units_and_nothing_as_a_dash() {
        let told = [None, Some(0), Some(59), Some(61), Some(3_660), Some(90_061)].map(time);
        assert_eq!(told, ["-", "0 s", "59 s", "1 min 1 s", "1 h 1 min", "1 d 1 h"]);
        assert_eq!([Some(0), None].map(shown), ["0", "-"]);
    }
}
