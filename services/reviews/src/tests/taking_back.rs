//! Assignments that the office takes back: what is counted, and who is told.

use proto::partners::v1::MemberAdded;

use super::*;

async fn take_back(scope: &mut Scope, of: &Assignment) {
    let request = WithdrawAssignmentRequest { name: of.name.clone(), ..Default::default() };
    let taken = assignment::withdraw::withdraw(scope, request).await.expect("taken back");
    assert_eq!(taken.assignment.expect("it").state(), proto::reviews::v1::assignment::State::Withdrawn);
}

#[tokio::test]
async fn whose_assignment_is_taken_back_is_told_unless_they_left() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let (_, made) = in_review(&mut scope, "countries/do/registrations/1").await;
    let [stays, left] = made.as_slice() else { panic!("two assignments, not {}", made.len()) };
    let awaited = |rows: Vec<member::rows::Model>| rows.iter().map(|row| row.awaited).sum::<i32>();
    assert_eq!(awaited(member::rows::reviewers(&scope).await.expect("reviewers")), 2);
    let gone = MemberAdded { name: left.reviewer.clone(), version: 9, ..Default::default() };
    member::on_member_added::react(&mut scope, gone).await.expect("roles taken away");
    take_back(&mut scope, left).await;
    take_back(&mut scope, stays).await;
    assert_eq!(awaited(member::rows::reviewers(&scope).await.expect("reviewers")), 0);
    scope.commit().await.expect("a commit");
    assert_eq!(ground.events("assignment.withdrawn").await, [stays.name.as_str()]);
}
