//! Where a registration stands and what may be done with it there: a second telling of the states, which shares nothing
//! with the one that the services enforce.

use platform::choice;
use proto::{
    registrations::v1::{catalogue_entry, registration::State},
    reviews::v1::Outcome,
};

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Update,
    Submit,
    Withdraw,
    Revive,
    /// Whether it passes.
    Screen(bool),
    /// The office asks the applicant to mend something before it screens.
    Ask,
    Decide(Outcome),
    /// Whether the evidence holds.
    Validate(bool),
    /// An institution asks the applicant to mend something before it finds anything.
    Mend,
    /// The applicant answers.
    Answer,
    Publish,
    /// Consents to publication.
    Agree,
    /// Takes that back.
    Disagree,
    /// Into one that is under way, and not published.
    Merge,
    Unmerge,
    /// Somebody says what is wrong with its entry of the catalogue.
    Flag,
    /// The office has looked, and shows the entry again.
    Lift,
    /// The time of its validation ends.
    Lapse,
    /// Whatever brings it on its way.
    Onward,
}

/// Where a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub agreed: bool,
    pub submissions: i32,
    /// Whether something waits to be mended.
    pub asked: bool,
    /// How often what was asked was answered; each answer is a version of its own.
    pub answers: i32,
    /// Whether the evidence of what was submitted last was found to hold.
    pub held: bool,
    /// Where it stands again once it is not merged any more.
    pub behind: State,
    /// Whether that was so for a time which is over.
    pub lapsed: bool,
    /// How often evidence was found to hold again after that.
    pub renewals: i32,
    /// Whether it has an entry in the catalogue, be it shown or not.
    pub entered: bool,
    /// Whether it was in the catalogue when its validation held last.
    pub public: bool,
    /// Whether the entry was flagged, and the office has not looked since.
    pub suspended: bool,
    /// How often it was.
    pub flags: i32,
}

impl Step {
    /// The step itself, or what brings a registration on from where it stands.
    pub fn of(self, stands: &Standing) -> Self {
        match (self, stands.state) {
            (Step::Onward, State::Draft) => Step::Submit,
            (Step::Onward, State::Screening) => Step::Screen(true),
            (Step::Onward, State::Clarification) => Step::Answer,
            (Step::Onward, State::InReview | State::Waitlisted) => Step::Decide(Outcome::Accepted),
            (Step::Onward, State::Accepted) if stands.asked => Step::Answer,
            (Step::Onward, State::Accepted) => Step::Validate(true),
            (Step::Onward, State::Validated) if stands.agreed => Step::Publish,
            (Step::Onward, State::Validated) => Step::Agree,
            (Step::Onward, State::Published) if stands.suspended => Step::Lift,
            (Step::Onward, State::Published) if stands.flags == 0 => Step::Flag,
            (Step::Onward, State::Published) if stands.renewals == 0 => Step::Lapse,
            (Step::Onward, State::Published) => Step::Disagree,
            (Step::Onward, State::Expired) if stands.asked => Step::Answer,
            (Step::Onward, State::Expired) => Step::Validate(true),
            (Step::Onward, State::Merged) => Step::Unmerge,
            (Step::Onward, _) => Step::Revive,
            (step, _) => step,
        }
    }
}

impl Standing {
    /// A draft that was just begun.
    pub fn begun() -> Self {
        Self {
            state: State::Draft,
            agreed: false,
            submissions: 0,
            asked: false,
            answers: 0,
            held: false,
            behind: State::Unspecified,
            lapsed: false,
            renewals: 0,
            entered: false,
            suspended: false,
            flags: 0,
            public: false,
        }
    }

