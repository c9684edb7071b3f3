//! `comment.posted`: reviewers who may read the discussion read that it goes on, once a day and case.

use platform::{Result, Scope};
use proto::reviews::v1::CommentPosted;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells each of them, unless they were told of the case that day. What was said is not told.
pub async fn react(scope: &mut Scope, event: CommentPosted) -> Result<()> {
    let told = || Told {
        template: Template::DiscussionGoesOn,
        about: &event.case,
        // One fact a day, whichever comment is heard of first.
        version: event.day,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    for reviewer in &event.reviewers {
        write::to_reviewer(scope, reviewer, told()).await?;
    }
    Ok(())
}
