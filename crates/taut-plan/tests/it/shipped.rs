//! The shipped knowledge and body, read once, with the people whom the tests ask about.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use taut_knowledge::{
    Answers, BodyKnowledge, Equipment, FindingId, Knowledge, Sides, Value, load, load_body,
    read_body_folder, read_case, read_folder, resolve,
};
use taut_plan::{Loads, Person, Planner, Preferences};
use taut_reason::{Reasoner, Sampler, Setting, Verdict, XorShift};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});
static BODY: LazyLock<BodyKnowledge> = LazyLock::new(|| {
    let files = read_body_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load_body(&files).unwrap_or_else(|report| panic!("{report}")).0
});
static REASONER: LazyLock<Reasoner<'static>> =
    LazyLock::new(|| Reasoner::new(knowledge(), Setting::Home));
static LOADS: LazyLock<Loads<'static>> =
    LazyLock::new(|| Loads::of(knowledge(), body()).unwrap_or_else(|p| panic!("{p:?}")));
static PLANNER: LazyLock<Planner<'static>> = LazyLock::new(|| Planner::new(knowledge(), loads()));

pub fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

pub fn body() -> &'static BodyKnowledge {
    &BODY
}

pub fn reasoner() -> &'static Reasoner<'static> {
    &REASONER
}

pub fn loads() -> &'static Loads<'static> {
    &LOADS
}

pub fn planner() -> &'static Planner<'static> {
    &PLANNER
}

pub fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(below)
}

/// Answers and the verdict on them; nothing mastered or dropped unless a test says so.
#[derive(Debug, Clone)]
pub struct Someone {
    pub name: String,
    pub answers: Answers,
    pub verdict: Verdict,
    pub mastered: BTreeSet<usize>,
    pub dropped: BTreeSet<usize>,
}

impl Someone {
    pub fn new(name: String, answers: Answers) -> Self {
        let verdict = reasoner().verdict(&answers);
        Self { name, answers, verdict, mastered: BTreeSet::new(), dropped: BTreeSet::new() }
    }

    pub fn person(&self) -> Person<'_> {
        Person {
            answers: &self.answers,
            verdict: &self.verdict,
            posteriors: &self.verdict.decision.posteriors,
            mastered: &self.mastered,
            dropped: &self.dropped,
        }
    }
}

/// The people of the vignettes, who also say "no" to each open question of the situations and exercises.
pub fn vignettes() -> Vec<Someone> {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder("vignettes")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let toml = names.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    toml.map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = read_case(&name, &std::fs::read(&path).unwrap(), knowledge())
            .unwrap_or_else(|report| panic!("{report}"));
        let mut answers = resolve(&case, knowledge()).answers;
        for finding in asked_for_exercises() {
            if answers.get(finding) == Value::Unknown {
                answers.set(finding, Value::State(0), Sides::Unstated);
            }
        }
        Someone::new(name, answers)
    })
    .collect()
}

/// Findings that a person may answer and that situations, cautions and the policy read.
pub fn asked_for_exercises() -> BTreeSet<FindingId> {
    let knowledge = knowledge();
    let mut out = BTreeSet::new();
    let situations = knowledge.situations.iter().map(|s| &s.presence.when);
    let cautions = knowledge.cautions.iter().map(|c| &c.presence.when);
    for when in situations.chain(cautions).chain(&knowledge.programme.unsettled) {
        when.visit_findings(&mut |finding| {
            if knowledge.finding(finding).person_may_answer
                && knowledge.finding(finding).id != "age"
            {
                out.insert(finding);
            }
        });
    }
    out
}

/// So many sampled people; every third leaves some questions open.
pub fn sampled(count: usize, seed: u64) -> Vec<Someone> {
    let mut sampler = Sampler::new(reasoner(), seed);
    let mut random = XorShift::new(seed);
    let open: Vec<FindingId> = asked_for_exercises()
        .into_iter()
        .filter(|finding| !knowledge().finding(*finding).gating)
        .collect();
    (0..count)
        .map(|i| {
            let mut answers = sampler.person();
            if i % 3 == 0 {
                for _ in 0..3 {
                    let finding = open[(random.next_u64() % open.len() as u64) as usize];
                    answers.set_not_sure(finding);
                }
            }
            Someone::new(format!("sampled {i}"), answers)
        })
        .collect()
}

/// Everything at hand, half an hour, five days.
pub fn anything() -> Preferences {
    use Equipment::{
        Ball, Band, Bench, Chair, Doorway, FootHold, Step, Stick, Strap, Wall, Weight,
    };
    let all = [Strap, Band, Weight, Step, Chair, Wall, Doorway, Bench, Stick, Ball, FootHold];
    Preferences {
        minutes_per_day: 30,
        days_per_week: 5,
        equipment: all.into(),
        floor: true,
        unwanted: BTreeSet::new(),
    }
}

/// Some preferences.
pub fn some_preferences(random: &mut XorShift) -> Preferences {
    let mut below = |most: u64| random.next_u64() % most;
    let mut out = anything();
    out.minutes_per_day = 5 + 5 * below(9) as u32;
    out.days_per_week = 1 + below(7) as u32;
    out.floor = below(4) > 0;
    let all: Vec<Equipment> = out.equipment.iter().copied().collect();
    out.equipment = all.into_iter().filter(|_| below(3) > 0).collect();
    let exercises = knowledge().exercises.len() as u64;
    out.unwanted = (0..below(6)).map(|_| below(exercises) as usize).collect();
    out
}
