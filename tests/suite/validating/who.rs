//! Who validates, and who does not.

use proto::reviews::v1::{GetValidationFormRequest, ListValidationTasksRequest, ValidationOutcome};
use tests::{
    calls,
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{Accepted, INSTITUTION};

pub async fn whoever_reviewed_the_case_does_not_validate_it(network: &Network) -> Result<(), Failure> {
    let entry = Accepted::made(network, "Puente").await?;
    let tasks = ListValidationTasksRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = entry.validator.reviews.clone().list_validation_tasks(tasks.clone()).await?.into_inner().tasks;
    assert_eq!(listed.iter().filter(|task| task.case == entry.case).count(), 1);

    let both = network.caller("both", "partner_representative", "do", "en")?;
    let request = calls::validation(&entry.case, INSTITUTION, ValidationOutcome::Passed);
    let refused = both.reviews.clone().complete_validation(request).await;
    assert_eq!(refusal(refused), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let listed = both.reviews.clone().list_validation_tasks(tasks).await?.into_inner().tasks;
    assert!(listed.iter().all(|task| task.case != entry.case), "what one reviewed is no task of one's own");
    let form = GetValidationFormRequest { name: entry.case.clone() };
    let unseen = both.reviews.clone().get_validation_form(form.clone()).await?.into_inner();
    assert_eq!((unseen.brief, unseen.checklist.len()), (None, 7));
    let neighbour = network.caller("elsewhere", "partner_representative", "cr", "en")?;
    let elsewhere = neighbour.reviews.clone().get_validation_form(form).await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    entry.validate(ValidationOutcome::Passed).await?;
    Ok(())
}
