//! The form of an examination: what was found goes to the answers, what no finding holds is kept beside them.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;
use taut_knowledge::{CaseSex, Kind};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::unit_words;
use crate::html::form_faults::{Ask, Field, examination_key, told};
use crate::html::frame::Frame;
use crate::html::{page, refused, to};
use crate::pages::account::{Fields, field};
use crate::service::day;
use crate::service::examine::{ROOTS, answers, field_name, parts, sides};
use crate::service::patient::{New, Patient};
use crate::service::roots;
use crate::visit::Visit;

/// One field of a finding.
#[derive(Debug)]
struct Entry {
    key: String,
    label: String,
    /// Value and label of each choice; empty for a number.
    choices: Vec<(String, String)>,
    value: String,
    /// Unit, least and most of a number.
    number: Option<(String, f64, f64)>,
}

/// A part of the form.
#[derive(Debug)]
struct PartView {
    name: &'static str,
    heading: String,
    /// One row a finding: left and right side by side.
    rows: Vec<Vec<Entry>>,
    /// What no finding holds.
    note: String,
}

#[derive(Debug, Template)]
#[template(path = "clinic/examine.html")]
struct ExaminePage {
    c: Frame,
    problems: Vec<Fault>,
    id: String,
    name: String,
    on: String,
    root_columns: Vec<String>,
    roots: Vec<RootRow>,
    parts: Vec<PartView>,
    /// No answers are kept yet: age and sex are asked too.
    first: bool,
    age: String,
    sex: String,
}

fn view(
    c: Frame,
    patient: &Patient,
    first: bool,
    fields: &Fields,
    problems: Vec<Fault>,
) -> ExaminePage {
    let knowledge = c.knowledge();
    let part_views = parts(knowledge)
        .into_iter()
        .map(|part| {
            let ids = part.findings.iter();
            let rows = ids.map(|id| {
                let finding = knowledge.finding(*id);
                sides(finding).iter().map(|side| entry(&c, *id, side, fields)).collect()
            });
            PartView {
                name: part.name,
                heading: c.t(part_label(part.name)),
                rows: rows.collect(),
                note: field(fields, &format!("note.{}", part.name)),
            }
        })
        .collect();
    let on = field(fields, "on");
    ExaminePage {
        problems,
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        on: if on.is_empty() { today().to_string() } else { on },
        root_columns: root_columns(&c),
        roots: root_rows(&c, fields),
        parts: part_views,
        first,
        age: field(fields, "age"),
        sex: field(fields, "sex"),
        c,
    }
}

/// A root with a field for each test of each side.
#[derive(Debug)]
struct RootRow {
    root: &'static str,
    entries: Vec<Entry>,
}

fn root_rows(c: &Frame, fields: &Fields) -> Vec<RootRow> {
    let grades = || roots::GRADES.map(|(value, label)| (value.to_owned(), c.t(label))).to_vec();
    let entry = |root: &str, test: roots::Test, (side, label): (&str, &str)| {
        let key = roots::field_name(test, root, side);
        Entry {
            label: format!("{} {root}, {}", c.t(test.label), c.t(label)),
            choices: grades(),
            value: field(fields, &key),
            number: None,
            key,
        }
    };
    let row = |root: &'static str| {
        let tests = roots::TESTS.into_iter();
        let entries = tests.flat_map(|test| roots::SIDES.map(|side| entry(root, test, side)));
        RootRow { root, entries: entries.collect() }
    };
    ROOTS.into_iter().map(row).collect()
}

/// Headings of the columns of roots.
fn root_columns(c: &Frame) -> Vec<String> {
    let tests = roots::TESTS.into_iter();
    tests
        .flat_map(|test| {
            roots::SIDES.map(|(_, side)| format!("{}, {}", c.t(test.label), c.t(side)))
        })
        .collect()
}

fn part_label(name: &str) -> &'static str {
    match name {
        "power" => "clinic.part_power",
        "feeling" => "clinic.part_feeling",
        "reflexes" => "clinic.part_reflexes",
        "nerve" => "clinic.part_nerve",
        "back" => "clinic.part_back",
        "hip" => "clinic.part_hip",
        "hamstring" => "clinic.part_hamstring",
        _ => "clinic.part_other",
    }
}

