//! The structured clearance: what was found in both legs, flags asked again, what is cleared and what is allowed.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::form_faults::{Ask, Field, clearance_key, told};
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::account::{Fields, field};
use crate::service::examine::{KINDS, ROOTS, clearance, limits_without};
use crate::service::patient::{Patient, read_clearance};
use crate::service::resolve::{self, Flag};
use crate::visit::Visit;

/// A choice: its field, its name, the label of no answer, and value and label of each answer.
#[derive(Debug)]
struct Choice {
    key: String,
    label: String,
    blank: &'static str,
    options: Vec<(String, String)>,
}

/// What was not tested, asked or said is unknown, never a "no".
const NOT_TESTED: &str = "clinic.not_tested";
const NOT_ASKED: &str = "common.not_asked";
const NOT_SAID: &str = "common.not_answered";

#[derive(Debug, Template)]
#[template(path = "clinic/clear.html")]
struct ClearPage {
    c: Frame,
    problems: Vec<Fault>,
    id: String,
    name: String,
    fields: Fields,
    about: Vec<Choice>,
    legs: Vec<(&'static str, String, Vec<Choice>)>,
    flags: Vec<Choice>,
    clears: Vec<Flag>,
    kinds: Vec<(&'static str, String)>,
}

impl ClearPage {
    /// What was typed before; nothing where nothing was. What a new form begins with is put there by [`form`].
    fn value(&self, key: &str) -> String {
        field(&self.fields, key)
    }

    fn is_chosen(&self, key: &str, value: &str) -> bool {
        self.value(key) == value
    }
}

fn yes_no(c: &Frame) -> Vec<(String, String)> {
    vec![("yes".to_owned(), c.t("common.yes")), ("no".to_owned(), c.t("common.no"))]
}

fn options(c: &Frame, all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(value, label)| ((*value).to_owned(), c.t(label))).collect()
}

fn leg(c: &Frame, side: &str) -> Vec<Choice> {
    let full = [("full", "clinic.full"), ("reduced", "clinic.reduced")];
    let reflex =
        [("normal", "clinic.normal"), ("reduced", "clinic.reduced"), ("brisk", "clinic.brisk")];
    let choice = |key: &str, label: String, options| Choice {
        key: format!("{side}.{key}"),
        label,
        blank: NOT_TESTED,
        options,
    };
    let mut all = vec![
        choice("familiar", c.t("clinic.familiar"), yes_no(c)),
        choice("ankle_or_neck_changes", c.t("clinic.changes"), yes_no(c)),
    ];
    for root in ROOTS {
        all.push(choice(root, c.t1("clinic.power_of", "root", root), options(c, &full)));
    }
    all.push(choice("knee_reflex", c.t("clinic.knee_reflex"), options(c, &reflex)));
    all.push(choice("ankle_reflex", c.t("clinic.ankle_reflex"), options(c, &reflex)));
    all.push(choice("sensation", c.t("clinic.sensation"), options(c, &full)));
    all
}

fn about(c: &Frame) -> Vec<Choice> {
    let irritability = [
        ("low", "clinic.irritable_low"),
        ("moderate", "clinic.irritable_moderate"),
        ("high", "clinic.irritable_high"),
    ];
    let choice = |key: &str, label: &str, blank, options| Choice {
        key: key.to_owned(),
        label: c.t(label),
        blank,
        options,
    };
    vec![
        choice("in_person", "clinic.in_person", NOT_SAID, yes_no(c)),
        choice("this_episode", "clinic.this_episode", NOT_SAID, yes_no(c)),
        choice("irritability", "clinic.irritability", NOT_ASKED, options(c, &irritability)),
        choice("upper_motor_neurone_signs", "clinic.upper_motor", NOT_TESTED, yes_no(c)),
    ]
}

/// Flags that every check-in asks, asked again; nothing is chosen at first.
fn rescreen(c: &Frame) -> Vec<Choice> {
    let knowledge = c.knowledge();
    let ids = knowledge.check_in.rescreen.iter();
    ids.map(|id| {
        let finding = knowledge.finding(*id);
        let text = finding.text.get(&c.language).unwrap_or_else(|| finding.en());
        let options = if text.states.len() == finding.states.len() {
            finding.states.iter().cloned().zip(text.states.iter().cloned()).collect()
        } else {
            vec![("present".to_owned(), c.t("common.yes")), ("absent".to_owned(), c.t("common.no"))]
        };
        Choice {
            key: format!("flag.{}", finding.id),
            label: text.name.clone(),
            blank: NOT_ASKED,
            options,
        }
    })
    .collect()
}

const fn kind_label(kind: &str) -> &'static str {
    match kind.as_bytes() {
        b"hamstring_lengthening" => "clinic.kind_hamstring",
        b"neural" => "clinic.kind_neural",
        b"hip_strength" => "clinic.kind_hip_strength",
        b"hip_mobility" => "clinic.kind_hip_mobility",
        b"foot_strength" => "clinic.kind_foot_strength",
        b"foot_mobility" => "clinic.kind_foot_mobility",
        _ => "clinic.kind_trunk",
    }
}

