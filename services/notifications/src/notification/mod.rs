//! Notifications: their states and who they are for. Pure; what changes rows stands in the files below.

pub mod get;
pub mod list;
pub mod on_appeal_filed;
pub mod on_appeal_heard;
pub mod on_appeal_judged;
pub mod on_appeal_withdrawn;
pub mod on_assignment_declined;
pub mod on_assignment_delegated;
pub mod on_assignment_expired;
pub mod on_assignment_made;
pub mod on_assignment_reminded;
pub mod on_assignment_withdrawn;
pub mod on_case_opened;
pub mod on_case_screened;
pub mod on_clarification_expired;
pub mod on_clarification_reminded;
pub mod on_clarification_requested;
pub mod on_comment_posted;
pub mod on_decision_released;
pub mod on_editor_invited;
pub mod on_hearing_made;
pub mod on_intervention_opened;
pub mod on_late_entry_allowed;
pub mod on_loan_opened;
pub mod on_member_invited;
pub mod on_publication_flagged;
pub mod on_queue_lent;
pub mod on_registration_clarified;
pub mod on_registration_merged;
pub mod on_registration_published;
pub mod on_registration_submitted;
pub mod on_registration_unmerged;
pub mod on_registration_withdrawn;
pub mod on_review_readied;
pub mod on_review_submitted;
pub mod on_reviewer_lent;
pub mod on_translation_proposed;
pub mod on_validation_completed;
pub mod on_validation_expired;
pub mod on_validation_mended;
pub mod on_validation_reminded;
pub mod resend;
pub mod retention;
pub mod rows;
pub mod summarize;
pub mod write;

use platform::{
    clocks,
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::{notifications::v1::notification, platform::v1::Reason};
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::Serialize;

use crate::country;

/// Where a notification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// To be sent.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Handed over.
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Given up.
    #[sea_orm(string_value = "failed")]
    Failed,
}

impl State {
    /// Handed over to its channel.
    pub fn send(self) -> Result<Self> {
        self.leave(State::Sent)
    }

    /// One attempt was made in vain: tried again, or given up after the last.
    pub fn miss(self, was_last: bool) -> Result<Self> {
        self.leave(if was_last { State::Failed } else { State::Pending })
    }

    /// What was given up is to be sent once more.
    pub fn resend(self) -> Result<Self> {
        self.go(State::Failed, State::Pending)
    }

    /// Only what is pending is sent or given up.
    fn leave(self, next: State) -> Result<Self> {
        self.go(State::Pending, next)
    }

    fn go(self, from: State, next: State) -> Result<Self> {
        if self == from {
            return Ok(next);
        }
        let name = notification::State::from(self).as_str_name().trim_start_matches("STATE_").to_lowercase();
        let text = Text::told(
            format!("this notification is {name}"),
            format!("esta notificación está en «{name}»"),
            format!("esta notificação está em “{name}”"),
        );
        Err(Error::refused(Reason::StateNotAllowed, text))
    }
}

impl From<State> for notification::State {
    fn from(state: State) -> Self {
        match state {
            State::Pending => notification::State::Pending,
            State::Sent => notification::State::Sent,
            State::Failed => notification::State::Failed,
        }
    }
}

/// Whom a notification is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Whoever answers for the registration.
    #[sea_orm(string_value = "applicant")]
    Applicant,
    /// The country office.
    #[sea_orm(string_value = "office")]
    Office,
    /// A reviewer.
    #[sea_orm(string_value = "reviewer")]
    Reviewer,
    /// Whoever represents a partner institution.
    #[sea_orm(string_value = "representative")]
    Representative,
    /// Somebody who may become a member.
    #[sea_orm(string_value = "invited")]
    Invited,
}

/// A moment as letters tell it, by the clocks of the scope's country; nothing where there is none.
pub async fn in_words(scope: &Scope, at: Option<&prost_types::Timestamp>) -> Result<String> {
    Ok(told(at, &country::rows::time_zone(scope).await?))
}

fn told(at: Option<&prost_types::Timestamp>, time_zone: &str) -> String {
    at.and_then(moment::read).map(|at| clocks::told(at, time_zone)).unwrap_or_default()
}

/// A letter as an office may read it: without the code of an invitation, by which whoever reads it could take the roles of
/// somebody else.
pub fn without_codes(body: &str) -> String {
    let mut shown = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(found) = rest.find(CODE) {
        let (before, code) = rest.split_at(found + CODE.len());
        shown.push_str(before);
        shown.push('…');
        let part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-');
        rest = code.trim_start_matches(part);
    }
    shown.push_str(rest);
    shown
}

/// What the codes of invitations begin with.
const CODE: &str = "inv_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clocks_of_the_country() {
        let at = prost_types::Timestamp { seconds: 1_601_510_759, nanos: 0 };
        assert_eq!(told(Some(&at), "America/Costa_Rica"), "2020-09-30 18:05 (UTC-06:00)");
        assert_eq!(told(None, "America/Costa_Rica"), "");
    }

    #[test]
    fn a_code_is_not_shown_and_the_rest_is() {
        assert_eq!(without_codes("code: inv_aB-9_z\n\nAdiós"), "code: inv_…\n\nAdiós");
        assert_eq!(without_codes("inv_a inv_b"), "inv_… inv_…");
        assert_eq!(without_codes("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn only_what_was_given_up_is_sent_once_more() {
        assert_eq!(State::Failed.resend().expect("again"), State::Pending);
        for state in [State::Sent, State::Pending] {
            assert_eq!(state.resend().expect_err("stays").reason(), Reason::StateNotAllowed);
        }
    }

    #[test]
    fn only_what_is_pending_is_sent_or_given_up() {
        assert_eq!(State::Pending.send().expect("sent"), State::Sent);
        assert_eq!(State::Pending.miss(false).expect("again"), State::Pending);
        assert_eq!(State::Pending.miss(true).expect("over"), State::Failed);
        for state in [State::Sent, State::Failed] {
            assert_eq!(state.send().expect_err("stays").reason(), Reason::StateNotAllowed);
            assert_eq!(state.miss(true).expect_err("stays").reason(), Reason::StateNotAllowed);
        }
    }
}
