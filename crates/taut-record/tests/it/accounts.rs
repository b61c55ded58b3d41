//! Clinics, invitations, accounts and sessions, on both databases.

use taut_record::{
    AccountId, Act, ClinicId, Code, Expected, InvitationId, NewAccount, OpenSession,
    PassphraseHash, Place, ProblemKind, Role, SessionId, Store, Viewer,
};

use crate::drafts::{interview, put};
use crate::support::{NOW, open, run};

/// A time far ahead.
pub const LATER: i64 = NOW + 3_600_000;

/// An account to be made.
pub fn new(sign_in: &str) -> NewAccount {
    NewAccount {
        sign_in: sign_in.to_owned(),
        name: "Maria".to_owned(),
        passphrase: PassphraseHash(format!("$argon2id$of {sign_in}")),
        renew: false,
        language: "en".to_owned(),
    }
}

/// A clinic with an administrator and a therapist.
pub async fn clinic(store: &Store, name: &str) -> (ClinicId, AccountId, AccountId) {
    let clinic = store.found_clinic(name, NOW).await.unwrap();
    let code = store.invite(clinic, Role::Administrator, None, LATER, NOW).await.unwrap();
    let administrator = store.accept(&code, &new(&format!("admin of {name}")), NOW).await.unwrap();
    let seen = store.as_viewer(&Viewer::Administrator { account: administrator, clinic });
    let account = new(&format!("therapist of {name}"));
    let therapist =
        seen.create_account(clinic, Role::Therapist, None, &account, NOW).await.unwrap();
    (clinic, administrator, therapist)
}

fn kind<T: std::fmt::Debug>(outcome: Result<T, taut_record::Problem>) -> ProblemKind {
    outcome.unwrap_err().kind
}

pub fn a_code_makes_one_account(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (clinic, _, therapist) = clinic(&store, "North").await;
        let seen = store.as_viewer(&Viewer::Therapist { account: therapist, clinic });
        // A therapist invites people and nobody else, and only to the own clinic.
        let outcome = seen.invite(clinic, Role::Therapist, None, LATER, NOW).await;
        assert_eq!(kind(outcome), ProblemKind::NotAllowed);
        let elsewhere = store.found_clinic("South", NOW).await.unwrap();
        let outcome = seen.invite(elsewhere, Role::Person, None, LATER, NOW).await;
        assert_eq!(kind(outcome), ProblemKind::NotAllowed);

        let code = seen.invite(clinic, Role::Person, None, LATER, NOW).await.unwrap();
        let invited = store.invitation(&code, NOW).await.unwrap().unwrap();
        assert_eq!((invited.clinic_name.as_str(), invited.role), ("North", Role::Person));
        // Of a taken name the code stays good.
        let taken = store.accept(&code, &new("Therapist of NORTH"), NOW).await;
        assert_eq!(kind(taken), ProblemKind::NameTaken);
        assert_eq!(seen.people("", 9).await.unwrap(), []);
        let typed = Code::parse(&code.text().to_lowercase()).unwrap();
        let maria = store.accept(&typed, &new("maria"), NOW).await.unwrap();
        assert_eq!(kind(store.accept(&code, &new("m2"), NOW).await), ProblemKind::NotFound);
        assert_eq!(store.invitation(&code, NOW).await.unwrap(), None);
        let people = seen.people("", 9).await.unwrap();
        assert_eq!((people.len(), people[0].shown()), (1, "Maria"));
        assert_eq!(store.account(maria).await.unwrap().chain, Some(people[0].chain));

        // An old one is not good, and one for somebody who has an account makes no second.
        let old = store.invite(clinic, Role::Therapist, None, NOW + 5, NOW).await.unwrap();
        assert_eq!(kind(store.accept(&old, &new("x"), NOW + 5).await), ProblemKind::NotFound);
        let chain = Some(people[0].chain);
        let again = seen.invite(clinic, Role::Person, chain, LATER, NOW).await.unwrap();
        assert_eq!(kind(store.accept(&again, &new("y"), NOW).await), ProblemKind::Refused);
        // Two people of the same name.
        let chain = seen.add_person("Maria", "T. Example", NOW).await.unwrap();
        let code = seen.invite(clinic, Role::Person, Some(chain), LATER, NOW).await.unwrap();
        let second = store.accept(&code, &new("maria 2"), NOW).await.unwrap();
        assert_eq!(store.account(second).await.unwrap().chain, Some(chain));
        let shown: Vec<String> =
            seen.people("", 9).await.unwrap().iter().map(|p| p.shown().to_owned()).collect();
        assert_eq!(shown, ["Maria", "Maria"]);
        let wrong = seen.invite(clinic, Role::Therapist, Some(chain), LATER, NOW).await;
        assert!(wrong.is_err());
        store.close().await;
    });
}

