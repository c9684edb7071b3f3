//! Texts that fit a pattern of the contract: one for each of its alternatives.

use tests::platform::Failure;

/// An id that nothing has.
const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

/// A text for each way through a pattern: literals, classes, groups, alternatives, and how often each
/// comes; what may be left out is there and left out. Refuses a
/// pattern with anything else in it.
pub fn examples(pattern: &str) -> Result<Vec<String>, Failure> {
    let mut reading = Reading { rest: pattern };
    let found = reading.alternatives()?;
    if reading.rest.is_empty() { Ok(found) } else { Err(format!("{pattern} is not understood").into()) }
}

struct Reading<'a> {
    rest: &'a str,
}

impl Reading<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest.starts_with(wanted);
        if found {
            self.rest = &self.rest[wanted.len_utf8()..];
        }
        found
    }

    fn alternatives(&mut self) -> Result<Vec<String>, Failure> {
        let mut found = self.sequence()?;
        while self.take('|') {
            found.extend(self.sequence()?);
        }
        Ok(found)
    }

    fn sequence(&mut self) -> Result<Vec<String>, Failure> {
        let mut found = vec![String::new()];
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            if self.take('^') || self.take('$') {
                continue;
            }
            let parts = self.part()?;
            found = found.iter().flat_map(|start| parts.iter().map(move |part| format!("{start}{part}"))).collect();
        }
        Ok(found)
    }

    /// A literal, a class or a group, as often as it has to come.
    fn part(&mut self) -> Result<Vec<String>, Failure> {
        let (once, class) = match self.next().ok_or("the pattern ends too early")? {
            '(' => {
                let inner = self.alternatives()?;
                if !self.take(')') {
                    return Err("a group has no end".into());
                }
                (inner, "")
            }
            '[' => {
                let end = self.rest.find(']').ok_or("a class has no end")?;
                let class = &self.rest[..end];
                self.rest = &self.rest[end + 1..];
                let first = class.chars().next().filter(|first| *first != '^').ok_or("a class of all others")?;
                (vec![first.to_string()], class)
            }
            '\\' => (vec![self.next().filter(|next| !next.is_alphanumeric()).ok_or("an unknown class")?.into()], ""),
            '.' | '*' | '+' | '?' | '{' => return Err("too much fits this pattern".into()),
            literal => (vec![literal.to_string()], ""),
        };
        let times = self.times()?;
        if class == "0-9a-f-" && times == NOTHING.len() {
            return Ok(vec![NOTHING.into()]);
        }
        if times == 0 {
            return Ok(once.into_iter().chain([String::new()]).collect());
        }
        Ok(once.iter().map(|once| once.repeat(times)).collect())
    }

    /// How often the part before has to come at least.
    fn times(&mut self) -> Result<usize, Failure> {
        if self.take('*') || self.take('?') {
            return Ok(0);
        }
        if self.take('+') || !self.take('{') {
            return Ok(1);
        }
        let end = self.rest.find('}').ok_or("a number has no end")?;
        let times = self.rest[..end].split(',').next().unwrap_or_default().parse()?;
        self.rest = &self.rest[end + 1..];
        Ok(times)
    }
}

#[test]
fn each_alternative_has_an_example() -> Result<(), Failure> {
    let members = examples("^(countries/([a-z]{2}|-)|network)/members/[0-9a-f-]{36}$")?;
    let expected = ["countries/aa", "countries/-", "network"].map(|start| format!("{start}/members/{NOTHING}"));
    assert_eq!(members, expected);
    assert_eq!(examples("^[a-z]{2,3}(-[A-Z]+)?\\.x*$|^y$")?, ["aa-A.x", "aa-A.", "aa.x", "aa.", "y"]);
    for unknown in ["^.*$", "[^a]", "\\s+", "(a", "[a", "a)"] {
        assert!(examples(unknown).is_err(), "{unknown}");
    }
    Ok(())
}
