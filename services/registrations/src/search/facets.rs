//! How many of what was found have which value of a field.

use std::collections::BTreeMap;

use proto::registrations::v1::{Facet, FacetCount};

/// The facets of rows, each told by its values: a field and a value, any number of times. The most frequent value first.
pub fn facets(rows: impl Iterator<Item = Vec<(&'static str, String)>>) -> Vec<Facet> {
    let mut fields: BTreeMap<&str, BTreeMap<String, i32>> = BTreeMap::new();
    for (field, value) in rows.flatten() {
        *fields.entry(field).or_default().entry(value).or_default() += 1;
    }
    let facet = |(field, counts): (&str, BTreeMap<String, i32>)| {
        let mut counts: Vec<FacetCount> =
            counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
        counts.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
        Facet { field: field.into(), counts }
    };
    fields.into_iter().map(facet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_the_most_frequent_comes_first() {
        let rows = [("state", "DRAFT"), ("sdgs", "8"), ("state", "SCREENING"), ("state", "SCREENING")];
        let facets = facets(rows.into_iter().map(|(field, value)| vec![(field, value.to_owned())]));
        let state = facets.iter().find(|facet| facet.field == "state").expect("states");
        let counts: Vec<_> = state.counts.iter().map(|count| (count.value.as_str(), count.count)).collect();
        assert_eq!(counts, [("SCREENING", 2), ("DRAFT", 1)]);
        assert_eq!(facets.len(), 2);
    }
}