fn entry(c: &Frame, id: taut_knowledge::FindingId, side: &str, fields: &Fields) -> Entry {
    let finding = c.knowledge().finding(id);
    let text = finding.text.get(&c.language).unwrap_or_else(|| finding.en());
    let key = field_name(finding, side);
    let side = match side {
        "left" => format!(", {}", c.t("common.left")),
        "right" => format!(", {}", c.t("common.right")),
        _ => String::new(),
    };
    let sign =
        || vec![("present".to_owned(), c.t("common.yes")), ("absent".to_owned(), c.t("common.no"))];
    let (choices, number) = match &finding.kind {
        Kind::Sign => (sign(), None),
        Kind::Choice { .. } => {
            (finding.states.iter().cloned().zip(text.states.iter().cloned()).collect(), None)
        }
        Kind::Measure { unit, min, max, .. } => {
            (Vec::new(), Some((unit_words(c, unit), *min, *max)))
        }
    };
    let value = field(fields, &key);
    Entry { label: format!("{}{side}", text.name), choices, value, number, key }
}

/// The empty form.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "examination form").await?;
    let first = patient.current(&app, today()).await?.is_none();
    page(&view(visit.frame.wide(), &patient, first, &Vec::new(), Vec::new()))
}

/// Keeps an examination.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "examination form").await?;
    let first = patient.current(&app, today()).await?.is_none();
    let faults = match new(&visit.frame, &fields, first) {
        Ok(new) => match patient.add(&app, &new, today()).await {
            Ok(_) => return Ok(to(&patient.address(""))),
            Err(failure) if failure.faults.is_empty() => return Err(failure),
            Err(failure) => {
                let key = |path: &str| examination_key(&new.answers, path);
                told(&visit.frame, failure.faults, &in_order(&visit.frame), key)
            }
        },
        Err(faults) => faults,
    };
    let form = view(visit.frame.wide(), &patient, first, &fields, faults);
    Ok(refused(page(&form)?))
}

/// Every field that becomes an answer, in its order.
fn in_order(c: &Frame) -> Vec<Field> {
    let mut all = vec![
        Field::new("on", c.t("clinic.day"), Ask::Day),
        Field::new("age", c.t("clinic.age"), Ask::Number),
        Field::new("sex", c.t("clinic.sex"), Ask::Choice),
    ];
    for id in parts(c.knowledge()).into_iter().flat_map(|part| part.findings) {
        for side in sides(c.knowledge().finding(id)) {
            let entry = entry(c, id, side, &Vec::new());
            let ask = if entry.number.is_some() { Ask::Number } else { Ask::Choice };
            all.push(Field::new(entry.key, entry.label, ask));
        }
    }
    all
}

/// What was typed; or every problem of it.
fn new(c: &Frame, fields: &Fields, first: bool) -> Result<New, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault =
        |place: &str, label: &str| faults.push(Fault::new("form", place, c.t(label), ""));
    let on = field(fields, "on");
    if day::past(&on).is_none() {
        fault("on", "clinic.bad_day");
    }
    let knowledge = c.knowledge();
    let value_of = |key: &str| field(fields, key);
    let by_root = roots::answers(&on, value_of).unwrap_or_else(|denied| {
        for key in denied {
            fault(&key, "clinic.root_disagrees");
        }
        Vec::new()
    });
    for key in roots::unread(value_of) {
        fault(&key, "errors.choose_one");
    }
    let mut new = New {
        answers: answers(knowledge, &on, value_of).into_iter().chain(by_root).collect(),
        unmapped: roots::words(c, value_of).into_iter().chain(notes(c, fields)).collect(),
        on,
        ..New::default()
    };
    if first {
        let age = field(fields, "age").trim().replace(',', ".");
        match age.parse::<f64>() {
            Ok(years) if (0.0..=120.0).contains(&years) => new.age = Some(years),
            _ if age.is_empty() => {}
            _ => fault("age", "clinic.bad_age"),
        }
        let known = [CaseSex::Female, CaseSex::Male, CaseSex::Other];
        let sex = field(fields, "sex");
        new.sex = known.iter().find(|one| one.id() == sex).map(|one| one.id().to_owned());
        if new.sex.is_none() && !sex.is_empty() {
            fault("sex", "clinic.bad_sex");
        }
    }
    if new.answers.is_empty() && new.unmapped.is_empty() {
        fault("", "clinic.nothing_entered");
    }
    if faults.is_empty() { Ok(new) } else { Err(faults) }
}

/// Notes of the parts, each with the name of its part.
fn notes(c: &Frame, fields: &Fields) -> Vec<String> {
    parts(c.knowledge())
        .iter()
        .filter_map(|part| {
            let note = field(fields, &format!("note.{}", part.name));
            let note = note.trim();
            (!note.is_empty()).then(|| format!("{}: {note}", c.t(part_label(part.name))))
        })
        .collect()
}
