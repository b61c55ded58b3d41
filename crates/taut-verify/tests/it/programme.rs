//! No programme holds what a bar bars: the proof on the shipped knowledge, and against people one by one.

use std::path::Path;
use std::sync::LazyLock;

use taut_knowledge::{Knowledge, load, read_folder};
use taut_reason::{Reasoner, Setting};
use taut_verify::Model;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

#[test]
fn no_programme_holds_what_a_bar_bars() {
    let reasoner = Reasoner::new(&KNOWLEDGE, Setting::Home);
    let mut model = Model::new(&reasoner);
    let admitted = model.admitted();
    assert!(admitted.len() > 100, "{}", admitted.len());
    assert!(KNOWLEDGE.item_bars.len() > 20);
    for bar in &KNOWLEDGE.item_bars {
        let theorem = model.item_bar(bar, &admitted);
        assert!(theorem.holds(), "{theorem:#?}");
    }
    for rule in ["S3", "S8", "S10", "S11"] {
        assert!(KNOWLEDGE.item_bars.iter().any(|bar| bar.rule == rule), "no bar for {rule}");
    }
}

#[test]
fn every_exercise_is_offered_to_somebody() {
    let reasoner = Reasoner::new(&KNOWLEDGE, Setting::Home);
    let mut model = Model::new(&reasoner);
    let admitted = model.admitted();
    let (theorem, examples) = model.offered(&admitted);
    assert!(theorem.holds(), "{theorem:#?}");
    assert!(examples.len() > 40, "{}", examples.len());
    let removes = model.only_removes(&examples[..8]);
    assert!(removes.holds(), "{removes:#?}");
}
