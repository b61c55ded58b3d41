//! Documents go in, PDFs come out, and another program reads what they say.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use taut_handout::{Block, Document, Pdf, Problem, SCHEMA, Tone, VERSION, pdf, pdf_of_json};

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 120\">\
    <style>.far .skin { fill:#ddd3c9; } .skin { stroke:#9c8f83; stroke-width:3; }</style>\
    <g class=\"far\"><path class=\"skin\" d=\"M10 10 L150 100\"/></g></svg>";

fn document(pages: usize, blocks: Vec<Block>) -> Document {
    Document {
        schema: SCHEMA.to_owned(),
        version: VERSION,
        language: "en".to_owned(),
        title: "Your plan on one page".to_owned(),
        date: "2026-11-26".to_owned(),
        foot: "Research preview. No clinician has reviewed this.".to_owned(),
        pages,
        blocks,
    }
}

fn exercise(number: usize) -> Block {
    let steps = ["Lie on your back with both knees bent.", "Lift your hips.", "Come down slowly."];
    Block::Exercise {
        name: format!("{number}. Bridge"),
        dose: "2 times 8, three days a week".to_owned(),
        steps: steps.map(str::to_owned).to_vec(),
        svg: Some(PICTURE.to_owned()),
        words: "A person on their back lifts the hips.".to_owned(),
    }
}

/// As large as a handout gets: five exercises.
fn handout() -> Document {
    let list = |count: usize| {
        let item = "Walk every day, as far as it feels right, and a little more each week.";
        Block::List { items: vec![item.to_owned(); count] }
    };
    let heading = |text: &str| Block::Heading { text: text.to_owned() };
    let text = |text: &str| Block::Text { text: text.to_owned() };
    let mut blocks = vec![
        Block::Answer { text: "Yes, gentle stretching may help.".to_owned(), tone: Some(Tone::Go) },
        heading("What to do now"),
        list(4),
        heading("Your exercises"),
        text("Five exercises, 25 minutes, three days a week."),
    ];
    blocks.extend((1..=5).map(exercise));
    blocks.extend([
        heading("When to stop"),
        list(4),
        heading("Next check-in"),
        text("In one or two days."),
        heading("Go to help at once if"),
        text("You cannot pass water, or both legs get weak."),
    ]);
    document(1, blocks)
}

/// What another program reads, without spaces and line ends, which are the layout's.
fn read(pdf: &Pdf) -> String {
    let text = pdf_extract::extract_text_from_mem(&pdf.bytes).unwrap();
    text.split_whitespace().collect()
}

fn holds(pdf: &Pdf, part: &str) -> bool {
    pdf.bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn a_handout_of_five_exercises_fits_on_one_page_and_says_everything() {
    let made = pdf(&handout()).unwrap();
    assert_eq!(made.pages, 1);
    let text = read(&made);
    for words in [
        "Yourplanononepage",
        "Yes,gentlestretchingmayhelp.",
        "1.Bridge",
        "5.Bridge",
        "2times8,threedaysaweek",
        "Comedownslowly.",
        "bothlegsgetweak.",
        "Noclinicianhasreviewedthis.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(text.matches("Bridge").count(), 5);
    // In reading order.
    let order = ["Yes,gentle", "Whattodonow", "1.Bridge", "5.Bridge", "Whentostop", "Gotohelp"];
    let places: Vec<usize> = order.iter().map(|part| text.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn it_is_tagged_names_its_language_and_claims_pdf_ua() {
    let mut spanish = handout();
    spanish.language = "es".to_owned();
    let made = pdf(&spanish).unwrap();
    for part in ["pdfuaid:part>1<", "/MarkInfo", "/StructTreeRoot", "/Lang", "(es)", "/Alt"] {
        assert!(holds(&made, part), "{part} is missing");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(pdf(&handout()).unwrap(), pdf(&handout()).unwrap());
}

#[test]
fn what_does_not_fit_takes_more_pages_and_nothing_is_left_out() {
    let mut blocks = vec![Block::Heading { text: "Your exercises".to_owned() }];
    blocks.extend((1..=30).map(exercise));
    blocks.push(Block::Text { text: "The last words.".to_owned() });
    let made = pdf(&document(1, blocks)).unwrap();
    assert!(made.pages > 1);
    assert!(read(&made).contains("Thelastwords."));
}

#[test]
fn words_are_words_and_never_markup() {
    let hostile =
        "#panic(\"x\") *bold* $x$ <label> @ref // note \\ [a] = b #import \"/etc/passwd\"";
    let text = || hostile.to_owned();
    let blocks = vec![
        Block::Text { text: text() },
        Block::List { items: vec![text()] },
        Block::Table { header: vec![text()], rows: vec![vec![text()]] },
    ];
    let mut it = document(2, blocks);
    it.title = text();
    let read = read(&pdf(&it).unwrap());
    assert!(read.matches("#panic(").count() >= 4, "{read}");
    assert!(read.contains("*bold*") && read.contains("/etc/passwd"), "{read}");
}

#[test]
fn tables_break_over_pages_with_their_head() {
    let rows = (0..150).map(|row| vec![format!("item {row}"), "not asked".to_owned()]);
    let header = vec!["Item".to_owned(), "Answer".to_owned()];
    let made = pdf(&document(2, vec![Block::Table { header, rows: rows.collect() }])).unwrap();
    assert!(made.pages >= 2);
    assert!(read(&made).matches("ItemAnswer").count() >= made.pages);
}

#[test]
fn every_problem_is_named_at_once() {
    let mut it = document(0, Vec::new());
    it.version = 9;
    it.language = "english".to_owned();
    it.title = " ".to_owned();
    it.blocks = vec![
        Block::Figure { svg: vec![PICTURE.to_owned()], words: String::new() },
        Block::Table { header: vec!["a".to_owned()], rows: vec![vec![]] },
        exercise(1),
    ];
    assert_eq!(it.problems().len(), 7, "{:#?}", it.problems());
    let Problem::Document(what) = pdf(&it).unwrap_err() else { panic!() };
    assert!(what.contains("blocks[1]: rows[0]"), "{what}");
}

#[test]
fn what_is_no_document_is_refused() {
    let good = serde_json::to_string(&handout()).unwrap();
    assert_eq!(pdf_of_json(good.as_bytes()).unwrap().pages, 1);
    let odd_field = good.replacen("\"title\"", "\"titel\"", 1);
    for bad in ["", "{", "[]", "null", &good[..good.len() / 2], &odd_field, "\u{0}"] {
        assert!(matches!(pdf_of_json(bad.as_bytes()), Err(Problem::Document(_))), "{bad:.40}");
    }
    let no_picture = good.replace("<svg", "<svh");
    assert!(matches!(pdf_of_json(no_picture.as_bytes()), Err(Problem::Typesetting(_))));
    // A picture may not reach for anything outside.
    let outside =
        PICTURE.replace("<g ", "<image href=\"/etc/passwd\" width=\"9\" height=\"9\"/><g ");
    let block = Block::Figure { svg: vec![outside], words: "A picture".to_owned() };
    let refused = pdf(&document(1, vec![block])).unwrap_err();
    assert!(matches!(refused, Problem::Typesetting(_)), "{refused}");
}
