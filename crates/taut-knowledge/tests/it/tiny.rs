//! A tiny knowledge with invented numbers: small enough to read, with one of everything.

use taut_knowledge::{Knowledge, load, safety_hash};

#[path = "tiny_programme.rs"]
mod programme;

/// Path and content of every file but the lock.
const FILES: &[(&str, &str)] = &[
    (
        "knowledge.toml",
        r#"edition = "2026.11"
licence = "CC0-1.0"
notice = "Invented numbers for tests."
"#,
    ),
    (
        "interface/common.toml",
        r#"id = "common"
review = "R0"

[text.en]
yes = "Yes"
hello = "Hello, {name}"
"#,
    ),
    (
        "sources/taut_clinical_rules.toml",
        r#"id = "taut_clinical_rules"
kind = "house"
authors = "nobody"
title = "Invented for tests"
read_as = "house"
review = "R0"
"#,
    ),
    (
        "sources/smith_2020.toml",
        r#"id = "smith_2020"
kind = "study"
authors = "Smith"
year = 2020
title = "An invented study"
read_as = "table"
review = "R1"
"#,
    ),
    (
        "findings/age.toml",
        r#"id = "age"
review = "R0"
kind = "measure"
unit = "years"
min = 0
max = 120
gating = true
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
source = "taut_clinical_rules"

[[bin]]
name = "under_18"

[[bin]]
name = "18_39"
from = 18
source = "taut_clinical_rules"

[[bin]]
name = "40_59"
from = 40
source = "taut_clinical_rules"

[[bin]]
name = "60_69"
from = 60
source = "taut_clinical_rules"

[[bin]]
name = "70_plus"
from = 70
source = "taut_clinical_rules"

[text.en]
name = "your age"
question = "How old are you?"
why = "Age matters."
"#,
    ),
    (
        "findings/sex.toml",
        r#"id = "sex"
review = "R0"
kind = "choice"
states = ["female", "male", "other"]
ordered = false
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
source = "taut_clinical_rules"

[text.en]
name = "your sex"
question = "What is your sex?"
why = "It matters."

[text.en.states]
female = "Female"
male = "Male"
other = "Other"
"#,
    ),
    (
        "findings/pregnant.toml",
        r#"id = "pregnant"
review = "R0"
kind = "choice"
states = ["no", "postpartum", "pregnant"]
ordered = true
present_from = "postpartum"
gating = true
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
absent_if = "sex = male or age >= 60"
source = "taut_clinical_rules"

[text.en]
name = "being pregnant"
question = "Are you pregnant?"
why = "It matters."

[text.en.states]
no = "No"
postpartum = "Not long ago"
pregnant = "Yes"
"#,
    ),
    (
        "findings/bleeding.toml",
        r#"id = "bleeding"
review = "R0"
kind = "sign"
marks = ["serious"]
gating = true
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
absent_if = "pregnant = no"
source = "taut_clinical_rules"

[text.en]
name = "bleeding"
question = "Do you bleed?"
why = "It matters."
"#,
    ),
    (
        "findings/saddle_numbness.toml",
        r#"id = "saddle_numbness"
review = "R0"
kind = "sign"
marks = ["serious"]
gating = true
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
source = "taut_clinical_rules"

[text.en]
name = "new numbness between the legs"
question = "New numb feeling between the legs?"
why = "It matters."
"#,
    ),
    (
        "findings/leg_symptoms.toml",
        r#"id = "leg_symptoms"
review = "R0"
kind = "choice"
states = ["none", "long_gone", "now"]
ordered = true
present_from = "now"
marks = ["nerve"]
gating = true
side = false
origin = "history"
answered_by = ["person", "therapist"]
effort = 2
hazard = 0
source = "taut_clinical_rules"

[text.en]
name = "pain down the leg"
question = "Does pain go down your leg?"
why = "It matters."

[text.en.states]
none = "No"
long_gone = "Long ago"
now = "Now"
"#,
    ),
    (
        "findings/leg_tingling.toml",
        r#"id = "leg_tingling"
review = "R0"
kind = "sign"
marks = ["nerve"]
side = true
origin = "history"
answered_by = ["person", "therapist"]
effort = 1
hazard = 0
asked_if = "leg_symptoms >= long_gone"
source = "taut_clinical_rules"

[text.en]
name = "tingling in the leg"
question = "Does your leg tingle?"
why = "It matters."
"#,
    ),
    (
        "findings/weak_hip.toml",
        r#"id = "weak_hip"
review = "R0"
kind = "sign"
side = true
origin = "self_test"
answered_by = ["person", "therapist"]
effort = 3
hazard = 1
source = "taut_clinical_rules"

[text.en]
name = "a weak hip"
question = "Does your hip drop?"
why = "It matters."
how = "Stand on one leg."
"#,
    ),
    (
        "findings/knee_deficit.toml",
        r#"id = "knee_deficit"
review = "R0"
kind = "measure"
unit = "degrees"
min = 0
max = 90
present_from = "short"
side = true
origin = "self_test"
answered_by = ["person", "therapist"]
effort = 4
hazard = 1
source = "taut_clinical_rules"

[[bin]]
name = "ordinary"

[[bin]]
name = "short"
from_female = 23.4
from_male = 33.0
source = "smith_2020"

[text.en]
name = "how far the knee stays bent"
question = "How many degrees is the knee bent?"
why = "It matters."
how = "Lie down."
"#,
    ),
    (
        "findings/slr.toml",
        r#"id = "slr"
review = "R0"
kind = "sign"
marks = ["nerve"]
side = true
origin = "examination"
answered_by = ["therapist"]
effort = 5
hazard = 2
source = "taut_clinical_rules"

[text.en]
name = "straight leg raise"
question = "Straight leg raise reproduces the familiar symptom"
why = "It matters."
how = "Raise the leg."
"#,
    ),
    (
        "conditions/weak_hips.toml",
        r#"id = "weak_hips"
review = "R0"
class = "strengthen"
concern = "none"
kind = "cause"
show_to_person = true

[prior]
home = 0.3
pt_clinic = 0.4
obtained = "assumed"
source = "taut_clinical_rules"
note = "invented"

[[modifier]]
by = "age"
odds = { under_18 = 0.5, 70_plus = 2.0 }
obtained = "assumed"
source = "taut_clinical_rules"

[[modifier]]
by = "sex"
odds = { female = 1.5 }
obtained = "assumed"
source = "taut_clinical_rules"

[text.en]
name = "weak hips"
plain = "The hips tire early."
clinician = "Gluteal weakness"
"#,
    ),
    (
        "conditions/root.toml",
        r#"id = "root"
review = "R0"
class = "hold_and_see_pt"
concern = "nerve"
kind = "cause"
show_to_person = true

[prior]
home = 0.1
pt_clinic = 0.2
obtained = "reported"
source = "smith_2020"

[text.en]
name = "sensitive nerve"
plain = "A nerve is sensitive."
clinician = "Radicular pain"
"#,
    ),
    (
        "conditions/short_hamstrings.toml",
        r#"id = "short_hamstrings"
review = "R0"
class = "stretch_and_strengthen"
concern = "none"
kind = "mechanism"
show_to_person = true

[text.en]
name = "short hamstrings"
plain = "The hamstrings are short."
clinician = "Hamstring shortness"
"#,
    ),
    (
        "evidence/leak/leg_tingling/assumed.toml",
        r#"id = "leak/leg_tingling/assumed"
review = "R0"
claim = "Few people without any cause tingle."
source = "taut_clinical_rules"
obtained = "assumed"
read_as = "house"
drives = true
why_drives = "no figure was found"

[given]
present = 0.02
"#,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        r#"id = "root/leg_tingling/smith_2020"
review = "R0"
claim = "Many people with a sensitive nerve tingle."
misuse = ""
source = "smith_2020"
locator = "Table 2"
obtained = "reported"
read_as = "table"
csv = "ROW_1"

[population]
setting = "invented primary care"
n = 100
reference_standard = "clinical diagnosis"

[sensitivity]
value = 0.6
low = 0.5
high = 0.7

[specificity]
value = 0.8

[lr_positive]
value = 3.0

[given]
present = 0.6
drives = true
why_drives = "nearest setting"
"#,
    ),
    (
        "evidence/root/leg_tingling/smith_2020_b.toml",
        r#"id = "root/leg_tingling/smith_2020_b"
review = "R0"
claim = "Kept and shown."
source = "smith_2020"
locator = "Table 3"
obtained = "computed"
read_as = "table"

[population]
setting = "invented clinic"

[odds_ratio]
value = 4.2
"#,
    ),
    (
        "evidence/leak/short_hamstrings/assumed.toml",
        r#"id = "leak/short_hamstrings/assumed"
review = "R0"
claim = "Some are short without a cause."
source = "taut_clinical_rules"
obtained = "assumed"
read_as = "house"
drives = true
why_drives = "no figure was found"

[given]
present = 0.2
"#,
    ),
    (
        "evidence/weak_hips/short_hamstrings/assumed.toml",
        r#"id = "weak_hips/short_hamstrings/assumed"
review = "R0"
claim = "Weak hips shorten the hamstrings."
source = "taut_clinical_rules"
obtained = "assumed"
read_as = "house"
drives = true
why_drives = "no figure was found"

[given]
present = 0.4
"#,
    ),
    (
        "evidence/leak/knee_deficit/assumed.toml",
        r#"id = "leak/knee_deficit/assumed"
review = "R0"
claim = "Few are short by measure alone."
source = "taut_clinical_rules"
obtained = "assumed"
read_as = "house"
drives = true
why_drives = "no figure was found"

[given]
short = 0.1
"#,
    ),
    (
        "evidence/short_hamstrings/knee_deficit/assumed.toml",
        r#"id = "short_hamstrings/knee_deficit/assumed"
review = "R0"
claim = "Short hamstrings measure short."
source = "taut_clinical_rules"
obtained = "assumed"
read_as = "house"
drives = true
why_drives = "no figure was found"

[given]
short = 0.8
"#,
    ),
    (
        "rules/emergency_saddle.toml",
        r#"id = "emergency_saddle"
review = "R0"
rung = "emergency"
when = "saddle_numbness"
source = "taut_clinical_rules"
section = "1"

[text.en]
reason = "New numbness between the legs needs checking now."
clinician = "Saddle change"
next = "Go now."
"#,
    ),
    (
        "rules/hold_leg.toml",
        r#"id = "hold_leg"
review = "R0"
rung = "hold_and_see_pt"
when = "at_least(2, leg_symptoms, leg_tingling one_sided, slr) or leg_symptoms >= now"
unless = "age < 18 and leg_symptoms < long_gone"
source = "taut_clinical_rules"
section = "2"

[text.en]
reason = "A nerve may be sensitive."
clinician = "Sciatic symptoms"
"#,
    ),
    (
        "rules/provisional_weak.toml",
        r#"id = "provisional_weak"
review = "R0"
when = "weak_hip and not knee_deficit >= 40"
provisional = true
source = "taut_clinical_rules"
section = "2"

[text.en]
reason = "Test the other hip too."
clinician = "Weak hip"
"#,
    ),
    (
        "safety/s1_saddle.toml",
        r#"id = "s1_saddle"
rule = "S1"
when = "saddle_numbness"
at_least = "emergency"
statement = "Saddle numbness is an emergency."
review = "R0"
"#,
    ),
    (
        "hazards/missed.toml",
        r#"id = "missed"
review = "R0"
hazard = "An emergency is missed"
cause = "The person is not sure"
effect = "Lasting harm"
severity = 5
likelihood = 2
controls = ["emergency_saddle", "s1_saddle", "S3"]
tests = ["obligations_hold"]
residual = "A person may not know"
owner = "vacant"
"#,
    ),
    (
        "interview/s010_about.toml",
        r#"id = "s010_about"
order = 10
core = true
form = "questions"
findings = ["age", "sex", "pregnant"]

[text.en]
title = "About you"
intro = ""
"#,
    ),
    (
        "interview/s020_emergency.toml",
        r#"id = "s020_emergency"
order = 20
core = true
form = "list"
findings = ["saddle_numbness", "bleeding"]
yes_stops = true

[text.en]
title = "First"
intro = "Any of these?"
"#,
    ),
    (
        "interview/s030_leg.toml",
        r#"id = "s030_leg"
order = 30
core = true
form = "questions"
findings = ["leg_symptoms", "leg_tingling"]
shown_if = "not saddle_numbness not_sure"

[text.en]
title = "Your leg"
"#,
    ),
    (
        "interview/s040_hint.toml",
        r#"id = "s040_hint"
order = 40
core = false
form = "notice"

[text.en]
title = "Done"
"#,
    ),
    (
        "decision/harms.toml",
        r#"id = "harms"
review = "R0"
source = "taut_clinical_rules"
undecided_margin = 0.1
fits_well = 0.5
could_play_a_part = 0.15
note = "invented"

[base]
emergency = 20
see_doctor_today = 5
see_doctor = 3
hold_and_see_pt = 1
undecided = 0.5
stay_active = 0
strengthen = 0.1
stretch_and_strengthen = 0.2

[loss.hold_and_see_pt]
stay_active = 9
strengthen = 9
stretch_and_strengthen = 9
"#,
    ),
    (
        "decision/population.toml",
        r#"id = "population"
review = "R0"
female = 0.55
alarm_emergency = 0.02
alarm_doctor = 0.2
obtained = "assumed"
source = "taut_clinical_rules"

[age]
under_18 = 0.05
18_39 = 0.4
40_59 = 0.35
60_69 = 0.12
70_plus = 0.08
"#,
    ),
    (
        "decision/uncertainty.toml",
        r#"id = "uncertainty"
review = "R0"
assumed = 4
unsized_figure = 2
base_rate = 4
modifier = 1.5
harms = 3
obtained = "assumed"
source = "taut_clinical_rules"
"#,
    ),
    (
        "decision/questions.toml",
        r#"id = "questions"
review = "R0"
effort_weight = 1
hazard_weight = 2
unlisted_share = 0.05
same_decision = 1
obtained = "assumed"
source = "taut_clinical_rules"
"#,
    ),
    (
        "prevalence/saddle_numbness.toml",
        r#"id = "saddle_numbness"
review = "R0"
share = 0.001
obtained = "assumed"
source = "taut_clinical_rules"
"#,
    ),
];

