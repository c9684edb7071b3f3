//! JudgeAppeal.

use platform::{
    error::{Error, Result, Text},
    etag,
    store::Scope,
};
use proto::reviews::v1::{AppealJudged, JudgeAppealRequest, JudgeAppealResponse, judge_appeal_request::Verdict};

use super::{State, judged, rejected_by, rows, whole};

/// Admits an appeal, or finds that it is none: then the decision stands.
pub async fn judge(scope: &mut Scope, request: JudgeAppealRequest) -> Result<JudgeAppealResponse> {
    let (case, before) = rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let admits = match request.verdict() {
        Verdict::Admitted => true,
        Verdict::Rejected => false,
        Verdict::Unspecified => {
            let text =
                Text::told("say ADMITTED or REJECTED", "indique ADMITTED o REJECTED", "indique ADMITTED ou REJECTED");
            return Err(Error::invalid("verdict", text));
        }
    };
    let state = judged(before.state, admits, &request.reason)?;
    let judge = scope.subject().to_owned();
    if state == State::Rejected {
        rejected_by(&rows::deciders_of(scope, &before).await?, &judge)?;
    }
    let after = if admits { rows::Model { state, ..before.next() } } else { before.ended(state) };
    let after = rows::Model { judge, reason: request.reason, ..after };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&AppealJudged {
        name: request.name,
        version: after.version,
        registration: after.registration.clone(),
        admitted: admits,
        reason: after.reason.clone(),
        submission: case.submission,
    });
    Ok(JudgeAppealResponse { appeal: Some(whole::appeal(scope, after).await?) })
}
