//! The row of a registration on its course: as it begins, and as each transition leaves it.

use platform::{choice, moment::now, names};
use proto::registrations::v1::registration::State;
use uuid::Uuid;

use super::{
    answers::Answers,
    fingerprint, is_validated_in, kept,
    rows::{Goals, Model, Paths, name},
    table,
};

impl Model {
    /// Whether an office made it, and nobody has claimed it.
    pub fn is_of_office(&self) -> bool {
        names::is_office(&self.owner)
    }

    /// A draft without any text.
    pub fn draft(country: &str, owner: String, edition: &str) -> Self {
        let now = now();
        let unset = String::from("UNSPECIFIED");
        Self {
            country: country.into(),
            id: Uuid::now_v7(),
            version: 1,
            case_version: 0,
            owner,
            edition: edition.into(),
            track: unset.clone(),
            category: String::new(),
            state: stored(State::Draft),
            state_reason: String::new(),
            fingerprint: None,
            title: String::new(),
            summary: String::new(),
            problem: String::new(),
            description: String::new(),
            stage: unset.clone(),
            sdgs: Goals::default(),
            people_reached: None,
            jobs: None,
            women_led: None,
            data_consent: false,
            publication_consent: false,
            merged_into: String::new(),
            organisation: String::new(),
            organisation_kind: unset.clone(),
            size: unset,
            sector: String::new(),
            city: String::new(),
            website: String::new(),
            contact_email: String::new(),
            contact_phone: String::new(),
            language: String::new(),
            create_time: now,
            update_time: now,
            submit_time: None,
            state_time: now,
            notice_version: 0,
            blocked: false,
            validated_until: None,
            validated_version: 0,
            submissions: 0,
            versions: 0,
            source_language: String::new(),
            answers: Answers::default(),
            edition_version: 0,
            country_edition_version: 0,
            late_until: None,
            late_reason: String::new(),
            clarification: String::new(),
            open_fields: Paths::default(),
            question: String::new(),
            clarification_due: None,
            merged_state: String::new(),
            appeal: String::new(),
            appeal_due: None,
            appealed_from: String::new(),
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        choice::of(&self.state, "STATE_", State::from_str_name)
    }

    /// Where it stands for whoever tells of its case: while it is merged, that is kept apart. Unspecified where there is no
    /// way back.
    pub fn stands(&self) -> State {
        match self.state() {
            State::Merged => choice::of(&self.merged_state, "STATE_", State::from_str_name),
            state => state,
        }
    }

    /// Where it stood when its appeal was filed, and stands again where nothing comes of that.
    pub fn appealed_from(&self) -> State {
        match choice::of(&self.appealed_from, "STATE_", State::from_str_name) {
            State::Unspecified => State::Declined,
            state => state,
        }
    }

    /// The row once news of its case brought it to another state, whether it is merged or not.
    pub fn brought(&self, state: State, reason: &str) -> Self {
        match self.state() {
            State::Merged => Self { merged_state: stored(kept(state)), ..self.changed() },
            _ => self.moved(state, reason),
        }
    }

    /// The row once it went into another one, whose name this is.
    pub fn merged(&self, state: State, survivor: String, reason: &str) -> Self {
        Self { merged_state: stored(kept(self.state())), merged_into: survivor, ..self.moved(state, reason) }
    }

    /// The row once that is undone.
    pub fn unmerged(&self, state: State, reason: &str) -> Self {
        Self { merged_into: String::new(), ..self.moved(state, reason).without_way_back() }
    }

    /// The same row, which stays merged if it is.
    pub fn without_way_back(self) -> Self {
        Self { merged_state: String::new(), ..self }
    }

    /// Whether something that was asked waits for an answer of its applicant.
    pub fn is_asked(&self) -> bool {
        !self.clarification.is_empty()
    }

    /// The same row, in which nothing waits for an answer.
    pub fn unasked(self) -> Self {
        Self {
            clarification: String::new(),
            open_fields: Paths::default(),
            question: String::new(),
            clarification_due: None,
            ..self
        }
    }

    /// The row once it has come to another state. What was asked in the one before does not wait for an answer any more, but
    /// for what an institution asks that checks the evidence: it goes on asking.
    pub fn moved(&self, state: State, reason: &str) -> Self {
        let still_asked = is_validated_in(self.state()) && is_validated_in(state);
        let mut after = if still_asked { self.changed() } else { self.changed().unasked() };
        after.state = stored(state);
        after.state_reason = reason.to_owned();
        after.state_time = after.update_time;
        after
    }

    /// The row once it is handed in. Its next case counts its versions from the beginning, and has an appeal of its own.
    pub fn handed_in(&self, state: State) -> Self {
        let after = self.moved(state, "");
        let (submissions, versions) = (self.submissions + 1, self.versions + 1);
        let after = Self { appeal: String::new(), appeal_due: None, appealed_from: String::new(), ..after };
        let mut after = Self { submit_time: Some(after.update_time), submissions, versions, case_version: 0, ..after };
        after.write_out_link();
        after.follow_words();
        after
    }

    /// Gives a web site that was written without it its scheme.
    pub fn write_out_link(&mut self) {
        if let Ok(website) = table::link(&self.website) {
            self.website = website;
        }
    }

    /// Says what it is the same as, by its words as they are. A draft is the same as nothing: whoever writes one keeps nobody
    /// from handing in.
    pub fn follow_words(&mut self) {
        if self.state() != State::Draft {
            self.fingerprint = fingerprint(&self.organisation, &self.title);
        }
    }

    /// Whether news of a submission came too late: it was withdrawn, and the registration was revived or handed in again.
    /// `submission` is 0 in what was told before submissions were counted.
    pub fn is_past(&self, submission: i32) -> bool {
        submission != 0 && (submission < self.submissions || self.state() == State::Draft)
    }

    /// The row one version on.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, update_time: now(), ..self.clone() }
    }

    /// The same registration without what says anything of people.
    pub(super) fn without_words(self) -> Self {
        let nothing = String::new;
        Self {
            state_reason: nothing(),
            question: nothing(),
            title: nothing(),
            summary: nothing(),
            problem: nothing(),
            description: nothing(),
            organisation: nothing(),
            city: nothing(),
            website: nothing(),
            contact_email: nothing(),
            contact_phone: nothing(),
            answers: Answers::default(),
            late_reason: nothing(),
            ..self
        }
    }

    /// The resource name.
    pub fn name(&self) -> String {
        name(&self.country, self.id)
    }
}

/// A state as the table has it.
fn stored(state: State) -> String {
    choice::name(state.as_str_name(), "STATE_")
}