const PHRASES: [&str; 6] =
    ["safety_net", "emergency_page", "hold_note", "no_clinician", "research_preview", "no_pt_note"];

/// Every file, with a lock that fits.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .chain(programme::FILES)
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    for id in PHRASES {
        let text = format!("id = \"{id}\"\nreview = \"R0\"\n\n[text]\nen = \"Fixed words.\"\n");
        files.push((format!("phrases/{id}.toml"), text.into_bytes()));
    }
    relock(&mut files);
    files
}

/// Writes the lock anew.
pub fn relock(files: &mut Vec<(String, Vec<u8>)>) {
    files.retain(|(path, _)| path != "safety/LOCK");
    let lock = safety_hash(files);
    files.push(("safety/LOCK".to_owned(), format!("{lock}\n").into_bytes()));
}

/// Every file, with one of them replaced or added (a path of none is taken out).
pub fn with(path: &str, content: Option<&[u8]>) -> Vec<(String, Vec<u8>)> {
    let mut files = files();
    files.retain(|(other, _)| other != path);
    if let Some(content) = content {
        files.push((path.to_owned(), content.to_vec()));
    }
    if path.starts_with("safety/") && path != "safety/LOCK" {
        relock(&mut files);
    }
    files
}

/// The content of one file.
pub fn text(path: &str) -> String {
    let files = files();
    let found = files.iter().find(|(other, _)| other == path);
    let content =
        found.map(|(_, content)| content.clone()).unwrap_or_else(|| panic!("no file {path}"));
    String::from_utf8(content).expect("the tiny knowledge is UTF-8")
}

/// The tiny knowledge, loaded.
pub fn knowledge() -> Knowledge {
    match load(&files()) {
        Ok((knowledge, _)) => knowledge,
        Err(report) => panic!("{report}"),
    }
}
