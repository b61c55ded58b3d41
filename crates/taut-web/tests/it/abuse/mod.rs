//! A clinic's server under attack over raw connections: never a fault of ours, never another person's words, alive afterwards.

mod bodies;
mod heads;
mod people;
mod raw;
mod slow;

use std::time::Duration;

use taut_record::{Opening, Place, Store};

use crate::process::{Patience, Process};
use crate::support::Client;
use raw::Table;

/// How much memory the large bodies may add, in MB: one that is read whole would be 50.
const OF_BODIES: f64 = 25.0;

/// How much memory all of it may add, in MB; a passphrase that is tried takes 19 alone.
const OF_ALL: f64 = 160.0;

#[test]
fn a_server_under_attack_keeps_its_secrets_and_stays_up() {
    let folder = std::env::temp_dir().join(format!("taut-abuse-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("records.db");
    let mut server = Process::start(file.to_str().unwrap(), Patience::Short);
    let address = server.address;
    let mut table = Table::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let opening = Opening { create: false, busy: Duration::from_secs(20) };
        let store = Store::open(&Place::File(file), opening, 0).await.unwrap();
        let cast = people::cast(&store, address).await;
        let before = server.memory();
        heads::paths(address, &mut table).await;
        heads::hosts(address, &mut table).await;
        heads::broken(address, &mut table).await;
        heads::smuggled(address, &mut table).await;
        people::ids(address, &cast, &mut table).await;
        people::sessions(address, &store, &cast, &mut table).await;
        people::forms_from_elsewhere(address, &store, &cast, &mut table).await;
        people::guesses(address, &mut table).await;
        bodies::odd(address, &mut table).await;
        let most = server.memory();
        bodies::large(address, &mut table).await;
        if let (Some((_, before)), Some((_, after))) = (most, server.memory()) {
            let all = format!("from {before:.0} to {after:.0} MB");
            assert!(after - before < OF_BODIES, "large bodies are taken in: {all}");
        }
        slow::dripping(address, &mut table).await;
        slow::deaf(address, &mut table).await;
        slow::idle(address, &mut table).await;
        if let (Some((_, before)), Some((_, most))) = (before, server.memory()) {
            eprintln!("memory: {before:.0} MB at first, {most:.0} MB at its highest");
            assert!(most - before < OF_ALL, "memory grew from {before:.0} to {most:.0} MB");
        }
        let health = Client::at(address).get("/healthz").await;
        assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
        store.close().await;
    });
    assert!(server.is_alive());
    let text = table.markdown();
    eprintln!("{text}");
    if let Ok(place) = std::env::var("TAUT_WRITE_ABUSE") {
        std::fs::write(place, text).unwrap();
    }
    let wrong = table.wrong.join("\n");
    assert!(wrong.is_empty(), "{} wrong answers:\n{wrong}", table.wrong.len());
    drop(server);
    std::fs::remove_dir_all(&folder).unwrap();
}