pub fn the_last_administrator_stays(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (north, administrator, therapist) = clinic(&store, "North").await;
        let (other_clinic, other, _) = clinic(&store, "South").await;
        let viewer = Viewer::Administrator { account: administrator, clinic: north };
        let seen = store.as_viewer(&viewer);
        for outcome in [
            seen.set_disabled(administrator, true, NOW).await,
            seen.set_role(administrator, Role::Therapist, NOW).await,
            seen.set_role(therapist, Role::Person, NOW).await,
        ] {
            assert_eq!(kind(outcome), ProblemKind::Refused);
        }
        assert_eq!(store.account(administrator).await.unwrap().role, Role::Administrator);
        assert_eq!(store.account(administrator).await.unwrap().disabled, None);
        // Accounts of another clinic are not there.
        for outcome in [
            seen.set_disabled(other, true, NOW).await,
            seen.set_role(other, Role::Therapist, NOW).await,
            seen.set_passphrase(other, &PassphraseHash("x".to_owned()), true, NOW).await,
            seen.set_profile(other, "x", "es", NOW).await,
            seen.account(other).await.map(drop),
            seen.account(AccountId([7; 16])).await.map(drop),
        ] {
            assert_eq!(outcome.unwrap_err().what, "there is no such account");
        }
        // A therapist manages nobody, not even himself.
        let mine = store.as_viewer(&Viewer::Therapist { account: therapist, clinic: north });
        for outcome in [
            mine.set_disabled(therapist, true, NOW).await,
            mine.set_role(therapist, Role::Administrator, NOW).await,
            mine.accounts(north, "", 9).await.map(drop),
            mine.create_account(north, Role::Therapist, None, &new("z"), NOW).await.map(drop),
            mine.account_named("x").await.map(drop),
            mine.found_clinic("mine", NOW).await.map(drop),
            mine.events(north, None, 9).await.map(drop),
            mine.begin_guest(NOW, LATER).await.map(drop),
            mine.sign_in(administrator, NOW, LATER).await.map(drop),
            mine.sign_in_failed(administrator, NOW).await.map(drop),
            mine.sweep(NOW).await.map(drop),
        ] {
            assert_eq!(kind(outcome), ProblemKind::NotAllowed);
        }
        assert_eq!(kind(mine.account(administrator).await), ProblemKind::NotFound);
        mine.set_profile(therapist, "T. Example", "es", NOW).await.unwrap();
        let changed = mine.account(therapist).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.language.as_str()), ("T. Example", "es"));
        // What somebody else has set is good for one sign-in; one's own choice lasts.
        let hash = PassphraseHash("$set".to_owned());
        seen.set_passphrase(therapist, &hash, false, NOW).await.unwrap();
        assert!(store.account(therapist).await.unwrap().renew);
        mine.set_passphrase(therapist, &hash, false, NOW).await.unwrap();
        assert!(!store.account(therapist).await.unwrap().renew);
        let added = mine.add_person("Ann", "T. Example", NOW).await.unwrap();
        let event = seen.events(north, None, 1).await.unwrap()[0];
        assert_eq!((event.what, event.account), (Act::Joined, Some(therapist)));
        assert_eq!(event.chain(), Some(added));
        assert_eq!(kind(seen.events(other_clinic, None, 1).await), ProblemKind::NotAllowed);
        // With a second one the first may go.
        seen.set_role(therapist, Role::Administrator, NOW).await.unwrap();
        seen.set_disabled(administrator, true, NOW + 1).await.unwrap();
        let names: Vec<_> = store.accounts(north, "", 9).await.unwrap();
        assert_eq!(names.iter().map(|a| a.disabled).collect::<Vec<_>>(), [Some(NOW + 1), None]);
        let acts: Vec<Act> =
            seen.events(north, None, 2).await.unwrap().iter().map(|event| event.what).collect();
        assert_eq!(acts, [Act::Disabled, Act::Role]);
        store.close().await;
    });
}

