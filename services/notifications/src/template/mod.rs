//! What is written, in each language: pure functions from facts to a subject and a text.

mod english;
mod language;
mod letter;
mod portuguese;
mod spanish;
mod worded;

pub use self::{
    language::Language,
    letter::{Facts, write},
    worded::Worded,
};
use proto::registrations::v1::LetterTemplate;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// To the applicant: the registration is in.
    RegistrationReceived,
    /// To the applicant: it is taken back.
    RegistrationWithdrawn,
    /// To the applicant: it may be handed in though the edition is over.
    LateEntryAllowed,
    /// The same of one that is taken back.
    LateRevivalAllowed,
    /// To the applicant: another one goes on in its place.
    RegistrationMerged,
    /// To the applicant: it goes on by itself again.
    RegistrationUnmerged,
    /// To the applicant: it is in the catalogue.
    RegistrationPublished,
    /// To the applicant: it will be there from a day on.
    PublicationAwaited,
    /// To the office: a case waits for its screening.
    ScreeningWaits,
    /// To the applicant: it may not take part.
    ScreeningFailed,
    /// To the applicant: what the office asks.
    ClarificationAsked,
    /// To the applicant: an answer still waits.
    ClarificationReminder,
    /// To the applicant: the time to answer is over.
    ClarificationOver,
    /// To the office: the applicant answered.
    ClarificationAnswered,
    /// To the office: the applicant did not answer in time.
    ClarificationUnanswered,
    /// To the reviewer: a case waits for their review.
    AssignmentWaits,
    /// To the reviewer: the time for it is over soon.
    AssignmentReminder,
    /// To the office: a review did not come in time.
    AssignmentLate,
    /// To the office: a reviewer declined.
    AssignmentDeclined,
    /// To a reviewer: somebody asks them to write a review.
    AssignmentDelegated,
    /// To whoever was to write a review: it is not awaited any more.
    AssignmentWithdrawn,
    /// To a reviewer: somebody said something about a case that they reviewed.
    DiscussionGoesOn,
    /// To the reviewer: what somebody wrote for them can be handed in.
    ReviewReady,
    /// To the applicant: accepted.
    DecisionAccepted,
    /// To the applicant: not yet, perhaps later.
    DecisionWaitlisted,
    /// To the applicant: not this time.
    DecisionDeclined,
    /// To the applicant: the appeal is in.
    AppealReceived,
    /// To the office: an appeal waits.
    AppealWaits,
    /// To the applicant: the appeal is heard.
    AppealAdmitted,
    /// To the applicant: the appeal is not heard.
    AppealRejected,
    /// To the reviewer: an appeal is to be heard.
    HearingWaits,
    /// To the applicant: accepted after all.
    AppealUpheld,
    /// To the applicant: the registration takes part after all.
    AppealReadmitted,
    /// To the applicant: the decision stands.
    AppealDenied,
    /// To the applicant: the appeal is taken back.
    AppealWithdrawn,
    /// To the applicant: the evidence holds.
    ValidationPassed,
    /// To the applicant: the evidence does not hold.
    ValidationFailed,
    /// To the applicant: the evidence still holds, as a check made again found.
    ValidationRenewed,
    /// To the applicant: what an institution asks to be mended.
    MendingAsked,
    /// To the applicant: what is to be mended still waits.
    MendingReminder,
    /// To the applicant: the time to mend is over.
    MendingOver,
    /// To the office, and to whoever represents the institution that asked: the applicant answered.
    MendingAnswered,
    /// To the same: the applicant did not answer in time.
    MendingUnanswered,
    /// To the applicant: the time of the last check is over.
    ValidationExpired,
    /// To the applicant: the time of the last check is over soon.
    ValidationReminder,
    /// To the office: a check is to be made again soon.
    RenewalWaits,
    /// To whoever represents the institution that checked: the same.
    RenewalAsked,
    /// To the office: somebody says that something is wrong with an entry, which is out of sight until it has looked.
    PublicationHidden,
    /// To the office: the same of an entry that goes on being shown.
    PublicationFlagged,
    /// To the office: a translation of an entry of the catalogue waits.
    TranslationWaits,
    /// To whoever is to be a member: how to accept.
    MemberInvited,
    /// To whoever is to write a registration along: how to accept.
    EditorInvited,
    /// To whom a registration is of that an office made: how to claim it.
    RegistrationOffered,
    /// To the office: somebody from the network acts in the country.
    InterventionOpened,
    /// To the office: others screen for it.
    LoanOpened,
    /// To the office: it may screen for another country.
    QueueLent,
    /// To the office: it may not any more, before the time that was told.
    QueueReturned,
    /// To the office: another country lends it a reviewer.
    ReviewerLent,
    /// To the office: another country would lend it somebody who is a member already.
    ReviewerNotSeated,
}

