//! Decisions are prepared for a whole edition, confirmed by a second person, and released together; one is appealed against,
//! and overturned by somebody who had no part in it.

use proto::{
    partners::v1::ListMembersRequest,
    platform::v1::Role,
    registrations::v1::{AppealGround, FileAppealRequest, registration::State},
    reviews::v1::{
        AssignAppealPanelRequest, ConfirmDecisionRequest, Finding, JudgeAppealRequest, ListAppealsRequest,
        ListDecisionsRequest, PrepareDecisionsRequest, RankCasesRequest, ReleaseDecisionsRequest, SubmitHearingRequest,
        appeal, confirm_decision_request, judge_appeal_request,
    },
};

use super::{
    EDITION,
    cast::{COUNTRIES, Cast, tell, until},
    outcome::Outcome,
    registering::registrations,
};
use crate::problem::Problem;

/// Where the appeal is.
const COUNTRY: &str = "do";

/// In each country the office prepares the decisions by the plan, somebody else of it confirms them, and they go out together.
pub async fn decide(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    for (country, ..) in COUNTRIES {
        let mut office = cast.office(country)?.reviews;
        let (parent, edition) = (format!("countries/{country}"), format!("editions/{edition}"));
        let request =
            PrepareDecisionsRequest { parent: parent.clone(), edition: edition.clone(), ..Default::default() };
        let prepared = office.prepare_decisions(request).await;
        let prepared = prepared.map_err(|status| Problem::call("preparing decisions", &status))?.into_inner().prepared;
        confirm(cast, country, &edition).await?;
        if prepared > 0 {
            let request = ReleaseDecisionsRequest { parent, edition, ..Default::default() };
            office.release_decisions(request).await.map_err(|status| Problem::call("releasing", &status))?;
        }
        outcome.changes += usize::try_from(prepared).unwrap_or_default();
    }
    tell("decisions prepared, confirmed and released", "in all countries");
    Ok(())
}

/// The second pair of eyes.
async fn confirm(cast: &Cast, country: &str, edition: &str) -> Result<(), Problem> {
    let mut second = cast.person(&format!("second_admin:{country}"), Role::OfficeAdmin, country)?.reviews;
    let filter = format!("state = PREPARED AND edition = \"{edition}\"");
    let parent = format!("countries/{country}");
    let request = ListDecisionsRequest { parent, filter, page_size: 1000, ..Default::default() };
    let listed = second.list_decisions(request).await;
    let listed = listed.map_err(|status| Problem::call("listing decisions", &status))?.into_inner().decisions;
    for decision in listed {
        let verdict = confirm_decision_request::Verdict::Confirmed.into();
        let request = ConfirmDecisionRequest { name: decision.name, verdict, ..Default::default() };
        second.confirm_decision(request).await.map_err(|status| Problem::call("confirming", &status))?;
    }
    Ok(())
}

/// Tells how the cases of one country rank.
pub async fn rank(cast: &Cast) -> Result<(), Problem> {
    let request = RankCasesRequest {
        parent: format!("countries/{COUNTRY}"),
        edition: format!("editions/{EDITION}"),
        page_size: 3,
        ..Default::default()
    };
    let ranked = cast.office(COUNTRY)?.reviews.rank_cases(request).await;
    let ranked = ranked.map_err(|status| Problem::call("ranking", &status))?.into_inner();
    for case in ranked.cases {
        let scores = case.scores.unwrap_or_default();
        let words = format!(
            "{:.2} corrected ({:.2} to {:.2}), {:.2} raw",
            scores.corrected, scores.low, scores.high, scores.raw_mean
        );
        tell(&format!("rank {} in {COUNTRY}{}", case.rank, if case.tied { ", tied" } else { "" }), words);
    }
    Ok(())
}

