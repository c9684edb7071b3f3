//! `ListLabels`

use platform::{Result, Scope, labels};
use prost_reflect::EnumDescriptor;
use proto::registrations::v1::{GoalLabel, LabelledEnumeration, ListLabelsRequest, ListLabelsResponse, ValueLabel};

/// Tells the labels of a language; in that of the caller where there are none in it.
pub async fn list(scope: &mut Scope, request: ListLabelsRequest) -> Result<ListLabelsResponse> {
    let language = labels::language(&request.language).unwrap_or(scope.language().tag());
    let seen = proto::pool().all_enums().filter(|one| labels::is_seen(one.full_name()));
    let mut enumerations: Vec<LabelledEnumeration> = seen.map(|one| labelled(&one, language)).collect();
    enumerations.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    let goal = |number| labels::goal(number, language).map(|label| GoalLabel { number, label: label.to_owned() });
    Ok(ListLabelsResponse { language: language.to_owned(), enumerations, goals: (1..=17).filter_map(goal).collect() })
}

fn labelled(one: &EnumDescriptor, language: &str) -> LabelledEnumeration {
    let values = one.values().filter_map(|value| {
        let label = labels::of(one.full_name(), value.name(), language)?;
        Some(ValueLabel { value: value.name().to_owned(), number: value.number(), label: label.to_owned() })
    });
    LabelledEnumeration { name: one.full_name().to_owned(), values: values.collect() }
}