pub fn sessions_begin_and_end(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (clinic, administrator, therapist) = clinic(&store, "North").await;
        let found = store.account_named(" Therapist OF north ").await.unwrap().unwrap();
        assert_eq!(
            (found.id, found.passphrase.0.as_str()),
            (therapist, "$argon2id$of therapist of North")
        );
        assert_eq!(store.account_named("nobody").await.unwrap(), None);
        assert_eq!(store.account_named("").await.unwrap(), None);

        let token = store.sign_in(therapist, NOW, NOW + 100).await.unwrap();
        let session = store.session(&token, NOW + 99).await.unwrap().unwrap();
        let who = session.who.clone().unwrap();
        assert_eq!(who.viewer, Viewer::Therapist { account: therapist, clinic });
        assert_eq!(
            (who.role, who.clinic, who.chain, who.renew),
            (Role::Therapist, clinic, None, false)
        );
        assert_eq!(store.session(&token, NOW + 100).await.unwrap(), None);
        let forged = taut_record::Token::parse(&"0".repeat(64)).unwrap();
        assert_eq!(store.session(&forged, NOW).await.unwrap(), None);

        // Written as seen once a minute.
        assert!(!store.touch(&session, NOW + 59_999, LATER).await.unwrap());
        assert_eq!(store.session(&token, NOW + 1).await.unwrap().unwrap().expires, NOW + 100);
        assert!(store.touch(&session, NOW + 60_000, LATER).await.unwrap());
        let touched = store.session(&token, NOW + 101).await.unwrap().unwrap();
        assert_eq!((touched.seen, touched.expires), (NOW + 60_000, LATER));
        assert!(!store.touch(&session, NOW + 60_001, LATER).await.unwrap());

        // One ends, the other goes on; then all end with the passphrase.
        let second = store.sign_in(therapist, NOW, LATER).await.unwrap();
        let of_other = store.sign_in(administrator, NOW, LATER).await.unwrap();
        store.end_session(token.id(), NOW).await.unwrap();
        store.end_session(token.id(), NOW).await.unwrap();
        assert_eq!(store.session(&token, NOW).await.unwrap(), None);
        assert!(store.session(&second, NOW).await.unwrap().is_some());
        let seen = store.as_viewer(&who.viewer);
        let hash = PassphraseHash("$new".to_owned());
        seen.set_passphrase(therapist, &hash, true, NOW).await.unwrap();
        assert_eq!(store.session(&second, NOW).await.unwrap(), None);
        assert!(store.session(&of_other, NOW).await.unwrap().is_some());
        let changed = store.account(therapist).await.unwrap();
        assert_eq!((changed.passphrase, changed.renew), (hash, true));

        // Disabled: no session more, and none begins.
        let third = store.sign_in(therapist, NOW, LATER).await.unwrap();
        assert!(store.session(&third, NOW).await.unwrap().unwrap().who.unwrap().renew);
        store.set_disabled(therapist, true, NOW).await.unwrap();
        assert_eq!(store.session(&third, NOW).await.unwrap(), None);
        assert_eq!(kind(store.sign_in(therapist, NOW, LATER).await), ProblemKind::NotFound);
        store.set_disabled(therapist, false, NOW).await.unwrap();
        assert_eq!(store.session(&third, NOW).await.unwrap(), None);
        store.sign_in(therapist, NOW, LATER).await.unwrap();

        // Very many wrong passphrases lock for a moment; a right one counts anew.
        for _ in 0..99 {
            assert_eq!(store.sign_in_failed(therapist, NOW).await.unwrap(), 0);
        }
        let until = store.sign_in_failed(therapist, NOW).await.unwrap();
        assert!(until > NOW);
        assert_eq!(kind(store.sign_in(therapist, until - 1, LATER).await), ProblemKind::NotFound);
        assert_eq!(store.sign_in_failed(therapist, NOW).await.unwrap(), until);
        let until = store.account(therapist).await.unwrap().locked_until;
        store.sign_in(therapist, until, LATER).await.unwrap();
        let account = store.account(therapist).await.unwrap();
        assert_eq!((account.failed, account.locked_until), (0, 0));
        store.end_sessions_of(therapist).await.unwrap();

        // The clock removes what is over, with what guests had not finished.
        let guest = store.begin_guest(NOW, NOW + 50).await.unwrap();
        let stays = store.begin_guest(NOW, LATER).await.unwrap();
        for token in [&guest, &stays] {
            let made = put(&store, &interview(token), "{}", Expected::None, NOW).await;
            made.unwrap();
        }
        store.invite(clinic, Role::Person, None, NOW + 50, NOW).await.unwrap();
        let swept = store.sweep(NOW + 50).await.unwrap();
        assert_eq!((swept.sessions, swept.drafts, swept.invitations), (1, 1, 1));
        assert!(store.session(&stays, NOW + 50).await.unwrap().unwrap().who.is_none());
        store.close().await;
    });
}

