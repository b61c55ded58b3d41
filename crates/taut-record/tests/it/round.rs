//! Clinics and accounts go round with export and backup, and with a person who is erased; on both databases.

use taut_record::{
    Act, DraftKind, DraftOwner, Existing, Expected, OldBytes, Passphrase, Place, ProblemKind, Role,
    Store, Viewer,
};

use crate::accounts::{LATER, clinic, new};
use crate::drafts::{interview, put};
use crate::support::{Folder, NOW, exported, fill, open, run};

/// A clinic with a person who has an account; the person's viewer.
pub async fn with_person(store: &Store, name: &str) -> Viewer {
    let (clinic, _, _) = clinic(store, name).await;
    let chain = fill(store, &format!("Maria of {name}"), 2).await;
    store.join_clinic(chain, clinic, NOW).await.unwrap();
    let account = new(&format!("maria of {name}"));
    let id = store.create_account(clinic, Role::Person, Some(chain), &account, NOW).await.unwrap();
    store.account(id).await.unwrap().viewer().unwrap()
}

pub fn clinics_go_round_with_the_records(place: &Place, other: &Place) {
    run(async {
        let store = open(place).await;
        let Viewer::Person { account, chain } = with_person(&store, "North").await else {
            panic!()
        };
        with_person(&store, "South").await;
        store.set_disabled(account, true, NOW + 1).await.unwrap();
        let north = store.account(account).await.unwrap().clinic;
        store.anchor(NOW + 9).await.unwrap();
        let bytes = exported(&store).await;
        // What does not last is not in it.
        let token = store.begin_guest(NOW, LATER).await.unwrap();
        put(&store, &interview(&token), "{}", Expected::None, NOW).await.unwrap();
        store.sign_in_failed(account, NOW).await.unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(exported(&store).await, bytes);
        assert!(text.starts_with(r#"{"format":{"name":"taut.records","version":2}}"#));
        let folder = Folder::new();
        let words = Passphrase::new("four small words here".to_owned()).unwrap();
        store.backup(&folder.file("all.age"), &words, 10).await.unwrap();

        let second = open(other).await;
        let imported = second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap();
        let counts = imported.counts;
        assert_eq!((counts.clinics, counts.accounts, counts.members), (2, 6, 2));
        assert!(counts.events >= 10);
        assert_eq!(exported(&second).await, bytes);
        assert!(second.verify(None).await.unwrap().is_whole());
        // Who could sign in there can sign in here, and sees the same.
        let found = second.account_named("THERAPIST of North").await.unwrap().unwrap();
        let seen = second.as_viewer(&found.viewer().unwrap());
        assert_eq!(seen.people("", 9).await.unwrap(), [store.person_of(chain).await.unwrap()]);
        second.sign_in(found.id, NOW, LATER).await.unwrap();
        assert_eq!(second.account(account).await.unwrap().disabled, Some(NOW + 1));
        assert_eq!(second.events(north, None, 99).await.unwrap()[0].what, Act::SignedIn);
        // A file does not come on top, and a restore takes the place of all, sessions too.
        let again = second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap_err();
        assert_eq!(again.kind, ProblemKind::Refused);
        let guest = second.begin_guest(NOW, LATER).await.unwrap();
        put(&second, &interview(&guest), "{}", Expected::None, NOW).await.unwrap();
        second.invite(north, Role::Therapist, None, LATER, NOW).await.unwrap();
        second.restore(&folder.file("all.age"), &words, Existing::Replace).await.unwrap();
        assert_eq!(exported(&second).await, bytes);
        assert_eq!(second.session(&guest, NOW).await.unwrap(), None);
        // Events after a restore go on.
        second.set_disabled(account, false, NOW + 20).await.unwrap();
        assert_eq!(second.events(north, None, 1).await.unwrap()[0].what, Act::Enabled);

        // Erased here: neither record nor account nor membership comes back.
        assert_eq!(second.erase(chain, NOW + 30).await.unwrap(), OldBytes::Overwritten);
        let imported =
            second.restore(&folder.file("all.age"), &words, Existing::Replace).await.unwrap();
        assert_eq!(imported.stay_erased, 1);
        assert_eq!(second.account_named("maria of north").await.unwrap(), None);
        assert_eq!(second.account(account).await.unwrap_err().kind, ProblemKind::NotFound);
        assert!(second.account_named("maria of south").await.unwrap().is_some());
        assert!(second.verify(None).await.unwrap().is_whole());
        store.close().await;
        second.close().await;
    });
}

pub fn what_concerns_an_erased_person_goes_too(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let viewer = with_person(&store, "North").await;
        let Viewer::Person { account, chain } = viewer else { panic!("{viewer:?}") };
        let clinic = store.account(account).await.unwrap().clinic;
        let token = store.sign_in(account, NOW, LATER).await.unwrap();
        let owner = DraftOwner::Person(chain, viewer);
        for owner in [owner, interview(&token)] {
            put(&store, &owner, "unfinished", Expected::None, NOW).await.unwrap();
        }
        let code = store.invite(clinic, Role::Person, Some(chain), LATER, NOW).await.unwrap();
        let guest = store.begin_guest(NOW, LATER).await.unwrap();
        assert_eq!(
            store.as_viewer(&viewer).erase(chain, NOW + 10).await.unwrap(),
            OldBytes::Overwritten
        );
        assert_eq!(store.account_named("maria of north").await.unwrap(), None);
        assert_eq!(store.session(&token, NOW).await.unwrap(), None);
        assert_eq!(store.invitation(&code, NOW).await.unwrap(), None);
        for owner in [owner, DraftOwner::Person(chain, Viewer::Local), interview(&token)] {
            assert_eq!(store.draft(&owner, DraftKind::Interview, NOW).await.unwrap(), None);
        }
        let late = put(&store, &owner, "{}", Expected::Any, NOW).await.unwrap_err();
        assert_eq!(late.what, "there is no such person");
        // Nobody else is touched, and the event names nobody.
        assert!(store.session(&guest, NOW).await.unwrap().is_some());
        assert_eq!(store.accounts(clinic, "", 9).await.unwrap().len(), 2);
        let event = store.events(clinic, None, 1).await.unwrap()[0];
        assert_eq!((event.what, event.chain()), (Act::Erased, Some(chain)));
        assert_eq!((event.account, event.at), (Some(account), NOW + 10));
        let left = String::from_utf8(exported(&store).await).unwrap();
        assert!(!left.contains("aria of"), "{left}");
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}
