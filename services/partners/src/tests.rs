//! The use cases on a store of their own: what holds between the tables.

use std::collections::HashMap;

use platform::{Result, Scope, Store, config::Config, names::Place};
use proto::{
    partners::v1::{
        AdmitCountryRequest, Country, CreateInstitutionRequest, CreateMemberRequest, CreatePartnershipRequest,
        GetCountryRequest, GetMemberRequest, Institution, InstitutionKind, ListCountriesRequest, ListMembersRequest,
        ListPartnershipsRequest, Member, Partnership, PartnershipRole,
    },
    platform::v1::{Reason, Role},
};
use tempfile::TempDir;

use crate::{SERVICE, country, institution, member, partnership};

struct Ground {
    store: Store,
    _folder: TempDir,
}

impl Ground {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_string_lossy().into_owned();
        let variables = HashMap::from([("ACELERACION__DATA_FOLDER".to_owned(), path)]);
        let config = Config::load_from(None, variables).expect("a configuration");
        let store = Store::open(SERVICE.name, &config, SERVICE.migrations).await.expect("a store");
        Self { store, _folder: folder }
    }

    async fn scope(&self, place: Place) -> Scope {
        self.store.work("test", place).await.expect("a scope")
    }

    async fn within(&self, code: &str) -> Scope {
        self.scope(Place::Country(code.into())).await
    }

    async fn admit(&self, code: &str) -> Result<Country> {
        let mut scope = self.scope(Place::Network).await;
        let country = Country {
            display_names: [("en".to_owned(), code.to_uppercase())].into(),
            languages: vec!["es".into()],
            default_language: "es".into(),
            office_email: "office@example.org".into(),
            ..Country::default()
        };
        let request = AdmitCountryRequest { country_id: code.into(), country: Some(country), ..Default::default() };
        let answer = country::admit::admit(&mut scope, request).await?;
        scope.commit().await?;
        Ok(answer.country.expect("a country"))
    }

    async fn add_institution(&self, id: &str) -> Result<Institution> {
        let mut scope = self.scope(Place::Network).await;
        let institution = Institution {
            display_name: id.to_uppercase(),
            kind: InstitutionKind::Ngo.into(),
            ..Institution::default()
        };
        let request = CreateInstitutionRequest {
            institution_id: id.into(),
            institution: Some(institution),
            ..Default::default()
        };
        let answer = institution::create::create(&mut scope, request).await?;
        scope.commit().await?;
        Ok(answer.institution.expect("an institution"))
    }

    async fn make_partnership(&self, code: &str, institution: &str) -> Result<Partnership> {
        let mut scope = self.within(code).await;
        let partnership = Partnership {
            institution: format!("institutions/{institution}"),
            roles: vec![PartnershipRole::Validation.into()],
            start_date: "2020-06-01".into(),
            ..Partnership::default()
        };
        let request = CreatePartnershipRequest {
            parent: format!("countries/{code}"),
            partnership: Some(partnership),
            ..Default::default()
        };
        let answer = partnership::create::create(&mut scope, request).await?;
        scope.commit().await?;
        Ok(answer.partnership.expect("a partnership"))
    }

    async fn add_member(&self, code: &str, subject: &str, institution: &str) -> Result<Member> {
        let mut scope = self.within(code).await;
        let member = Member {
            subject: subject.into(),
            display_name: "Ana".into(),
            email: "ana@example.org".into(),
            roles: vec![Role::OfficeStaff.into()],
            institution: institution.into(),
            ..Member::default()
        };
        let parent = format!("countries/{code}");
        let request = CreateMemberRequest { parent, member: Some(member), ..Default::default() };
        let answer = member::create::create(&mut scope, request).await?;
        scope.commit().await?;
        Ok(answer.member.expect("a member"))
    }
}

