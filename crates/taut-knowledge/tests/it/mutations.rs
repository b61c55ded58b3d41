//! Thousands of small damages to good files: no panic, and each refusal has a place.

use taut_knowledge::{Report, load, read_case};

use crate::bad_cases::{JSON, TOML};
use crate::tiny;

/// Xorshift (Marsaglia 2003), so that every run tries the same damages.
pub struct Random(u64);

impl Random {
    /// A generator; the same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most` (which is above 0).
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most as u64).expect("below a usize")
    }
}

/// Pieces that parsers trip over.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"=",
    b",",
    b":",
    b"\n",
    b"\r",
    b"\\u",
    b"\\",
    b"#",
    b"nan",
    b"-1",
    b"1e999",
    b"999999999999999999999",
    b"\xff",
    b"\xc3\xa9",
    b"\"\"\"",
    b"'''",
    b"0x",
    b"1979-05-27",
    b"null",
    b"true",
    b".",
    b"\0",
    b" not ",
    b"(",
    b" < ",
];

fn damage(content: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(content.len().max(1)).min(content.len());
        match random.below(5) {
            0 if !content.is_empty() => content[at] ^= 1 << random.below(8),
            1 if !content.is_empty() => {
                let end = (at + 1 + random.below(20)).min(content.len());
                content.drain(at..end);
            }
            2 => {
                // Repeat a stretch: duplicate keys and tables.
                let end = (at + random.below(60)).min(content.len());
                let stretch = content[at..end].to_vec();
                let to = random.below(content.len() + 1);
                content.splice(to..to, stretch);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                content.splice(at..at, piece.iter().copied());
            }
        }
    }
}

fn check(report: &Report, input: &[u8]) {
    assert!(report.has_errors(), "{}", String::from_utf8_lossy(input));
    for problem in report {
        assert!(!problem.place.file.is_empty() && !problem.message.is_empty(), "{problem}");
        assert!(
            problem.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{problem}"
        );
    }
}

#[test]
fn damaged_cases_are_refused_with_a_place_or_read() {
    let knowledge = tiny::knowledge();
    let mut random = Random::new(1);
    let mut refused = 0;
    for round in 0..8_000 {
        let mut content = if round % 2 == 0 { TOML } else { JSON }.as_bytes().to_vec();
        damage(&mut content, &mut random);
        if let Err(report) = read_case("case", &content, &knowledge) {
            refused += 1;
            check(&report, &content);
            assert!(
                report.iter().all(|problem| problem.place.line > 0 && problem.place.column > 0),
                "{report}"
            );
        }
    }
    assert!(refused > 4_000, "only {refused} refused: the damages are too weak");
}

#[test]
fn damaged_knowledge_is_refused_with_a_place_or_loaded() {
    let good = tiny::files();
    let mut random = Random::new(2);
    let mut refused = 0;
    for _ in 0..2_000 {
        let mut files = good.clone();
        let which = random.below(files.len());
        damage(&mut files[which].1, &mut random);
        if let Err(report) = load(&files) {
            refused += 1;
            check(&report, &files[which].1);
        }
    }
    assert!(refused > 1_000, "only {refused} refused: the damages are too weak");
}