fn form(
    c: Frame,
    patient: &Patient,
    clears: Vec<Flag>,
    mut fields: Fields,
    problems: Vec<Fault>,
) -> ClearPage {
    if fields.is_empty() {
        fields.push(("examiner".to_owned(), patient.by.name.clone()));
        fields.push(("on".to_owned(), today().to_string()));
    }
    ClearPage {
        problems,
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        fields,
        about: about(&c),
        legs: vec![
            ("left", c.t("common.left_leg"), leg(&c, "left")),
            ("right", c.t("common.right_leg"), leg(&c, "right")),
        ],
        flags: rescreen(&c),
        clears,
        kinds: KINDS.into_iter().map(|kind| (kind, c.t(kind_label(kind)))).collect(),
        c,
    }
}

/// Every field in its order.
fn in_order(page: &ClearPage) -> Vec<Field> {
    let c = &page.c;
    let mut all: Vec<Field> = [
        ("examiner", "clinic.examiner", Ask::Words),
        ("profession", "clinic.profession", Ask::Words),
        ("registration", "clinic.registration", Ask::Words),
        ("on", "clinic.day", Ask::Day),
        ("expires", "clinic.expires", Ask::LastDay),
    ]
    .into_iter()
    .map(|(key, label, ask)| Field::new(key, c.t(label), ask))
    .collect();
    let choice = |one: &Choice, ask| Field::new(&one.key, &one.label, ask);
    all.extend(page.about.iter().map(|one| choice(one, Ask::Choice)));
    for (side, heading, choices) in &page.legs {
        let angles = [
            ("knee_extension_deficit", "clinic.deficit"),
            ("straight_leg_raise", "clinic.leg_raise"),
        ];
        all.extend(angles.map(|(key, label)| {
            Field::below(heading, format!("{side}.{key}"), &c.t(label), Ask::Number)
        }));
        let below = |one: &Choice| Field::below(heading, &one.key, &one.label, Ask::Choice);
        all.extend(choices.iter().map(below));
    }
    all.extend(page.flags.iter().map(|one| choice(one, Ask::Flag)));
    let reason =
        |flag: &Flag| Field::new(format!("clear.{}", flag.key()), &flag.label, Ask::Reason);
    all.extend(page.clears.iter().map(reason));
    for (kind, label) in &page.kinds {
        let of = |part: &str, name: &str, ask| {
            Field::below(label, format!("allow.{kind}{part}"), &c.t(name), ask)
        };
        all.push(of("", "clinic.allowed", Ask::Choice));
        all.push(of(".range", "clinic.range", Ask::Words));
        all.push(of(".reps", "clinic.most_reps", Ask::Whole));
        all.push(of(".hold_seconds", "clinic.most_hold", Ask::Whole));
    }
    all
}

/// The form.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let clears = resolve::standing(&app, &visit.frame, &patient).await?;
    page(&form(visit.frame.wide(), &patient, clears, Vec::new(), Vec::new()))
}

/// Keeps a clearance.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let clears = resolve::standing(&app, &visit.frame, &patient).await?;
    let keys: Vec<(String, &'static str)> =
        clears.iter().map(|flag| (flag.finding.clone(), flag.side)).collect();
    let file = clearance(visit.frame.knowledge(), &keys, |key| field(&fields, key));
    let mut faults: Vec<Fault> = limits_without(|key| field(&fields, key))
        .into_iter()
        .map(|kind| Fault::new("limits-without", format!("allow.{kind}"), "", ""))
        .collect();
    let kept = match read_clearance(&app, &file, today()) {
        Ok(new) if faults.is_empty() => {
            patient.clear(&app, &new, today()).await.map(|()| to(&patient.address("")))
        }
        Ok(_) => Err(Failure::refused(faults)),
        Err(mut failure) => {
            failure.faults.append(&mut faults);
            Err(failure)
        }
    };
    or_again(kept, async |faults| {
        let mut form = form(visit.frame.wide(), &patient, clears, fields, Vec::new());
        form.problems = told(&form.c, faults, &in_order(&form), |path| clearance_key(&file, path));
        page(&form)
    })
    .await
}