    /// Where it stands after a step, or the reason of its refusal. Nothing where there is nobody to ask: what was never
    /// submitted has no case, and what was never published no entry; and where no time ends.
    pub fn after(&self, step: Step) -> Option<Result<Self, &'static str>> {
        let of_case = matches!(step, Step::Screen(_) | Step::Ask | Step::Decide(_) | Step::Validate(_) | Step::Mend);
        let of_entry = matches!(step, Step::Flag | Step::Lift);
        if (of_case && self.submissions == 0) || (of_entry && !self.entered) || (step == Step::Lapse && !self.lapses())
        {
            return None;
        }
        // What is asked waits while the registration stays where it was asked.
        let to = |state| Ok(Self { state, asked: self.asked && state == self.state, ..*self });
        Some(match (step, self.state) {
            (Step::Update, State::Draft) => to(State::Draft),
            (Step::Update, State::Accepted | State::Clarification | State::Expired) if self.asked => to(self.state),
            (Step::Ask, State::Screening) => Ok(Self { state: State::Clarification, asked: true, ..*self }),
            (Step::Answer, State::Clarification) => {
                Ok(Self { state: State::Screening, asked: false, answers: self.answers + 1, ..*self })
            }
            (Step::Mend, State::Accepted | State::Expired) if !self.asked => Ok(Self { asked: true, ..*self }),
            (Step::Answer, State::Accepted | State::Expired) if self.asked => {
                Ok(Self { asked: false, answers: self.answers + 1, ..*self })
            }
            (Step::Validate(_), State::Accepted | State::Expired) if self.asked => Err("STATE_NOT_ALLOWED"),
            (Step::Submit, State::Draft) => {
                let submissions = self.submissions + 1;
                Ok(Self { state: State::Screening, submissions, held: false, lapsed: false, ..*self })
            }
            (Step::Update | Step::Submit, _) => Err("REGISTRATION_NOT_IN_DRAFT"),
            (
                Step::Withdraw,
                State::Draft
                | State::Screening
                | State::Clarification
                | State::InReview
                | State::Waitlisted
                | State::Accepted
                | State::Validated
                | State::Expired,
            ) => to(State::Withdrawn),
            (Step::Revive, State::Withdrawn) => to(State::Draft),
            (Step::Screen(true), State::Screening) => to(State::InReview),
            (Step::Screen(false), State::Screening) => to(State::Ineligible),
            (Step::Decide(outcome), State::InReview | State::Waitlisted) => to(decided(outcome)),
            (Step::Decide(_), State::Screening) => Err("REVIEWS_MISSING"),
            (Step::Validate(true), State::Accepted) => {
                Ok(Self { state: State::Validated, held: true, public: false, ..*self })
            }
            (Step::Validate(false), State::Accepted | State::Expired) => to(self.state),
            (Step::Validate(true), State::Expired) => {
                let public = self.public && self.agreed;
                let state = if public { State::Published } else { State::Validated };
                Ok(Self { state, public, lapsed: false, renewals: self.renewals + 1, ..*self })
            }
            (Step::Lapse, State::Merged) => Ok(Self { lapsed: true, behind: State::Expired, ..*self }),
            (Step::Lapse, _) => Ok(Self { lapsed: true, state: State::Expired, ..*self }),
            (Step::Flag, State::Published) if !self.suspended => {
                Ok(Self { suspended: true, flags: self.flags + 1, ..*self })
            }
            (Step::Flag, _) => Err("RESOURCE_NOT_FOUND"),
            (Step::Lift, _) if self.suspended => Ok(Self { suspended: false, ..*self }),
            (Step::Publish, State::Validated) if self.agreed => {
                Ok(Self { state: State::Published, entered: true, public: true, ..*self })
            }
            (Step::Publish, State::Validated) => Err("PUBLICATION_NOT_CONSENTED"),
            (Step::Publish, _) => Err("REGISTRATION_NOT_VALIDATED"),
            (
                Step::Merge,
                State::Screening
                | State::InReview
                | State::Waitlisted
                | State::Accepted
                | State::Validated
                | State::Expired,
            ) => Ok(Self { state: State::Merged, behind: self.state, asked: false, ..*self }),
            // What was asked is not asked any more.
            (Step::Merge, State::Clarification) => {
                Ok(Self { state: State::Merged, behind: State::Screening, asked: false, ..*self })
            }
            (Step::Unmerge, State::Merged) => to(self.behind),
            (Step::Agree, state) if !matches!(state, State::Withdrawn | State::Merged) => {
                Ok(Self { agreed: true, ..*self })
            }
            (Step::Disagree, State::Published) => {
                Ok(Self { state: State::Validated, agreed: false, public: false, ..*self })
            }
            (Step::Disagree, _) if self.agreed => Ok(Self { agreed: false, ..*self }),
            _ => Err("STATE_NOT_ALLOWED"),
        })
    }

    /// Whether there is a time that can end.
    fn lapses(&self) -> bool {
        let stands = if self.state == State::Merged { self.behind } else { self.state };
        self.held && !self.lapsed && matches!(stands, State::Validated | State::Published)
    }

    /// Where its entry stands in the catalogue, if it has one.
    pub fn entry(&self) -> Option<catalogue_entry::State> {
        self.entered.then_some(match self.state {
            State::Published if self.suspended => catalogue_entry::State::Suspended,
            State::Published => catalogue_entry::State::Shown,
            State::Expired => catalogue_entry::State::Expired,
            _ => catalogue_entry::State::TakenOut,
        })
    }

    /// What a refused step has to be told: what stands in the way, and where it stands or what is missing.
    pub fn why(&self, step: Step) -> String {
        let state = choice::name(self.state.as_str_name(), "STATE_");
        let case = self.case();
        match (step, self.state) {
            (Step::Update | Step::Submit, _) => {
                format!("only a draft can be changed or submitted; this one is {state}")
            }
            (Step::Withdraw, _) => format!("a registration that is {state} cannot be withdrawn"),
            (Step::Revive, _) => format!("only what was withdrawn can be revived; this registration is {state}"),
            (Step::Publish, State::Validated) => "the applicant has not agreed to publication".into(),
            (Step::Publish, _) => "only a validated registration can be published".into(),
            (Step::Agree, _) => format!("nothing is consented to for a registration that is {state}"),
            (Step::Disagree, _) => "this consent was not given, or was taken back".into(),
            (Step::Answer, _) => format!("nothing is asked of a registration that is {state}"),
            (Step::Merge, State::Published) => {
                "a registration that is PUBLISHED is merged only into another one in the catalogue".into()
            }
            (Step::Merge, _) => format!("a registration that is {state} cannot be merged into another one"),
            (Step::Unmerge, _) => format!("a registration that is {state} is not merged into another one"),
            (Step::Flag, _) => "there is no countries/do/publications/".into(),
            (Step::Lift, _) => "this entry is not suspended".into(),
            (Step::Screen(_), _) => format!("a case that is {case} cannot be screened"),
            (Step::Ask, _) => format!("a case that is {case} cannot be clarified"),
            (Step::Decide(_), State::Screening) => "fewer reviews are in than a decision needs".into(),
            (Step::Decide(_), _) => format!("a case that is {case} cannot be decided"),
            (Step::Validate(_) | Step::Mend, State::Accepted | State::Expired) => "the applicant has until ".into(),
            (Step::Validate(_) | Step::Mend, State::Draft | State::Withdrawn | State::Merged) if self.held => {
                format!("a case that is {case} cannot be validated after its registration was withdrawn or merged")
            }
            (Step::Validate(_) | Step::Mend, _) if self.held => {
                format!("a case that is {case} cannot be validated again before the last 60 days of its validation")
            }
            (Step::Validate(_) | Step::Mend, _) => {
                format!("a case that is {case} cannot be validated before its acceptance is released")
            }
            (Step::Lapse | Step::Onward, _) => "nobody is asked for this".into(),
        }
    }

    /// Where the case of its last submission stands.
    fn case(&self) -> &'static str {
        match self.state {
            State::Screening | State::InReview => "OPEN",
            State::Clarification => "CLARIFICATION",
            State::Ineligible => "SCREENED_OUT",
            State::Waitlisted | State::Accepted => "DECIDED",
            _ => "CLOSED",
        }
    }
}

fn decided(outcome: Outcome) -> State {
    match outcome {
        Outcome::Accepted => State::Accepted,
        Outcome::Waitlisted => State::Waitlisted,
        _ => State::Declined,
    }
}
