//! Whether two registrations may be one, how sure that is, and why. Pure.

use proto::registrations::v1::duplicate::Reason;

use super::{keys::texts, names, phone::number};
use crate::registration::rows::Model;

/// From here on two names are the same, mistyped.
const SAME_NAME: f64 = 0.88;
/// From here on two texts say the same.
const SAME_TEXT: f64 = 0.5;
/// The same address or telephone number is no proof: somebody may write for several.
const BY_CONTACT: f64 = 0.7;

/// What speaks for two being one.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// 0 to 1.
    pub score: f64,
    /// The strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// Nothing where nothing speaks for it.
pub fn of(one: &Model, other: &Model) -> Option<Likeness> {
    let name = names::likeness(&names::words(&one.organisation), &names::words(&other.organisation));
    // Other editions ask other questions: who copied the fields is not less alike by what they had to answer besides.
    let text = texts(one).iter().zip(&texts(other)).map(|(one, other)| shared(one, other)).fold(0.0, f64::max);
    let contact = if same_contact(one, other) { BY_CONTACT } else { 0.0 };
    let mut found: Vec<(f64, Reason)> = [
        (name, SAME_NAME, Reason::Organisation),
        (text, SAME_TEXT, Reason::Text),
        (contact, BY_CONTACT, Reason::Contact),
    ]
    .into_iter()
    .filter(|(score, least, _)| score >= least)
    .map(|(score, _, reason)| (score, reason))
    .collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let unlike: f64 = found.iter().map(|(score, _)| 1.0 - score).product();
    let reasons: Vec<Reason> = found.into_iter().map(|(_, reason)| reason).collect();
    if reasons.is_empty() { None } else { Some(Likeness { score: 1.0 - unlike, reasons }) }
}

/// The share of the shingles of both that each of them has, both in order.
fn shared(one: &[u64], other: &[u64]) -> f64 {
    let both = one.iter().filter(|shingle| other.binary_search(shingle).is_ok()).count();
    let all = one.len() + other.len() - both;
    let [both, all] = [both, all].map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    if all > 0.0 { both / all } else { 0.0 }
}

fn same_contact(one: &Model, other: &Model) -> bool {
    let address = |row: &Model| Some(row.contact_email.trim().to_lowercase()).filter(|address| !address.is_empty());
    let phone = |row: &Model| number(&row.country, &row.contact_phone);
    let same = |one: Option<String>, other| one.is_some() && one == other;
    same(address(one), address(other)) || same(phone(one), phone(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration(organisation: &str, description: &str, email: &str) -> Model {
        let draft = Model::draft("do", "ana".into(), "2020");
        let (organisation, description) = (organisation.into(), description.into());
        Model { organisation, description, contact_email: email.into(), ..draft }
    }

    #[test]
    fn each_reason_is_told_the_strongest_first_and_nothing_is_proposed_without_one() {
        let text = "diez talleres comparten un camión para llevar sus muebles a la ciudad cada semana";
        let one = registration("Taller Malecón SRL", text, "ana@taller.example.org");
        let same = of(&one, &registration("TALLER MALECON", &format!("{text} juntos"), "Ana@taller.example.org"));
        let same = same.expect("alike");
        assert_eq!(same.reasons, [Reason::Organisation, Reason::Text, Reason::Contact]);
        assert!((same.score - 1.0).abs() < f64::EPSILON);
        let by_text = of(&one, &registration("Cooperativa Sur", text, "")).expect("alike");
        assert_eq!(by_text.reasons, [Reason::Text]);
        let mistyped = of(&one, &registration("Taller Maelcon", "otra cosa", "")).expect("alike");
        assert_eq!(mistyped.reasons, [Reason::Organisation]);
        assert_eq!(of(&one, &registration("Cooperativa Sur", "otra cosa muy distinta", "b@sur.example.org")), None);
        let called = |phone: &str| Model { contact_phone: phone.into(), ..registration("Red Norte", "uno", "") };
        let other = Model { organisation: "Panes Luz".into(), description: "dos".into(), ..called("+1 809 555 1234") };
        assert_eq!(of(&called("(809) 555-1234"), &other).expect("alike").reasons, [Reason::Contact]);
        assert_eq!(of(&called("(829) 555-1234"), &other), None);
        let empty = registration("", "", "");
        assert_eq!(of(&empty, &empty), None, "nothing is like nothing");
    }
}
