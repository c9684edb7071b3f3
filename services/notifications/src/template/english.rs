//! Letters in English.

use super::{Template, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Hello,",
    greeting_by_name: "Hello {name},",
    reason: "The reason:",
    comments: "What the reviewers wrote for you:",
    question: "What is asked:",
    fields: "What can be mended:",
    unnamed_question: "The answer to the question “{id}”",
    due: "Until when:",
    from: "From when:",
    answer: "The answer:",
    accept: "To accept, sign in with your identity and send with {rpc}:",
    accept_link: "To accept, open this link and sign in with your identity. It is for you alone:",
    closing: "Kind regards,\nAceleración 2030",
    of,
};

fn of(template: Template) -> (&'static str, &'static str) {
    match template {
        Template::RegistrationReceived => (
            "We have your registration: {title}",
            "Thank you for taking part. We have your registration “{title}”. Your country's office will now \
             check that it meets the conditions; we will write as soon as there is news.",
        ),
        Template::RegistrationWithdrawn => (
            "Your registration was withdrawn: {title}",
            "We confirm that the registration “{title}” was withdrawn. If this was a mistake, please write to \
             your country's office. Thank you for your interest.",
        ),
        Template::LateEntryAllowed => (
            "You may still hand in your registration: {title}",
            "The call is over, and your country's office lets you hand “{title}” in all the same. Complete it and submit it \
             in time; after that it is not taken any more.",
        ),
        Template::LateRevivalAllowed => (
            "You may take up your registration again: {title}",
            "The call is over, and your country's office lets you take “{title}” up again, which was withdrawn. Revive it and \
             submit it in time; after that it is not taken any more.",
        ),
        Template::RegistrationMerged => (
            "Your registration was merged with another one: {title}",
            "Your country's office found that “{title}” and another registration are one, and merged them: the other one \
             goes on, and this one does not. If that is a mistake, please write to the office, which can undo it.",
        ),
        Template::RegistrationUnmerged => (
            "Your registration goes on: {title}",
            "“{title}” had been merged with another registration. That is undone: it goes on by itself from where \
             it was. What had been asked of you then is not asked any more.",
        ),
        Template::PublicationAwaited => (
            "Your registration will be published: {title}",
            "Congratulations! “{title}” will be in the catalogue of Aceleración 2030 from the day below; until \
             then nobody sees it but the office of your country.",
        ),
        Template::RegistrationPublished => (
            "Your registration is published: {title}",
            "Congratulations! “{title}” is now in the public catalogue of Aceleración 2030, where businesses \
             look for solutions like yours.",
        ),
        Template::ScreeningWaits => (
            "A registration waits for its screening: {title}",
            "The registration “{title}” has just come in and waits for the office to check that it meets the \
             conditions.",
        ),
        Template::ScreeningFailed => (
            "Your registration does not meet the conditions: {title}",
            "Thank you for registering “{title}”. This time it cannot take part, because it does not meet the \
             conditions of the call.",
        ),
        Template::ClarificationAsked => (
            "Your country's office asks about your registration: {title}",
            "To go on with “{title}”, your country's office needs something mended. Change the fields below and send \
             your answer; the other fields stay as they are.",
        ),
        Template::ClarificationReminder => (
            "An answer of yours still waits: {title}",
            "Your country's office still waits for your answer about “{title}”. Once the time is over, it goes on with \
             what it has.",
        ),
        Template::ClarificationOver => (
            "The time to answer is over: {title}",
            "The time to answer about “{title}” is over, and your country's office goes on with what it has. If you \
             still want to say something, please write to the office.",
        ),
        Template::ClarificationAnswered => (
            "The applicant answered: {title}",
            "The applicant of “{title}” answered what you had asked. The case has the new words and waits for its \
             screening.",
        ),
        Template::ClarificationUnanswered => (
            "No answer came in time: {title}",
            "The applicant of “{title}” did not answer in time. The case is yours again, marked as unanswered: screen it \
             with what is there, or ask again.",
        ),
        Template::AssignmentWaits => (
            "A review waits for you: {title}",
            "You were asked to review “{title}”. If you have any tie to its applicant, please tell your \
             country office. Thank you for your time.",
        ),
        Template::AssignmentReminder => (
            "A review still waits for you: {title}",
            "The review of “{title}” is still awaited, and the time for it is over soon. If you cannot write it, \
             decline, please, so that somebody else can.",
        ),
        Template::AssignmentLate => (
            "A review is late: {title}",
            "The time for a review of “{title}” is over, and it is not in. It still counts when it comes; you can \
             also have somebody else review.",
        ),
        Template::AssignmentDeclined => (
            "A reviewer declined: {title}",
            "A reviewer does not review “{title}”. Have somebody else review it, please.",
        ),
        Template::AssignmentDelegated => (
            "You are asked to write a review: {title}",
            "A reviewer asks you to write the review of “{title}” in their stead. They stay accountable, read \
             what you write, and hand it in. If you have a tie to who applied, tell them, please.",
        ),
        Template::AssignmentWithdrawn => (
            "A review is not awaited of you any more: {title}",
            "Your country's office took the review of “{title}” back: you need not write it any more, and what you had \
             begun is not kept. Thank you for your time.",
        ),
        Template::DiscussionGoesOn => (
            "Reviewers are talking about a case of yours: {title}",
            "Something was said today in the discussion of “{title}”, which you reviewed. Sign in to read it and to \
             answer. We write about it once a day at the most.",
        ),
        Template::ReviewReady => (
            "The review that you had written is ready: {title}",
            "Whom you had asked has written the review of “{title}”. Read it, change what you like, and hand it \
             in: you alone can.",
        ),
        Template::DecisionAccepted => (
            "Your registration was accepted: {title}",
            "Congratulations! “{title}” was accepted. A partner institution will now check the evidence; we \
             will tell you what it finds.",
        ),
        Template::DecisionWaitlisted => (
            "Your registration is on the waiting list: {title}",
            "“{title}” is on the waiting list: it is not accepted yet, but may still be. We will tell you if \
             that changes.",
        ),
        Template::DecisionDeclined => (
            "The decision on your registration: {title}",
            "Thank you for entering “{title}”. It was not accepted this time. We value your work and hope to \
             see you in another call.",
        ),
        Template::AppealReceived => (
            "We have your appeal: {title}",
            "We have your appeal against the decision on “{title}”. Your country's office will look at it; if it is \
             admitted, people who had no part in the decision will hear it. We will write at each step.",
        ),
        Template::AppealWaits => (
            "An appeal waits: {title}",
            "There is an appeal against the decision on “{title}”. Please admit it or say why it is none; whoever took \
             part in the decision does not reject it.",
        ),
        Template::AppealAdmitted => (
            "Your appeal is heard: {title}",
            "Your appeal about “{title}” is admitted. People who had no part in the decision will hear it; we will \
             write as soon as they have found.",
        ),
        Template::AppealRejected => (
            "Your appeal is not admitted: {title}",
            "Your appeal about “{title}” is not admitted, and the decision stands. Thank you for taking part.",
        ),
        Template::HearingWaits => (
            "An appeal is waiting for you: {title}",
            "You are asked to hear the appeal about “{title}”, together with others. If you have a tie to whoever \
             applied, or had a part in the decision, please tell your country's office. Thank you for your time.",
        ),
        Template::AppealUpheld => (
            "Your appeal is upheld, and your registration accepted: {title}",
            "Congratulations! Your appeal was upheld: “{title}” is accepted. A partner institution will now check the \
             evidence; we will write about the result.",
        ),
        Template::AppealReadmitted => (
            "Your appeal is upheld, and your registration takes part: {title}",
            "Good news: your appeal was upheld. “{title}” may take part, and its review begins now. We will write as soon \
             as there is a decision.",
        ),
        Template::AppealDenied => (
            "The decision on your registration stands: {title}",
            "Your appeal about “{title}” was heard by people who had no part in the decision. They found that it \
             stands. Thank you for taking part; we hope to see you in another call.",
        ),
        Template::AppealWithdrawn => (
            "Your appeal was withdrawn: {title}",
            "We confirm that the appeal about “{title}” was withdrawn. The decision stands.",
        ),
        Template::ValidationPassed => (
            "The evidence of your registration was validated: {title}",
            "Good news: a partner institution checked the evidence of “{title}” and found that it holds.",
        ),
        Template::ValidationFailed => (
            "The evidence of your registration was not validated: {title}",
            "A partner institution checked the evidence of “{title}” and could not confirm it. Your country's \
             office can explain the result.",
        ),
        Template::ValidationRenewed => (
            "The validation of your registration was renewed: {title}",
            "Good news: a partner institution checked the evidence of “{title}” again and found that it still holds. \
             Its validation is renewed for a year; if it was in the public catalogue, it stays or is back there.",
        ),
        Template::MendingAsked => (
            "Something is to be mended before your registration is validated: {title}",
            "A partner institution checks the evidence of “{title}” and needs you to mend something first. Change the \
             fields below and send your answer; then it looks again. The other fields stay as they are.",
        ),
        Template::MendingReminder => (
            "Something still waits to be mended: {title}",
            "The institution that checks the evidence of “{title}” still waits for your answer. Once the time is over, it \
             finds by what it has.",
        ),
        Template::MendingOver => (
            "The time to mend is over: {title}",
            "The time to mend “{title}” is over, and the institution that checks its evidence goes on with what it has. If \
             you still want to say something, please write to your country's office.",
        ),
        Template::MendingAnswered => (
            "What was asked is mended: {title}",
            "The applicant of “{title}” answered what the institution had asked in the validation. The evidence can be \
             looked at again.",
        ),
        Template::MendingUnanswered => (
            "What was asked is not mended: {title}",
            "The applicant of “{title}” did not answer in time what the institution had asked in the validation. It may \
             find by what is there, or ask again.",
        ),
        Template::ValidationExpired => (
            "The validation of your registration has ended: {title}",
            "The validation of “{title}” has come to its end and was not renewed, so it is not in the public catalogue \
             for now. Your country's office can arrange for a partner institution to check it again.",
        ),
        Template::ValidationReminder => (
            "The validation of your registration ends soon: {title}",
            "The validation of “{title}” holds for some time yet and is then to be renewed: a partner institution checks the \
             evidence once more. Your country's office arranges it; please have the evidence of the last year at hand. What \
             is not renewed in time leaves the public catalogue until it is.",
        ),
        Template::RenewalWaits => (
            "A validation is to be renewed: {title}",
            "The validation of “{title}” ends soon. Please arrange with a partner institution that its evidence is checked \
             once more; what is not renewed in time leaves the public catalogue until it is.",
        ),
        Template::RenewalAsked => (
            "A validation of your institution is to be renewed: {title}",
            "Your institution found the evidence of “{title}” to hold, and that ends soon. It can be checked once more from \
             now on; the country's office knows of it as well.",
        ),
        Template::PublicationHidden => (
            "Out of the catalogue after a flag: {title}",
            "Somebody says that something is wrong with the entry “{title}”. Nobody sees it from now on. Please read what they say in \
             the list of your country's entries, and bring it back, correct it or suspend it.",
        ),
        Template::PublicationFlagged => (
            "A flag on an entry: {title}",
            "Somebody says that something is wrong with the entry “{title}”. It goes on being shown, since the same person flagged \
             several. Please read what they say in the list of your country's entries, and suspend it if they are right.",
        ),
        Template::TranslationWaits => (
            "A translation waits: {title}",
            "There is a translation of “{title}” that the public does not read until the office accepts it: either its applicant \
             proposed it, or what it translates was changed. Please read it, and accept it, write it anew or remove it.",
        ),
        Template::MemberInvited => (
            "You are invited to Aceleración 2030: {title}",
            "You are invited to take part in Aceleración 2030 ({title}). The invitation is for you alone, works \
             once, and can be accepted within 14 days. If you do not know what it is about, leave it.",
        ),
        Template::EditorInvited => (
            "You are invited to write a registration: {title}",
            "You are invited to write the registration “{title}” of Aceleración 2030 along with its owner, who will hand it \
             in. The invitation is for you alone, works once, and can be accepted within 14 days. If you do not know what \
             it is about, leave it.",
        ),
        Template::RegistrationOffered => (
            "Your registration waits for you: {title}",
            "Your country's office wrote the registration “{title}” down in Aceleración 2030 for you. Claim it, and it is \
             yours. The letter is for you alone, works once, and within 14 days. If you do not know what it is about, \
             leave it.",
        ),
        Template::InterventionOpened => (
            "An intervention in your country: {title}",
            "{title}, a regional admin, opened an intervention and may act in your country as an office admin until it \
             ends. You may close it before; what is done stands in your country's audit log.",
        ),
        Template::LoanOpened => (
            "Your queue is lent: {title}",
            "Your country's screening is lent to {title}: its people may read and screen your cases until the loan ends, and do \
             nothing else in your country. You may end it before; what each of them does stands in your audit log.",
        ),
        Template::QueueLent => (
            "{title} lends you its queue",
            "{title} lends your country its screening, until the loan ends: your office's people may read and screen its cases, \
             and do nothing else there. What each of them does stands in the audit log of that country.",
        ),
        Template::QueueReturned => (
            "The queue of {title} is not lent to you any more",
            "{title} ended the loan of its screening before its time. Your office's people do not see its cases any more; what \
             they decided stands.",
        ),
        Template::ReviewerLent => (
            "A reviewer is lent to you by {title}",
            "{title} lends your country one of its reviewers, until the loan ends. They may review one case of yours, and see \
             nothing else in your country: wish for them when you compute assignments, or put them on a case by hand. You may \
             end the loan before.",
        ),
        Template::ReviewerNotSeated => (
            "{title} lends you somebody who is a member already",
            "{title} lends your country somebody who is a member of your country already. They get no second seat, and nothing \
             changes for you. End the loan, or ask for somebody else.",
        ),
    }
}