pub fn what_stands_open_is_listed_and_ended_by_its_own(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (north, administrator, therapist) = clinic(&store, "North").await;
        let (south, other, _) = clinic(&store, "South").await;
        let first = store.sign_in(therapist, NOW, LATER).await.unwrap();
        let second = store.sign_in(therapist, NOW + 1, LATER).await.unwrap();
        let foreign = store.sign_in(other, NOW, LATER).await.unwrap();
        let ids = |all: &[OpenSession]| all.iter().map(|one| one.id).collect::<Vec<_>>();
        let listed = store.sessions_of(therapist, NOW).await.unwrap();
        assert_eq!(ids(&listed), [second.id(), first.id()]);
        assert_eq!(SessionId::parse(&first.id().text()), Some(first.id()));
        assert_eq!(store.sessions_of(therapist, LATER).await.unwrap(), []);
        // Another's session is not touched.
        store.end_session_of(therapist, foreign.id(), NOW).await.unwrap();
        assert!(store.session(&foreign, NOW).await.unwrap().is_some());
        store.end_session_of(therapist, first.id(), NOW).await.unwrap();
        assert!(store.session(&first, NOW).await.unwrap().is_none());
        assert_eq!(ids(&store.sessions_of(therapist, NOW).await.unwrap()), [second.id()]);

        let seen =
            store.as_viewer(&Viewer::Administrator { account: administrator, clinic: north });
        let stranger = store.as_viewer(&Viewer::Administrator { account: other, clinic: south });
        let at_work = store.as_viewer(&Viewer::Therapist { account: therapist, clinic: north });
        let chain = at_work.add_person("Maria", "T", NOW).await.unwrap();
        let code = at_work.invite(north, Role::Person, Some(chain), LATER, NOW).await.unwrap();
        let listed = seen.open_invitations(north, NOW).await.unwrap();
        let [invitation] = listed.as_slice() else { panic!("{listed:?}") };
        assert_eq!((invitation.role, invitation.person.as_deref()), (Role::Person, Some("Maria")));
        assert_eq!(InvitationId::parse(&invitation.id.text()), Some(invitation.id));
        assert_eq!(seen.open_invitations(north, LATER).await.unwrap(), []);
        for nobody in [&stranger, &at_work] {
            assert_eq!(kind(nobody.open_invitations(north, NOW).await), ProblemKind::NotAllowed);
            let outcome = nobody.withdraw(north, invitation.id, NOW).await;
            assert_eq!(kind(outcome), ProblemKind::NotAllowed);
        }
        let outcome = stranger.withdraw(south, invitation.id, NOW).await;
        assert_eq!(kind(outcome), ProblemKind::NotFound, "of another clinic");
        assert!(store.invitation(&code, NOW).await.unwrap().is_some());
        seen.withdraw(north, invitation.id, NOW).await.unwrap();
        assert!(store.invitation(&code, NOW).await.unwrap().is_none());
        assert_eq!(kind(seen.withdraw(north, invitation.id, NOW).await), ProblemKind::NotFound);
        let events = seen.events(north, None, 1).await.unwrap();
        assert_eq!((events[0].what, events[0].account), (Act::Withdrawn, Some(administrator)));
        store.close().await;
    });
}
