//! Files whose columns an office explained.

use super::*;

/// The sample without the column of a field, and with another heading over that of a second one.
fn without_and_renamed(left_out: Field, renamed: Field, heading: &str) -> String {
    let mut records = sample_records();
    let place = |records: &[Vec<String>], field: Field| {
        records[0].iter().position(|heading| Field::of_heading(heading) == Some(field)).unwrap()
    };
    let renamed = place(&records, renamed);
    records[0][renamed] = heading.to_owned();
    let left_out = place(&records, left_out);
    for record in &mut records {
        record.remove(left_out);
    }
    written(&records, b';')
}

#[test]
fn a_heading_means_what_the_office_says_and_a_missing_column_is_filled() {
    let file = without_and_renamed(Field::Language, Field::ContactEmail, "A quién escribimos");
    assert!(matches!(read(file.as_bytes()), Err(Unreadable::MissingColumns(_))));
    let mapping =
        Mapping::default().heading("A quién escribimos", Some(Field::ContactEmail)).constant(Field::Language, "es");
    let sheet = read_by(file.as_bytes(), &mapping).unwrap();
    let (_, plain, _) = sorted_out(SAMPLE);
    let rows = good_rows(&sheet);
    assert_eq!(rows.len(), plain.len());
    assert!(rows.iter().zip(&plain).all(|(row, plain)| row.contact_email == plain.contact_email));
    assert!(rows.iter().all(|row| row.language == "es"));
}

#[test]
fn a_cell_goes_before_what_stands_for_all_rows() {
    let mapping = Mapping::default().constant(Field::Language, "en");
    let sheet = read_by(SAMPLE, &mapping).unwrap();
    let (_, plain, _) = sorted_out(SAMPLE);
    let rows = good_rows(&sheet);
    assert_eq!(rows.first().map(|row| &row.language), plain.first().map(|row| &row.language));
}

#[test]
fn a_heading_that_is_not_there_is_named() {
    let mapping = Mapping::default().heading("Observaciones", None);
    let refused = read_by(SAMPLE, &mapping).unwrap_err();
    assert!(matches!(&refused, Unreadable::MissingHeadings(missing) if missing == &["Observaciones"]), "{refused:?}");
}
