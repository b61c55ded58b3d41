//! How firm an answer is, in words: never a probability for a person, and every share under its own name.

use taut_knowledge::wording::banned_words;
use taut_knowledge::{Answers, Rung};
use taut_reason::{Drawn, Draws, Reasoner, Setting, Uncertainty, draw_harms};
use taut_text::{
    Block, Page, therapist_page, verdict_page, with_firmness_for_person,
    with_firmness_for_therapist,
};

use crate::pages::{KNOWLEDGE, SAFETY_NET, flat, people};

/// A page's own blocks must stay as they are, with the new ones before the safety net.
fn assert_added(before: &Page, after: &Page, label: &str) -> Vec<Block> {
    let net = before.blocks.len() - 3;
    let added = after.blocks.len() - before.blocks.len();
    assert_eq!(after.blocks[..net], before.blocks[..net], "{label}");
    assert_eq!(after.blocks[net + added..], before.blocks[net..], "{label}");
    assert!(flat(&after.to_text(90)).ends_with(SAFETY_NET), "{label}");
    after.blocks[net..net + added].to_vec()
}

/// The whole numbers in a text.
fn numbers(text: &str) -> Vec<usize> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
}

#[test]
fn a_person_reads_how_often_and_nothing_else() {
    let knowledge = &*KNOWLEDGE;
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let drawn = Drawn::new(&reasoner, Draws::new(knowledge, 41, 1));
    let harms = draw_harms(knowledge, 41, 1);
    let phrase = |id| flat(knowledge.phrase(id, "en").unwrap());
    let (mut always, mut shares, mut by_rule) = (0, 0, 0);
    for (id, answers) in people() {
        let verdict = reasoner.verdict(&answers);
        let uncertainty = Uncertainty::of(&drawn, &harms, &answers, &verdict.decision);
        let before = verdict_page(&reasoner, &verdict, &answers, "en");
        let page = with_firmness_for_person(before.clone(), &reasoner, &uncertainty, "en");
        let added = assert_added(&before, &page, &id);
        let mut section = Page::default();
        added.into_iter().for_each(|block| section.push(block));
        let text = flat(&section.to_text(90));
        assert_eq!(banned_words(&text), Vec::<&str>::new(), "{id}: {text}");
        assert!(!text.contains('%') && !text.contains('{'), "{id}: {text}");
        if uncertainty.is_fixed_by_rule() {
            by_rule += 1;
            assert!(text.contains(&phrase("firm_by_rule")), "{id}: {text}");
        }
        if uncertainty.by_rule == Some(Rung::Emergency) {
            assert_eq!(numbers(&text), Vec::<usize>::new(), "{id}: {text}");
        } else if text.contains(&phrase("firm_always")) {
            always += 1;
            assert_eq!(uncertainty.figures.same(verdict.rung()), 40, "{id}");
            assert_eq!(numbers(&text), Vec::<usize>::new(), "{id}: {text}");
        } else {
            shares += 1;
            let [same, of, more, less] = numbers(&text)[..] else { panic!("{id}: {text}") };
            assert_eq!((of, same + more + less), (100, 100), "{id}: {text}");
            assert!(same < 100, "{id}: `same` is rounded up: {text}");
            let spread = &uncertainty.figures;
            assert_eq!(spread.more_careful(verdict.rung()) == 0, more == 0, "{id}: {text}");
            assert!(less == 0 || spread.less_careful(verdict.rung()) > 0, "{id}: {text}");
        }
    }
    assert!(always > 10 && shares > 10 && by_rule > 10, "{always} {shares} {by_rule}");
}

#[test]
fn a_therapist_reads_each_run_under_its_name() {
    let knowledge = &*KNOWLEDGE;
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let answers = Answers::none(knowledge);
    let verdict = reasoner.verdict(&answers);
    let harms = draw_harms(knowledge, 41, 1);
    let run =
        |draws| Uncertainty::of(&Drawn::new(&reasoner, draws), &harms, &answers, &verdict.decision);
    let sampling = run(Draws::of_sources(knowledge, 41, 1));
    let all = run(Draws::new(knowledge, 41, 1));
    let before = therapist_page(&reasoner, &verdict, &answers, &[], "en");
    let page = with_firmness_for_therapist(before.clone(), &reasoner, &sampling, &all, "en");
    let added = assert_added(&before, &page, "therapist");
    let Some(Block::List(items)) = added.iter().find(|b| matches!(b, Block::List(_))) else {
        panic!("{added:?}")
    };
    for (item, label) in
        items.iter().zip(["Sampling error of the sources", "assumed figures", "harms"])
    {
        assert!(item.contains(label) && item.contains("of 40 draws"), "{item}");
    }
    let Some(Block::Table(header, rows)) = added.last() else { panic!("{added:?}") };
    assert_eq!(header.len(), 4);
    assert!(rows.len() > 10, "{rows:?}");
    // With nothing answered the first column is the base rate, which has no sampling error here.
    for row in rows {
        assert_eq!(row[2], format!("{0} to {0}", row[1]), "{row:?}");
        assert_ne!(row[3], row[2], "{row:?}");
    }
}
