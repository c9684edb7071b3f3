//! `appeal.judged`: the applicant reads whether the appeal is heard.

use platform::{Result, Scope};
use proto::reviews::v1::AppealJudged;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: AppealJudged) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template: if event.admitted { Template::AppealAdmitted } else { Template::AppealRejected },
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, reason: &event.reason, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
