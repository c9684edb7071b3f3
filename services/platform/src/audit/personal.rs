//! Whether an answer holds personal data: read from its encoded bytes by the numbers of the fields that the contract
//! marks, since turning every answer into fields by name would cost more than most reads.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use prost::Message;
use prost_reflect::{Kind, MessageDescriptor};
use proto::Rpc;

/// What one message type has: numbers of personal fields, and of fields that hold a message with some below.
#[derive(Debug, Default)]
struct Marks {
    personal: HashSet<u32>,
    below: HashMap<u32, String>,
}

/// The message types of the contract that hold personal data, themselves or below.
static MARKED: LazyLock<HashMap<String, Marks>> = LazyLock::new(read);

/// The response of each rpc that may hold personal data, by method.
static RESPONSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let services = proto::pool().services();
    let methods = services.flat_map(|service| {
        let path = format!("/{}/", service.full_name());
        let responses = service.methods().map(|method| (path.clone() + method.name(), method.output()));
        responses.collect::<Vec<_>>()
    });
    let marked = methods.filter(|(_, response)| MARKED.contains_key(response.full_name()));
    marked.map(|(method, response)| (method, response.full_name().to_owned())).collect()
});

/// Whether the answer to an rpc holds personal data.
pub(crate) fn is_in<R: Rpc>(answer: &R::Response) -> bool {
    let Some(marks) = RESPONSES.get(R::METHOD).and_then(|response| MARKED.get(response)) else { return false };
    holds(&answer.encode_to_vec(), marks)
}

fn read() -> HashMap<String, Marks> {
    let Some(personal) = proto::pool().get_extension_by_name("aceleracion.platform.v1.personal") else {
        return HashMap::new();
    };
    let all: Vec<MessageDescriptor> = proto::pool().all_messages().collect();
    let mut marked: HashMap<String, Marks> = HashMap::new();
    for message in &all {
        let fields = message.fields().filter(|field| field.options().get_extension(&personal).as_bool() == Some(true));
        let fields: HashSet<u32> = fields.map(|field| field.number()).collect();
        if !fields.is_empty() {
            marked.insert(message.full_name().to_owned(), Marks { personal: fields, below: HashMap::new() });
        }
    }
    // Upwards from what is marked, until nothing new holds it: messages may hold each other in a circle.
    loop {
        let mut found = Vec::new();
        for message in &all {
            for field in message.fields() {
                let Kind::Message(inner) = field.kind() else { continue };
                let known = marked.get(message.full_name()).is_some_and(|m| m.below.contains_key(&field.number()));
                if !known && marked.contains_key(inner.full_name()) {
                    found.push((message.full_name().to_owned(), field.number(), inner.full_name().to_owned()));
                }
            }
        }
        if found.is_empty() {
            return marked;
        }
        for (message, number, inner) in found {
            marked.entry(message).or_default().below.insert(number, inner);
        }
    }
}

/// A field that is empty is not written, so one that is there says something.
fn holds(bytes: &[u8], marks: &Marks) -> bool {
    let mut rest = bytes;
    while let Some((number, content)) = field(&mut rest) {
        if marks.personal.contains(&number) {
            return true;
        }
        let inner = marks.below.get(&number).and_then(|name| MARKED.get(name));
        if let (Some(inner), Some(content)) = (inner, content)
            && holds(content, inner)
        {
            return true;
        }
    }
    false
}

/// The next field: its number, and its bytes where it has a length. Nothing at the end, and where the bytes are not
/// those of a message, which ours always are.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u32, Option<&'a [u8]>)> {
    let key = number(rest)?;
    let field = u32::try_from(key >> 3).ok()?;
    let length = match key & 7 {
        0 => {
            number(rest)?;
            return Some((field, None));
        }
        1 => 8,
        2 => usize::try_from(number(rest)?).ok()?,
        5 => 4,
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some((field, Some(content)))
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for place in 0..10 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::registrations::v1::{
        Applicant, GetRegistrationRequest, GetRegistrationResponse, ListRegistrationsRequest,
        ListRegistrationsResponse, Registration,
    };

    use super::*;

    fn registration(contact_email: &str) -> Registration {
        let applicant = Applicant {
            organisation: "Taller Norte".into(),
            contact_email: contact_email.into(),
            ..Default::default()
        };
        Registration {
            title: "Rutas".into(),
            people_reached: Some(7),
            applicant: Some(applicant),
            ..Default::default()
        }
    }

    #[test]
    fn an_answer_is_personal_when_a_marked_field_says_something() {
        let get = |email| GetRegistrationResponse { registration: Some(registration(email)) };
        assert!(is_in::<GetRegistrationRequest>(&get("someone@example.org")));
        assert!(!is_in::<GetRegistrationRequest>(&get("")));
        let list = |emails: &[&str]| ListRegistrationsResponse {
            registrations: emails.iter().map(|email| registration(email)).collect(),
            next_page_token: "next".into(),
        };
        assert!(is_in::<ListRegistrationsRequest>(&list(&["", "", "someone@example.org"])));
        assert!(!is_in::<ListRegistrationsRequest>(&list(&["", ""])));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            for marks in MARKED.values() {
                let _ = holds(&bytes, marks);
            }
        }
    }
}
