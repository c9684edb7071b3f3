//! What a mail server's refusal is about: this one letter, or everything that comes from us. By the enhanced code where it
//! gives one (RFC 3463), else by the plain one (RFC 5321).

use super::Miss;

const NOT_FROM_US: &str = "the mail server does not take letters from us";
const NOT_NOW: &str = "the mail server asks to try again";
const NOT_THIS: &str = "the mail server refuses the letter";

/// What to make of a refusal: its code, such as 550, and its text, which may begin with an enhanced code.
pub fn miss(code: u16, text: &str) -> Miss {
    let about_the_letter = match enhanced(text) {
        // The sender, which is ours, and how addresses are written by us.
        Some((1, 7 | 8)) => false,
        // The address, its mailbox, and what is in the letter.
        Some((1 | 2 | 6, _)) => true,
        // The letter is larger than the server takes.
        Some((3, 4)) => true,
        // A grey list puts off each letter by itself; what is refused for good by policy is refused to us.
        Some((7, _)) => matches!(code, 450 | 451),
        // The server, its network, the talk between us.
        Some(_) => false,
        None => matches!(code, 450..=452 | 550..=553 | 556),
    };
    match (about_the_letter, code >= 500) {
        (false, _) => Miss::Server(NOT_FROM_US),
        (true, true) => Miss::ForGood(NOT_THIS),
        (true, false) => Miss::ForNow(NOT_NOW),
    }
}

/// Subject and detail of the enhanced code that the text begins with: 1 and 1 of "5.1.1 nobody here".
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.split_whitespace().next()?.split('.');
    let class = numbers.next()?;
    let (subject, detail) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    (matches!(class, "4" | "5") && numbers.next().is_none()).then_some((subject, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_letter_is_told_from_what_is_between_the_servers() {
        let for_good = [
            (550, "5.1.1 nobody here"),
            (550, "no such user"),
            (551, "not here"),
            (552, "5.3.4 too large"),
            (553, "no address"),
            (554, "5.6.0 nonsense"),
            (556, "this domain takes no mail"),
        ];
        let for_now = [
            (450, "busy"),
            (451, "4.7.1 come back later"),
            (451, "an error of ours"),
            (452, "4.2.2 the mailbox is full"),
            (451, "4.7.0 5.1.1 is not what it begins with"),
        ];
        let server = [
            (421, "shutting down"),
            (421, "4.7.0 too many connections"),
            (451, "4.3.0 no room"),
            (454, "4.7.0 cannot check the password"),
            (500, "unknown command"),
            (530, "5.7.0 authentication required"),
            (535, "5.7.8 wrong password"),
            (550, "5.7.1 relaying denied"),
            (550, "5.1.8 your domain does not exist"),
            (554, "no mail service here"),
            (554, "5.7.1 your address is on a list"),
            (554, "5.7.1"),
        ];
        for (code, text) in for_good {
            assert_eq!(miss(code, text), Miss::ForGood(NOT_THIS), "{code} {text}");
        }
        for (code, text) in for_now {
            assert_eq!(miss(code, text), Miss::ForNow(NOT_NOW), "{code} {text}");
        }
        for (code, text) in server {
            assert_eq!(miss(code, text), Miss::Server(NOT_FROM_US), "{code} {text}");
        }
    }

    #[test]
    fn only_a_whole_enhanced_code_counts() {
        assert_eq!(enhanced("5.1.1 nobody"), Some((1, 1)));
        for text in ["", "nobody", "5.1 nobody", "5.1.1.1 nobody", "2.1.5 fine", "5.x.1 nobody", "5.1.1nobody"] {
            assert_eq!(enhanced(text), None, "{text}");
        }
    }
}
