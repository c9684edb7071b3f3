//! No file makes it panic, and what is refused comes back refused for the same reasons.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(sheet) = read(&bytes) {
            let _ = rows_of(&sheet).len();
        }
    }

    #[test]
    fn any_bytes_under_a_good_header_are_sorted_out_and_the_refused_come_back(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..600),
            "([;,\"\r\n'=+ a-zé\u{0}]|Sí;){0,300}".prop_map(String::into_bytes),
            prop::collection::vec(prop::collection::vec("\\PC{0,4}|=1|\r\n|Sí|Costa Rica", 24..26), 0..5)
                .prop_map(|records| written(&records, b';').into_bytes()),
        ]
    ) {
        // English headings are ASCII, so the header is the same in whichever encoding the bytes after it make likely.
        let header: Vec<String> = Field::all().map(|field| field.heading("en").to_owned()).collect();
        let mut bytes = written(&[header], b';').into_bytes();
        bytes.extend(body);
        if let Some(Unreadable::BrokenQuotes(_)) = unreadable(&bytes) {
            return Ok(());
        }
        let (sheet, _, refused) = sorted_out(&bytes);
        if refused.is_empty() {
            return Ok(());
        }
        let file = refused_file(&sheet, &refused, "es");
        let (_, rows, again) = sorted_out(&file);
        let reasons = |refused: &[Refusal]| {
            refused.iter().map(|refusal| (refusal.field, refusal.problem, refusal.found.clone())).collect::<Vec<_>>()
        };
        // Repeated rows stand alone in the refused file, so they alone may be good there.
        let repeats = |refusal: &&Refusal| matches!(refusal.problem, Problem::RepeatsRow { .. });
        if refused.iter().filter(repeats).count() == 0 {
            prop_assert_eq!(reasons(&again), reasons(&refused));
        }
        prop_assert_eq!(rows.len() + again.len(), refused.len());
    }
}
