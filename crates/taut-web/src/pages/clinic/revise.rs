//! The form that sets a dose or a wish, and the list of what was set; what rules bar cannot be set.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::{Fault, OverrideRow};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::account::{Fields, field};
use crate::service::patient::Patient;
use crate::service::revise::{self, PARTS, WISHES};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/override.html")]
struct OverridePage {
    c: Frame,
    problems: Vec<Fault>,
    id: String,
    name: String,
    /// Value and label of everything that can be set; empty where no programme goes on.
    choices: Vec<(String, String)>,
    what: String,
    value: String,
    reason: String,
    set: Vec<String>,
}

async fn form(
    app: &App,
    c: Frame,
    patient: &Patient,
    fields: &Fields,
    problems: Vec<Fault>,
) -> Result<Response, Failure> {
    let settable = revise::settable(app, patient, &c.language).await?;
    let mut choices = Vec::new();
    let mut set = Vec::new();
    if let Some(settable) = settable {
        for (wish, label) in WISHES {
            choices.push((wish.to_owned(), c.t(label)));
        }
        for (id, name) in &settable.exercises {
            for (part, label) in PARTS {
                choices.push((format!("{id}.{part}"), format!("{name}: {}", c.t(label))));
            }
        }
        set = settable.set.iter().map(|row| line(&c, row)).collect();
    }
    page(&OverridePage {
        problems,
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        choices,
        what: field(fields, "what"),
        value: field(fields, "value"),
        reason: field(fields, "reason"),
        set,
        c,
    })
}

/// What was set, in a line.
fn line(c: &Frame, row: &OverrideRow) -> String {
    let set = &row.set;
    let exercises = &c.knowledge().exercises;
    let exercise = set.exercise.as_ref().map_or_else(String::new, |id| {
        let record = exercises.iter().find(|exercise| exercise.id == *id);
        let text = record.map(|record| record.text.get(&c.language).unwrap_or_else(|| record.en()));
        format!("{}, ", text.map_or(id, |text| &text.name))
    });
    let known = WISHES.into_iter().chain(PARTS).find(|(name, _)| *name == set.what);
    let what = known.map_or_else(|| set.what.clone(), |(_, label)| c.t(label));
    let day = taut_episode::time::day(row.at);
    format!("{day}: {exercise}{what}: {}. {} ({})", set.value, set.reason, set.who)
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
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    form(&app, visit.frame, &patient, &Vec::new(), Vec::new()).await
}

/// Sets one thing.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let what = field(&fields, "what");
    let reason = field(&fields, "reason");
    let c = &visit.frame;
    let mut faults = Vec::new();
    let value = field(&fields, "value").trim().parse::<u32>();
    if value.is_err() {
        faults.push(Fault::new("form", "value", c.t("clinic.bad_number"), ""));
    }
    if reason.trim().is_empty() {
        faults.push(Fault::new("form", "reason", c.t("clinic.needs_why"), ""));
    }
    let kept = match value {
        Ok(value) if faults.is_empty() => {
            revise::set(&app, &patient, (&what, value), reason.trim(), today()).await
        }
        _ => Err(Failure::refused(faults)),
    };
    or_again(kept.map(|()| to(&patient.address("/override"))), async |mut faults| {
        for fault in &mut faults {
            if !["value", "reason"].contains(&fault.place.as_str()) {
                "what".clone_into(&mut fault.place);
            }
        }
        form(&app, visit.frame, &patient, &fields, faults).await
    })
    .await
}
