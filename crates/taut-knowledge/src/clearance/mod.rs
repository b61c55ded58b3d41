//! Clearances: what an examiner found and allows, read from JSON or TOML; every problem at once, with line and column.

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::case::{By, CaseAnswer, MAX_CASE_BYTES, Said};
use crate::case_file::Side;
use crate::clearance_file::Irritability;
use crate::dates;
use crate::diagnostic::{Problem, Report, did_you_mean, shorten};
use crate::document::{self, Format};
use crate::ids::FindingId;
use crate::knowledge::Knowledge;
use crate::record::exercise::ExerciseKind;
use crate::schema::RecordKind;
use crate::tree::{Kind, Tree};

mod allowed;
mod found;

/// The only value of `schema`.
pub const CLEARANCE_SCHEMA: &str = "taut.clearance/1";

const CLEARANCE: Format = Format {
    kind: RecordKind::Clearance,
    schema: CLEARANCE_SCHEMA,
    word: "clearance file",
    most_bytes: MAX_CASE_BYTES,
    too_large: "a clearance file holds one examination",
};

/// What an exercise may be, at most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Most {
    /// Sets at one time.
    pub sets: Option<u32>,
    /// Repetitions in a set.
    pub reps: Option<u32>,
    /// Seconds that a repetition is held.
    pub hold_seconds: Option<u32>,
    /// Minutes at one time.
    pub minutes: Option<u32>,
    /// Days a week.
    pub days_per_week: Option<u32>,
}

/// What is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Index of the exercise; none: a whole kind.
    pub exercise: Option<usize>,
    /// The kind; none: one exercise.
    pub kind: Option<ExerciseKind>,
    /// How far to go, in the examiner's words; empty if not said.
    pub range: String,
    /// How much.
    pub most: Most,
}

/// What an examiner found, clears and allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Clearance {
    /// Who wrote it: the therapist, or a person who reports it; the latter is not verified.
    pub by: By,
    /// Who examined.
    pub examiner: String,
    /// Profession of the examiner.
    pub profession: String,
    /// Registration of the examiner; empty if not stated.
    pub registration: String,
    /// The day of the examination.
    pub on: Date,
    /// The last day, where the examiner sets one.
    pub expires: Option<Date>,
    /// Reported: since when there has been no symptom in the leg.
    pub quiet_since: Option<Date>,
    /// How easily the leg is stirred up; none if not stated.
    pub irritability: Option<Irritability>,
    /// What was found and asked, as answers of that day.
    pub found: Vec<CaseAnswer>,
    /// What is cleared, as answers of that day (S13).
    pub clears: Vec<CaseAnswer>,
    /// What is allowed.
    pub allowed: Vec<Allowed>,
}

impl Clearance {
    /// True if a person reported it and nobody has verified it.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.by == By::Person
    }
}

/// Reads a clearance file, JSON if its first character is `{`, else TOML.
///
/// # Errors
/// Every problem, with line, column, logical path and hint.
pub fn read_clearance(
    name: &str,
    bytes: &[u8],
    knowledge: &Knowledge,
) -> Result<Clearance, Report> {
    let made = document::read(&CLEARANCE, name, bytes, knowledge, |document, tree| {
        document.schema(tree);
        let mut reader = Reader { knowledge, problems: &mut *document.problems };
        let clearance = reader.clearance(tree);
        if clearance.is_none() && reader.problems.is_empty() {
            // Never drop a clearance in silence, whatever stands in its way.
            reader.problem("unreadable-clearance", tree.start, "", "it cannot be read", None);
        }
        clearance
    })?;
    made.ok_or_else(Report::default)
}

struct Reader<'a> {
    knowledge: &'a Knowledge,
    problems: &'a mut Vec<Problem>,
}

/// What every answer of one clearance shares.
struct Signed<'a> {
    by: By,
    examiner: &'a str,
    when: String,
}