#[tokio::test]
async fn a_country_is_admitted_once_and_read_everywhere_without_its_address() {
    let ground = Ground::open().await;
    let admitted = ground.admit("do").await.expect("admitted");
    assert_eq!((admitted.name.as_str(), admitted.etag.as_str()), ("countries/do", "2"));
    let again = ground.admit("do").await.expect_err("a refusal");
    assert_eq!(again.reason(), Reason::ResourceAlreadyExists);

    let mut scope = ground.within("do").await;
    let read = country::get::get(&mut scope, GetCountryRequest { name: "countries/do".into() }).await.expect("read");
    assert_eq!(read.country, Some(Country { office_email: String::new(), ..admitted }));
    drop(scope);
    let mut scope = ground.within("cr").await;
    let other = country::get::get(&mut scope, GetCountryRequest { name: "countries/cr".into() }).await;
    assert_eq!(other.expect_err("a refusal").reason(), Reason::ResourceNotFound);
}

#[tokio::test]
async fn countries_are_listed_by_name_page_by_page() {
    let ground = Ground::open().await;
    for code in ["do", "ar", "cr"] {
        ground.admit(code).await.expect("admitted");
    }
    let mut scope = ground.scope(Place::Network).await;
    let mut names = Vec::new();
    let mut request = ListCountriesRequest { page_size: 2, ..Default::default() };
    loop {
        let page = country::list::list(&mut scope, request.clone()).await.expect("a page");
        names.extend(page.countries.into_iter().map(|country| country.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(names, ["countries/ar", "countries/cr", "countries/do"]);
}

#[tokio::test]
async fn a_partnership_needs_country_and_institution_and_is_made_once() {
    let ground = Ground::open().await;
    let nowhere = ground.make_partnership("do", "micm").await.expect_err("a refusal");
    assert_eq!(nowhere.reason(), Reason::ResourceNotFound);
    ground.admit("do").await.expect("admitted");
    let nobody = ground.make_partnership("do", "micm").await.expect_err("a refusal");
    assert_eq!(nobody.reason(), Reason::ResourceNotFound);
    ground.add_institution("micm").await.expect("added");
    let made = ground.make_partnership("do", "micm").await.expect("made");
    assert!(made.name.starts_with("countries/do/partnerships/"));
    let again = ground.make_partnership("do", "micm").await.expect_err("a refusal");
    assert_eq!(again.reason(), Reason::ResourceAlreadyExists);

    let mut scope = ground.within("do").await;
    let request = ListPartnershipsRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = partnership::list::list(&mut scope, request).await.expect("a page");
    assert_eq!(listed.partnerships, [made]);
}

#[tokio::test]
async fn a_subject_is_one_member_a_country_and_stays_within_it() {
    let ground = Ground::open().await;
    let nowhere = ground.add_member("do", "ana", "").await.expect_err("a refusal");
    assert_eq!(nowhere.reason(), Reason::ResourceNotFound);
    for code in ["do", "cr"] {
        ground.admit(code).await.expect("admitted");
    }
    let nobody = ground.add_member("do", "ana", "institutions/micm").await.expect_err("a refusal");
    assert_eq!(nobody.reason(), Reason::ResourceNotFound);
    let here = ground.add_member("do", "ana", "").await.expect("added");
    let again = ground.add_member("do", "ana", "").await.expect_err("a refusal");
    assert_eq!(again.reason(), Reason::ResourceAlreadyExists);
    let there = ground.add_member("cr", "ana", "").await.expect("added");

    let mut scope = ground.within("do").await;
    let read = member::get::get(&mut scope, GetMemberRequest { name: here.name.clone() }).await.expect("read");
    assert_eq!(read.member.as_ref(), Some(&here));
    let elsewhere = there.name.replace("countries/cr", "countries/do");
    let hidden = member::get::get(&mut scope, GetMemberRequest { name: elsewhere }).await.expect_err("a refusal");
    assert_eq!(hidden.reason(), Reason::ResourceNotFound);
    drop(scope);

    let mut scope = ground.scope(Place::AcrossCountries).await;
    let request = ListMembersRequest { parent: "countries/-".into(), ..Default::default() };
    let listed = member::list::list(&mut scope, request).await.expect("a page");
    assert_eq!(listed.members, [there, here]);
}
