//! The shipped knowledge, loaded once, with the people that the tests ask about.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use taut_knowledge::resolve::{bin_of, fill_structural, set_age, set_sex};
use taut_knowledge::{
    Answers, Case, FindingId, Kind, Knowledge, Sides, Value, load, read_case, read_folder, resolve,
};
use taut_reason::{Interview, Reasoner, Reply, Sampler, Setting, Step, XorShift};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

static REASONER: LazyLock<Reasoner<'static>> =
    LazyLock::new(|| Reasoner::new(knowledge(), Setting::Home));

/// The shipped knowledge.
pub fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// The shipped knowledge, compiled for people at home.
pub fn reasoner() -> &'static Reasoner<'static> {
    &REASONER
}

/// The finding with this id.
pub fn finding(id: &str) -> FindingId {
    knowledge().finding_id(id).unwrap_or_else(|| panic!("no finding `{id}`"))
}

/// All findings but age and sex, which are set by functions of their own.
pub fn plain_findings() -> impl Iterator<Item = FindingId> {
    let knowledge = knowledge();
    (0..knowledge.findings.len() as u16).map(FindingId).filter(|id| {
        let name = &knowledge.finding(*id).id;
        name != "age" && name != "sex"
    })
}

fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(below)
}

/// The case files of a folder below `knowledge/`, in the order of their names.
pub fn cases(below: &str) -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder(below)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let cases: Vec<Case> = files
        .iter()
        .map(|file| {
            let bytes = std::fs::read(file).unwrap();
            read_case(&file.display().to_string(), &bytes, knowledge())
                .unwrap_or_else(|report| panic!("{report}"))
        })
        .collect();
    assert!(!cases.is_empty(), "no case in {below}");
    cases
}

/// The resolved answers of a case.
pub fn answers_of(case: &Case) -> Answers {
    resolve(case, knowledge()).answers
}

/// Sets a random value: "present" with the given chance, else one of the states below it.
pub fn set_random(answers: &mut Answers, id: FindingId, random: &mut XorShift, present: f64) {
    let finding = knowledge().finding(id);
    if let Kind::Measure { min, max, .. } = &finding.kind {
        let number = min + (max - min) * random.next_unit();
        let value = bin_of(finding, number, answers.sex()).map_or(Value::Unknown, Value::State);
        answers.set(id, value, Sides::Unstated);
        answers.set_number(id, number);
        return;
    }
    let from = u64::from(finding.present_from);
    let states = finding.states.len() as u64;
    // Plain choices such as the duration have only one kind of state.
    let is_present = from == 0 || (from < states && random.next_unit() < present);
    let state = if is_present {
        from + random.next_u64() % (states - from)
    } else {
        random.next_u64() % from
    };
    let sides = match random.next_u64() % 3 {
        _ if !finding.sided || !is_present => Sides::Unstated,
        0 => Sides::Unstated,
        1 => Sides::One,
        _ => Sides::Both,
    };
    answers.set(id, Value::State(state as u8), sides);
}

/// A random person: each finding known with one chance and then present with another; some of the rest "not sure".
pub fn random_person(random: &mut XorShift, known: f64, present: f64) -> Answers {
    let mut answers = Answers::none(knowledge());
    if random.next_unit() < 0.8 {
        random_age(&mut answers, random);
    }
    match random.next_u64() % 5 {
        0 => {}
        1 | 2 => set_sex(knowledge(), &mut answers, "female"),
        _ => set_sex(knowledge(), &mut answers, "male"),
    }
    for id in plain_findings() {
        if random.next_unit() < known {
            set_random(&mut answers, id, random, present);
        } else if random.next_unit() < 0.3 {
            answers.set_not_sure(id);
        }
    }
    fill_structural(knowledge(), &mut answers);
    answers
}

/// An age from 8 to 95, now and then only as a range.
pub fn random_age(answers: &mut Answers, random: &mut XorShift) {
    let low = 8.0 + (random.next_u64() % 88) as f64;
    let high = if random.next_u64().is_multiple_of(8) { low + 6.0 } else { low };
    set_age(knowledge(), answers, low, high);
}

/// People drawn from the network, as they would answer the core interview.
pub fn sampled_people(n: usize, seed: u64) -> Vec<Answers> {
    let mut sampler = Sampler::new(reasoner(), seed);
    (0..n)
        .map(|_| {
            let person = sampler.person();
            let mut interview = Interview::new(knowledge());
            run(&mut interview, |id| reply_of(id, &person));
            interview.answers()
        })
        .collect()
}

/// What a person with these answers replies.
pub fn reply_of(id: FindingId, person: &Answers) -> Reply {
    match (person.get(id), person.age_years()) {
        (_, Some((years, _))) if knowledge().finding(id).id == "age" => Reply::Number(years),
        (Value::State(state), _) => Reply::State(state, person.sides(id)),
        (Value::Unknown, _) => Reply::NotSure,
    }
}

/// What a healthy man of 41 replies: the lowest state of everything.
pub fn clean_reply(id: FindingId) -> Reply {
    let finding = knowledge().finding(id);
    match (finding.id.as_str(), &finding.kind) {
        ("age", _) => Reply::Number(41.0),
        ("sex", _) => {
            let male = finding.states.iter().position(|s| s == "male").unwrap();
            Reply::State(male as u8, Sides::Unstated)
        }
        (_, Kind::Measure { min, .. }) => Reply::Number(*min),
        _ => Reply::State(0, Sides::Unstated),
    }
}

/// Runs the current part to its end; the findings asked, screen by screen.
pub fn run(
    interview: &mut Interview,
    mut reply: impl FnMut(FindingId) -> Reply,
) -> Vec<Vec<FindingId>> {
    let mut asked = Vec::new();
    while let Step::Screen { screen, findings } = interview.step(reasoner()) {
        interview.mark_read(&screen.id);
        for &id in &findings {
            interview.reply(id, reply(id));
        }
        asked.push(findings);
        assert!(asked.len() < 100, "the interview does not end: {}", screen.id);
    }
    asked
}

/// A clean person after the core interview, with other replies to these findings.
pub fn clean_except(others: &[(&str, Reply)]) -> Interview<'static> {
    let mut interview = Interview::new(knowledge());
    run(&mut interview, |id| reply_except(id, others));
    interview
}

/// The clean reply, unless another is given.
pub fn reply_except(id: FindingId, others: &[(&str, Reply)]) -> Reply {
    let name = &knowledge().finding(id).id;
    others.iter().find(|(other, _)| other == name).map_or_else(|| clean_reply(id), |(_, r)| *r)
}