impl Reader<'_> {
    fn problem(
        &mut self,
        code: &'static str,
        start: usize,
        path: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        let (path, message, hint) = (path.into(), message.into(), hint.into());
        self.problems.push(Problem { code, start, path, message, hint });
    }

    /// The clearance; nothing where a problem, here or in the shape, stands in the way.
    fn clearance(&mut self, tree: &Tree) -> Option<Clearance> {
        let by = match text(tree, "by") {
            "therapist" => Some(By::Therapist),
            "person" => Some(By::Person),
            _ => None,
        };
        for key in ["examiner", "profession"] {
            self.not_empty(tree, key);
        }
        if by == Some(By::Therapist) {
            self.therapist(tree);
        }
        let on = self.day(tree, "on");
        let expires = self.day(tree, "expires");
        let quiet_since = self.day(tree, "quiet_since");
        self.order(tree, on, expires, quiet_since);
        if by == Some(By::Person) && tree.get("quiet_since").is_none() {
            let hint = "write the first day without any symptom in the leg, or ask the therapist for the file";
            let message = "a person who reports a clearance says since when the leg is quiet";
            self.problem("missing-key", tree.start, "quiet_since", message, hint.to_owned());
        }
        self.in_one_room(tree);
        let signed = Signed {
            by: by?,
            examiner: text(tree, "examiner"),
            when: on.map_or_else(String::new, |on| on.to_string()),
        };
        let found = self.found(tree, &signed);
        let clears = self.clears(tree, &signed);
        let allowed = self.allowed(tree);
        Some(Clearance {
            by: signed.by,
            examiner: signed.examiner.to_owned(),
            profession: text(tree, "profession").to_owned(),
            registration: text(tree, "registration").to_owned(),
            on: on?,
            expires,
            quiet_since,
            irritability: named(tree.get("irritability")),
            found,
            clears,
            allowed,
        })
    }

    fn not_empty(&mut self, tree: &Tree, key: &str) {
        if let Some(value) = tree.get(key)
            && value.text().is_some_and(|text| text.trim().is_empty())
        {
            self.problem("empty-text", value.start, key, format!("`{key}` is empty"), None);
        }
    }

    /// What a therapist states and a person need not.
    fn therapist(&mut self, tree: &Tree) {
        for key in ["registration", "irritability", "upper_motor_neurone_signs"] {
            if tree.get(key).is_none() {
                let message = format!("a therapist's clearance states `{key}`");
                let hint = "a person who only reports it writes by = \"person\"".to_owned();
                self.problem("missing-key", tree.start, key, message, hint);
            }
        }
        self.not_empty(tree, "registration");
        for side in [Side::Left, Side::Right] {
            let legs = tree.get("legs").map_or(&[][..], Tree::items);
            let count = legs.iter().filter(|leg| text(leg, "side") == side.id()).count();
            let start = tree.get("legs").map_or(tree.start, |legs| legs.start);
            let message = match count {
                0 => format!("the {} leg was not examined", side.id()),
                1 => continue,
                _ => format!("the {} leg stands {count} times", side.id()),
            };
            let hint = "one [[legs]] for each side, also for the good one".to_owned();
            self.problem("both-legs", start, "legs", message, hint);
        }
        let flags = tree.get("flags").map_or(&[][..], Tree::items);
        for finding in &self.knowledge.check_in.rescreen {
            let id = &self.knowledge.finding(*finding).id;
            if !flags.iter().any(|flag| text(flag, "finding") == id) {
                let message = format!("the flag `{id}` was not asked again");
                let hint = format!("add [[flags]] with finding = \"{id}\" and its state");
                self.problem("flag-not-asked", tree.start, format!("flags.{id}"), message, hint);
            }
        }
    }

    fn day(&mut self, tree: &Tree, key: &'static str) -> Option<Date> {
        let given = tree.get(key)?;
        let (Kind::Text(text) | Kind::Date(text)) = &given.kind else { return None };
        let day = dates::read(text).ok().and_then(|when| when[..10].parse().ok());
        if day.is_none() || text.len() != 10 {
            let message = format!("`{}` is no day", shorten(text));
            let hint = "write a day such as 2026-11-22".to_owned();
            self.problem("bad-date", given.start, key, message, hint);
            return None;
        }
        day
    }

    fn order(&mut self, tree: &Tree, on: Option<Date>, expires: Option<Date>, quiet: Option<Date>) {
        let start = |key| tree.get(key).map_or(tree.start, |value| value.start);
        if let (Some(on), Some(expires)) = (on, expires)
            && expires < on
        {
            let message = format!("it ends on {expires}, before the examination of {on}");
            self.problem("bad-date", start("expires"), "expires", message, None);
        }
        if let (Some(quiet), None) = (quiet, on) {
            let message = format!("quiet since {quiet}, and no day of the examination");
            self.problem("bad-date", start("quiet_since"), "quiet_since", message, None);
        }
    }

    fn in_one_room(&mut self, tree: &Tree) {
        for (key, message) in [
            ("in_person", "what was not examined in person clears nothing"),
            ("this_episode", "an examination of another episode clears nothing now"),
        ] {
            if let Some(value) = tree.get(key)
                && matches!(value.kind, Kind::Bool(false))
            {
                let hint = "see a therapist about this episode first".to_owned();
                self.problem("clears-nothing", value.start, key, message, hint);
            }
        }
    }

    /// The finding that a value names.
    fn known(&mut self, named: &Tree, path: String) -> Option<FindingId> {
        let id = named.text()?;
        let found = self.knowledge.finding_id(id);
        if found.is_none() {
            let ids = self.knowledge.findings.iter().map(|finding| finding.id.as_str());
            let message = format!("unknown finding `{}`", shorten(id));
            let hint = did_you_mean(id, ids);
            self.problem("unknown-finding", named.start, path, message, hint);
        }
        found
    }
}

fn answer(finding: FindingId, said: Said, side: Side, signed: &Signed<'_>) -> CaseAnswer {
    CaseAnswer {
        finding,
        said,
        side,
        by: signed.by,
        when: Some(signed.when.clone()),
        from: String::new(),
        note: String::new(),
        reason: String::new(),
        examiner: signed.examiner.to_owned(),
    }
}

fn text<'t>(tree: &'t Tree, key: &str) -> &'t str {
    tree.get(key).and_then(Tree::text).unwrap_or_default()
}

fn is_true(tree: &Tree) -> bool {
    matches!(tree.kind, Kind::Bool(true))
}

/// The value of this name; a name that is none is reported by the comparison with the schema.
fn named<T: DeserializeOwned>(tree: Option<&Tree>) -> Option<T> {
    serde_json::from_value(tree?.text()?.into()).ok()
}
