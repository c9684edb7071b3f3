//! What was merged into a survivor that is merged in turn, or goes no further.

use proto::registrations::v1::registration::State;
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{filtered, leads, letter, merge, stands, unmerge};
use crate::{
    access::making::submit,
    registering::asking::{get, withdraw},
};

fn not_allowed() -> Option<(Code, String)> {
    of(Code::FailedPrecondition, "STATE_NOT_ALLOWED")
}

/// Whoever reads a merged one is told of the last, and undoing a merge in between leads back.
pub async fn each_leads_to_the_one_that_stands(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let (ana, beto) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("beto", "applicant", "do", "en")?);
    let first = submit(network, "ana", "do", "La primera de tres").await?;
    let second = submit(network, "beto", "do", "La segunda de tres").await?;
    let third = submit(network, "ana", "do", "La tercera de tres").await?;
    for name in [&first, &second, &third] {
        stands(&office, name, State::Screening).await?;
    }
    merge(&office, &first, &second).await?;
    assert_eq!(leads(&office, &first).await?, [second.as_str(); 2]);
    merge(&office, &second, &third).await?;
    for reader in [&office, &network.region()?] {
        assert_eq!(leads(reader, &first).await?, [second.as_str(), third.as_str()]);
    }
    assert_eq!(leads(&ana, &first).await?, ["", third.as_str()], "past one that is not hers");
    assert_eq!(leads(&beto, &second).await?, [""; 2]);
    for into in [&second, &third] {
        let found = filtered(&office, &format!("merged_into = \"{into}\"")).await?;
        let found: Vec<[&str; 2]> = found.iter().map(|one| [one.name.as_str(), one.survivor.as_str()]).collect();
        let name = if into == &second { &first } else { &second };
        assert_eq!(found, [[name.as_str(), third.as_str()]]);
    }
    assert_eq!(refusal(merge(&office, &third, &first).await), not_allowed(), "in a circle");

    assert_eq!(unmerge(&office, &second).await?.state(), State::Screening);
    assert_eq!(leads(&office, &first).await?, [second.as_str(); 2]);
    assert_eq!(leads(&ana, &first).await?, [""; 2]);
    merge(&office, &second, &third).await?;
    assert_eq!(unmerge(&office, &first).await?.state(), State::Screening);
    assert_eq!(leads(&office, &first).await?, [""; 2]);
    assert_eq!(leads(&office, &second).await?, [third.as_str(); 2]);
    Ok(())
}

/// Whichever of two comes first: the other is refused.
pub async fn of_merges_at_once_none_leads_in_a_circle(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    for round in 0..8 {
        let one = submit(network, "ana", "do", &format!("Una de dos {round}")).await?;
        let other = submit(network, "beto", "do", &format!("Otra de dos {round}")).await?;
        let (there, back) = tokio::join!(merge(&office, &one, &other), merge(&office, &other, &one));
        let refused: Vec<_> = [there, back].into_iter().filter_map(|came| refusal(came.map(drop))).collect();
        assert_eq!(refused, [not_allowed().ok_or("a refusal")?]);
        let states = [get(&office, &one).await?.state(), get(&office, &other).await?.state()];
        assert_eq!(states.iter().filter(|state| **state == State::Merged).count(), 1, "{states:?}");
    }
    Ok(())
}

pub async fn ten_merges_follow_on_one_another_and_no_more(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut names = vec![submit(network, "ana", "do", "La primera de doce").await?];
    for number in 1..=10 {
        names.push(submit(network, "ana", "do", &format!("La siguiente {number}")).await?);
        merge(&office, &names[number - 1], &names[number]).await?;
    }
    assert_eq!(leads(&office, &names[0]).await?, [names[1].as_str(), names[10].as_str()]);
    let last = submit(network, "ana", "do", "La de más").await?;
    let refused = merge(&office, &names[10], &last).await;
    let said = refused.as_ref().err().map(|status| status.message().to_owned()).unwrap_or_default();
    assert!(said.starts_with("10 merges lead to this registration already"), "{said}");
    assert_eq!(refusal(refused), not_allowed());
    unmerge(&office, &names[0]).await?;
    merge(&office, &names[10], &last).await?;
    assert_eq!(leads(&office, &names[1]).await?, [names[2].as_str(), last.as_str()]);
    Ok(())
}

/// Nobody's ends by what somebody else does with theirs.
pub async fn what_was_merged_into_what_is_withdrawn_goes_on_by_itself(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let (ana, beto) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("beto", "applicant", "do", "en")?);
    let first = submit(network, "dora", "do", "La de Dora").await?;
    let second = submit(network, "beto", "do", "La que Beto retira").await?;
    let third = submit(network, "ana", "do", "La que Ana retira").await?;
    for name in [&first, &second, &third] {
        stands(&office, name, State::Screening).await?;
    }
    merge(&office, &first, &second).await?;
    merge(&office, &second, &third).await?;
    withdraw(&ana, &third).await?;
    let back = stands(&beto, &second, State::Screening).await?;
    assert_eq!(back.state_reason, "el registro al que se unió no sigue adelante");
    assert_eq!(leads(&office, &first).await?, [second.as_str(); 2]);
    let told = letter(&office, &second, "registration-unmerged").await?;
    assert!(told.body.contains(&back.state_reason) && !told.body.contains("La que Ana retira"), "{}", told.body);

    withdraw(&beto, &second).await?;
    assert_eq!(stands(&office, &first, State::Screening).await?.merged_into, "");
    Ok(())
}
