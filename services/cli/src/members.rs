//! `aceleracion members`: who holds roles in a country, or in the network.

use platform::config::Config;
use proto::{
    partners::v1::{
        AcceptInvitationRequest, InviteMemberRequest, ListMembersRequest, Member, ResendInvitationRequest,
        RevokeMemberRequest,
    },
    platform::v1::Role,
};

use crate::{
    acting::{By, Place},
    problem::Problem,
    token::role,
};

/// What to do.
pub type Arguments = By<Action>;

/// Each way to do it.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Invite a person by e-mail.
    #[command(
        after_help = "Example: aceleracion members invite ana@example.org --name Ana --role office_staff --country do"
    )]
    Invite {
        /// The address that the code goes to.
        email: String,
        /// What the person is called.
        #[arg(long)]
        name: String,
        /// Role, such as office_staff; may be given more than once.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        #[command(flatten)]
        place: Place,
        /// The institution the person belongs to, such as micm.
        #[arg(long)]
        institution: Option<String>,
        /// Language to write in; that of the country when left out.
        #[arg(long, default_value = "")]
        language: String,
    },
    /// Send an invitation once more, with a new code.
    #[command(after_help = "Example: aceleracion members resend countries/do/members/0197f5c2-…")]
    Resend {
        /// Its name, as `list` shows it.
        name: String,
    },
    /// Accept an invitation, as whoever the token is for; it works once.
    #[command(
        after_help = "Example: aceleracion members accept countries/do/members/0197f5c2-… --code inv_… --subject ana"
    )]
    Accept {
        /// The name in the letter.
        name: String,
        /// The code in the letter.
        #[arg(long)]
        code: String,
        /// In trial mode, without --token: the identity that accepts, as its tokens call it.
        #[arg(long)]
        subject: Option<String>,
    },
    /// List the members of a country, or of the network.
    #[command(after_help = "Example: aceleracion members list --country do")]
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Take all roles from a member, or an invitation back.
    #[command(after_help = "Example: aceleracion members revoke countries/do/members/0197f5c2-…")]
    Revoke {
        /// Its name, as `list` shows it.
        name: String,
    },
}

/// Does it, through the API.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Problem> {
    let By { action, acting } = arguments;
    let failed = |status: tonic::Status| Problem::call("members", &status);
    match action {
        Action::Invite { email, name, roles, place, institution, language } => {
            let roles: Vec<Role> = roles.iter().map(|name| role(name)).collect::<Result<_, _>>()?;
            let member = Member {
                email,
                display_name: name,
                roles: roles.into_iter().map(i32::from).collect(),
                institution: institution.map(|id| format!("institutions/{id}")).unwrap_or_default(),
                language,
                ..Member::default()
            };
            let parent = place.parent();
            let mut partners = acting.caller(&config, &parent)?.partners;
            let request = InviteMemberRequest { parent, member: Some(member), ..Default::default() };
            print(partners.invite_member(request).await.map_err(failed)?.into_inner().member);
        }
        Action::Resend { name } => {
            let mut partners = acting.caller(&config, &name)?.partners;
            let request = ResendInvitationRequest { name, ..Default::default() };
            print(partners.resend_invitation(request).await.map_err(failed)?.into_inner().member);
        }
        Action::Accept { name, code, subject } => {
            let mut partners = acting.caller_of(&config, subject.as_deref())?.partners;
            let request = AcceptInvitationRequest { name, code, ..Default::default() };
            let member = partners.accept_invitation(request).await.map_err(failed)?.into_inner().member;
            if let Some(member) = &member {
                eprintln!("accepted by {}", member.subject);
            }
            print(member);
        }
        Action::List { place } => {
            let parent = place.parent();
            let mut partners = acting.caller(&config, &parent)?.partners;
            let mut request = ListMembersRequest { parent, ..Default::default() };
            loop {
                let page = partners.list_members(request.clone()).await.map_err(failed)?.into_inner();
                page.members.into_iter().for_each(|member| print(Some(member)));
                if page.next_page_token.is_empty() {
                    break;
                }
                request.page_token = page.next_page_token;
            }
        }
        Action::Revoke { name } => {
            let mut partners = acting.caller(&config, &name)?.partners;
            let request = RevokeMemberRequest { name, ..Default::default() };
            print(partners.revoke_member(request).await.map_err(failed)?.into_inner().member);
        }
    }
    Ok(())
}

fn print(member: Option<Member>) {
    let Some(member) = member else { return };
    let roles = roles(member.roles());
    let state = member.state().as_str_name().trim_start_matches("STATE_").to_lowercase();
    println!("{}  {state}  {roles}  {} <{}>  {}", member.name, member.display_name, member.email, member.subject);
}

/// Roles as commands take them, parted by commas.
pub fn roles(roles: impl Iterator<Item = Role>) -> String {
    let names = roles.map(|role| role.as_str_name().trim_start_matches("ROLE_").to_lowercase());
    names.collect::<Vec<_>>().join(",")
}