/// One appeal against a decision that declined, which is upheld.
pub async fn overturn(cast: &Cast, outcome: &mut Outcome) -> Result<(), Problem> {
    let parent = format!("countries/{COUNTRY}");
    let request = ListAppealsRequest { parent: parent.clone(), ..Default::default() };
    let mut office = cast.office(COUNTRY)?;
    let there = office.reviews.list_appeals(request.clone()).await;
    let there = there.map_err(|status| Problem::call("listing appeals", &status))?.into_inner().appeals;
    if there.is_empty() {
        file(cast).await?;
        let appeal = until("the appeal at the reviews", || async {
            let listed = cast.office(COUNTRY)?.reviews.list_appeals(request.clone()).await;
            let listed = listed.map_err(|status| Problem::call("listing appeals", &status))?.into_inner().appeals;
            Ok(listed.into_iter().next().map(|appeal| appeal.name))
        })
        .await?;
        let verdict = judge_appeal_request::Verdict::Admitted.into();
        let request = JudgeAppealRequest { name: appeal.clone(), verdict, ..Default::default() };
        office.reviews.judge_appeal(request).await.map_err(|status| Problem::call("admitting", &status))?;
        let request = AssignAppealPanelRequest { name: appeal, ..Default::default() };
        let panel = office.reviews.assign_appeal_panel(request).await;
        let panel = panel.map_err(|status| Problem::call("choosing a panel", &status))?.into_inner().appeal;
        for hearing in panel.unwrap_or_default().hearings {
            hear(cast, &hearing.name, &hearing.reviewer).await?;
        }
        outcome.changes += 1;
    }
    let heard = office.reviews.list_appeals(request).await;
    let heard = heard.map_err(|status| Problem::call("listing appeals", &status))?.into_inner().appeals;
    outcome.appeals_upheld = heard.iter().filter(|appeal| appeal.state() == appeal::State::Upheld).count();
    tell("appeals upheld", outcome.appeals_upheld);
    Ok(())
}

/// The office appeals on behalf of whom it registered: of what was declined, the last by title. The first has conflicts of
/// interest, and who is left reviewed it.
async fn file(cast: &Cast) -> Result<(), Problem> {
    let declined = until("the decisions at the registrations", || async {
        let found = registrations(cast, COUNTRY, EDITION).await?;
        let waits = found.iter().any(|one| one.state() == State::InReview);
        let mut declined: Vec<_> = found.into_iter().filter(|one| one.state() == State::Declined).collect();
        declined.sort_by(|one, other| one.title.cmp(&other.title));
        Ok(declined.pop().filter(|_| !waits))
    })
    .await?;
    let request = FileAppealRequest {
        name: declined.name,
        grounds: vec![AppealGround::FactOverlooked.into()],
        statement: "La revisión no vio que ya funciona en tres talleres, como dice el registro.".into(),
        ..Default::default()
    };
    let filed = cast.office(COUNTRY)?.registrations.file_appeal(request).await;
    filed.map(drop).map_err(|status| Problem::call("appealing", &status))
}

/// One of the panel finds for the applicant.
async fn hear(cast: &Cast, hearing: &str, reviewer: &str) -> Result<(), Problem> {
    let request = ListMembersRequest { parent: format!("countries/{COUNTRY}"), page_size: 1000, ..Default::default() };
    let members = cast.office(COUNTRY)?.partners.list_members(request).await;
    let members = members.map_err(|status| Problem::call("listing members", &status))?.into_inner().members;
    let Some(member) = members.into_iter().find(|member| member.name == reviewer) else {
        return Err(Problem::Said(format!("{reviewer} is no member")));
    };
    let request = SubmitHearingRequest {
        name: hearing.into(),
        finding: Finding::Uphold.into(),
        reason: "El registro sí dice dónde funciona, y la revisión no lo tuvo en cuenta.".into(),
        ..Default::default()
    };
    let heard = cast.person(&member.subject, Role::Reviewer, COUNTRY)?.reviews.submit_hearing(request).await;
    heard.map(drop).map_err(|status| Problem::call("hearing an appeal", &status))
}