impl Template {
    /// Every template.
    #[cfg(test)]
    const ALL: [Template; 59] = [
        Template::RegistrationReceived,
        Template::RegistrationWithdrawn,
        Template::LateEntryAllowed,
        Template::LateRevivalAllowed,
        Template::RegistrationMerged,
        Template::RegistrationUnmerged,
        Template::RegistrationPublished,
        Template::PublicationAwaited,
        Template::ScreeningWaits,
        Template::ScreeningFailed,
        Template::ClarificationAsked,
        Template::ClarificationReminder,
        Template::ClarificationOver,
        Template::ClarificationAnswered,
        Template::ClarificationUnanswered,
        Template::AssignmentWaits,
        Template::AssignmentReminder,
        Template::AssignmentLate,
        Template::AssignmentDeclined,
        Template::AssignmentDelegated,
        Template::AssignmentWithdrawn,
        Template::DiscussionGoesOn,
        Template::ReviewReady,
        Template::DecisionAccepted,
        Template::DecisionWaitlisted,
        Template::DecisionDeclined,
        Template::AppealReceived,
        Template::AppealWaits,
        Template::AppealAdmitted,
        Template::AppealRejected,
        Template::HearingWaits,
        Template::AppealUpheld,
        Template::AppealReadmitted,
        Template::AppealDenied,
        Template::AppealWithdrawn,
        Template::ValidationPassed,
        Template::ValidationFailed,
        Template::ValidationRenewed,
        Template::MendingAsked,
        Template::MendingReminder,
        Template::MendingOver,
        Template::MendingAnswered,
        Template::MendingUnanswered,
        Template::ValidationExpired,
        Template::ValidationReminder,
        Template::RenewalWaits,
        Template::RenewalAsked,
        Template::PublicationHidden,
        Template::PublicationFlagged,
        Template::TranslationWaits,
        Template::MemberInvited,
        Template::EditorInvited,
        Template::RegistrationOffered,
        Template::InterventionOpened,
        Template::LoanOpened,
        Template::QueueLent,
        Template::QueueReturned,
        Template::ReviewerLent,
        Template::ReviewerNotSeated,
    ];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Template::RegistrationReceived => "registration-received",
            Template::RegistrationWithdrawn => "registration-withdrawn",
            Template::LateEntryAllowed => "late-entry-allowed",
            Template::LateRevivalAllowed => "late-revival-allowed",
            Template::RegistrationMerged => "registration-merged",
            Template::RegistrationUnmerged => "registration-unmerged",
            Template::RegistrationPublished => "registration-published",
            Template::PublicationAwaited => "publication-awaited",
            Template::ScreeningWaits => "screening-waits",
            Template::ScreeningFailed => "screening-failed",
            Template::ClarificationAsked => "clarification-asked",
            Template::ClarificationReminder => "clarification-reminder",
            Template::ClarificationOver => "clarification-over",
            Template::ClarificationAnswered => "clarification-answered",
            Template::ClarificationUnanswered => "clarification-unanswered",
            Template::AssignmentWaits => "assignment-waits",
            Template::AssignmentReminder => "assignment-reminder",
            Template::AssignmentLate => "assignment-late",
            Template::AssignmentDeclined => "assignment-declined",
            Template::AssignmentDelegated => "assignment-delegated",
            Template::AssignmentWithdrawn => "assignment-withdrawn",
            Template::DiscussionGoesOn => "discussion-goes-on",
            Template::ReviewReady => "review-ready",
            Template::DecisionAccepted => "decision-accepted",
            Template::DecisionWaitlisted => "decision-waitlisted",
            Template::DecisionDeclined => "decision-declined",
            Template::AppealReceived => "appeal-received",
            Template::AppealWaits => "appeal-waits",
            Template::AppealAdmitted => "appeal-admitted",
            Template::AppealRejected => "appeal-rejected",
            Template::HearingWaits => "hearing-waits",
            Template::AppealUpheld => "appeal-upheld",
            Template::AppealReadmitted => "appeal-readmitted",
            Template::AppealDenied => "appeal-denied",
            Template::AppealWithdrawn => "appeal-withdrawn",
            Template::ValidationPassed => "validation-passed",
            Template::ValidationFailed => "validation-failed",
            Template::ValidationRenewed => "validation-renewed",
            Template::MendingAsked => "mending-asked",
            Template::MendingReminder => "mending-reminder",
            Template::MendingOver => "mending-over",
            Template::MendingAnswered => "mending-answered",
            Template::MendingUnanswered => "mending-unanswered",
            Template::ValidationExpired => "validation-expired",
            Template::ValidationReminder => "validation-reminder",
            Template::RenewalWaits => "renewal-waits",
            Template::RenewalAsked => "renewal-asked",
            Template::PublicationHidden => "publication-hidden",
            Template::PublicationFlagged => "publication-flagged",
            Template::TranslationWaits => "translation-waits",
            Template::MemberInvited => "member-invited",
            Template::EditorInvited => "editor-invited",
            Template::RegistrationOffered => "registration-offered",
            Template::InterventionOpened => "intervention-opened",
            Template::LoanOpened => "loan-opened",
            Template::QueueLent => "queue-lent",
            Template::QueueReturned => "queue-returned",
            Template::ReviewerLent => "reviewer-lent",
            Template::ReviewerNotSeated => "reviewer-not-seated",
        }
    }

    /// What the contract calls it, where an edition may word it; unset elsewhere.
    pub fn in_contract(self) -> LetterTemplate {
        let name = format!("LETTER_TEMPLATE_{}", self.name().replace('-', "_").to_uppercase());
        LetterTemplate::from_str_name(&name).unwrap_or_default()
    }

    /// The rpc by which somebody accepts what they are invited to.
    pub fn accepted_by(self) -> &'static str {
        match self {
            Template::EditorInvited => "AcceptEditor",
            Template::RegistrationOffered => "ClaimRegistration",
            _ => "AcceptInvitation",
        }
    }
}

/// The fixed words of one language.
struct Words {
    greeting: &'static str,
    /// `{name}` stands for whom it greets.
    greeting_by_name: &'static str,
    reason: &'static str,
    comments: &'static str,
    /// `{rpc}` stands for what is called.
    accept: &'static str,
    accept_link: &'static str,
    question: &'static str,
    fields: &'static str,
    /// `{id}` stands for a question whose words are not known.
    unnamed_question: &'static str,
    due: &'static str,
    from: &'static str,
    answer: &'static str,
    closing: &'static str,
    /// Subject and text of a template; `{title}` stands for the title.
    of: fn(Template) -> (&'static str, &'static str),
}

#[cfg(test)]
mod tests;
