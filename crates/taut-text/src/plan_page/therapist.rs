//! The page of a programme for a therapist: points, what was rejected by how much, every bar by its id.

use taut_knowledge::Knowledge;
use taut_knowledge::record::Obtained;
use taut_plan::{Barred, Chosen, Plan, Programme};

use super::{PlanView, equipment_phrase, plan_page, standing};
use crate::block::{Block, Page};
use crate::page::safety_net;
use crate::words::{exercise_name, name, phrase, therapist_label};

/// The page that a therapist reads.
#[must_use]
pub fn plan_page_for_therapist(view: &PlanView<'_>, language: &str) -> Page {
    let Plan::Programme(programme) = view.plan else { return plan_page(view, language) };
    let knowledge = view.reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let mut page = Page::default();
    page.push(Block::Title(t("plan_head").to_owned()));
    page.push(Block::Notice(format!(
        "{}. {} {}",
        phrase(knowledge, "research_preview", language),
        phrase(knowledge, "no_clinician", language),
        standing(knowledge, language)
    )));
    let preferences = view.preferences;
    page.push(Block::Text(
        t("plan_summary")
            .replace("{rung}", programme.rung.id())
            .replace("{points}", &programme.points.to_string())
            .replace("{minutes}", &programme.minutes_per_day.to_string())
            .replace("{most}", &preferences.minutes_per_day.to_string())
            .replace("{days}", &preferences.days_per_week.to_string())
            .replace("{floor}", t(if preferences.floor { "floor_allowed" } else { "floor_none" })),
    ));
    chosen(&mut page, view, programme, language);
    rejected(&mut page, knowledge, programme, language);
    let admit: Vec<String> = programme
        .would_admit
        .iter()
        .map(|(f, n)| {
            t("admit_item")
                .replace("{name}", &name(knowledge, *f, language))
                .replace("{id}", &knowledge.finding(*f).id)
                .replace("{n}", &n.to_string())
        })
        .collect();
    page.section(t("admit_head"), admit);
    let barred: Vec<Vec<String>> = programme
        .barred
        .iter()
        .map(|(index, reasons)| {
            let record = &knowledge.exercises[*index];
            let reasons: Vec<String> =
                reasons.iter().map(|r| reason(knowledge, r, language)).collect();
            let name = exercise_name(record, language).to_owned();
            vec![record.id.clone(), name, reasons.join(", ")]
        })
        .collect();
    if !barred.is_empty() {
        page.push(Block::Heading(t("barred_head").to_owned()));
        let keys = ["column_id", "column_exercise", "column_reasons"];
        page.push(Block::Table(header(knowledge, keys, language), barred));
    }
    safety_net(&mut page, knowledge, language);
    page
}

fn header<const N: usize>(
    knowledge: &Knowledge,
    keys: [&'static str; N],
    language: &str,
) -> Vec<String> {
    keys.map(|key| therapist_label(knowledge, key, language).to_owned()).to_vec()
}

fn chosen(page: &mut Page, view: &PlanView<'_>, programme: &Programme, language: &str) {
    let knowledge = view.reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let mut rows = Vec::new();
    let mut evidence = Vec::new();
    for chosen in &programme.chosen {
        let record = &knowledge.exercises[chosen.item.exercise];
        let obtained = match record.dose.obtained {
            Obtained::Reported => "reported",
            Obtained::Computed => "computed",
            Obtained::Assumed => "assumed",
        };
        rows.push(vec![
            record.id.clone(),
            exercise_name(record, language).to_owned(),
            super::dose_words(knowledge, &record.dose, &chosen.item.level, language),
            format!("{}: {}", t(obtained), record.dose.source),
            chosen.why.points.to_string(),
        ]);
        evidence.push(why(view, chosen, language));
    }
    page.push(Block::Heading(t("chosen_head").to_owned()));
    let keys = ["column_id", "column_exercise", "column_dose", "column_dose_from", "column_points"];
    page.push(Block::Table(header(knowledge, keys, language), rows));
    page.section(t("why_head"), evidence);
}

/// Why an exercise was chosen, and what studies found.
fn why(view: &PlanView<'_>, chosen: &Chosen, language: &str) -> String {
    let knowledge = view.reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let record = &knowledge.exercises[chosen.item.exercise];
    let posteriors = &view.verdict.decision.posteriors;
    let or = |list: Vec<String>, none: &'static str| {
        if list.is_empty() { t(none).to_owned() } else { list.join(", ") }
    };
    let serves = chosen.why.serves.iter();
    let serves = serves.map(|c| format!("{} {:.2}", knowledge.condition(*c).id, posteriors.of(*c)));
    let prompted = chosen.why.prompted.iter().map(|f| knowledge.finding(*f).id.clone());
    let mut words = t("why_item")
        .replace("{serves}", &or(serves.collect(), "nothing_named"))
        .replace("{prompted}", &or(prompted.collect(), "no_answer"));
    if chosen.why.needed {
        words += &format!("; {}", t("why_needed"));
    }
    let care: Vec<&str> =
        chosen.item.care.iter().map(|s| knowledge.situations[*s].id.as_str()).collect();
    if !care.is_empty() {
        words += &format!("; {}", t("why_care").replace("{situations}", &care.join(", ")));
    }
    // What studies found is kept in English only.
    let found = if language == "en" {
        record.evidence.clone()
    } else {
        t("in_english").replace("{text}", &record.evidence)
    };
    format!("{}: {words}. {found} [{}]", record.id, record.sources.join(", "))
}

fn rejected(page: &mut Page, knowledge: &Knowledge, programme: &Programme, language: &str) {
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let rows: Vec<Vec<String>> = programme
        .rejected
        .iter()
        .map(|r| {
            let record = &knowledge.exercises[r.exercise];
            let with: Vec<&str> =
                r.best_with.iter().map(|i| knowledge.exercises[*i].id.as_str()).collect();
            vec![
                record.id.clone(),
                exercise_name(record, language).to_owned(),
                r.behind.map_or(t("does_not_fit").to_owned(), |points| points.to_string()),
                with.join(" "),
            ]
        })
        .collect();
    if !rows.is_empty() {
        page.push(Block::Heading(t("rejected_head").to_owned()));
        let keys = ["column_id", "column_exercise", "column_behind", "column_best_with"];
        page.push(Block::Table(header(knowledge, keys, language), rows));
    }
}

/// A reason by the id of what stands behind it.
fn reason(knowledge: &Knowledge, barred: &Barred, language: &str) -> String {
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let of = |id: &str, asked: bool| {
        if asked { id.to_owned() } else { t("barred_open").replace("{id}", id) }
    };
    let key = match barred {
        Barred::Situation { situation, asked } => {
            return of(&knowledge.situations[*situation].id, *asked);
        }
        Barred::Caution { caution, asked } => return of(&knowledge.cautions[*caution].id, *asked),
        Barred::Condition { caution, condition } => {
            return t("barred_condition")
                .replace("{id}", &knowledge.cautions[*caution].id)
                .replace("{condition}", &knowledge.condition(*condition).id);
        }
        Barred::Equipment(thing) => {
            let thing = phrase(knowledge, equipment_phrase(*thing), language);
            return t("barred_equipment").replace("{thing}", thing);
        }
        Barred::NotOffered => "barred_not_offered",
        Barred::TherapistOnly => "barred_therapist_only",
        Barred::Kind => "barred_kind",
        Barred::OnHold => "barred_on_hold",
        Barred::Unsettled { asked: true } => "barred_unsettled",
        Barred::Unsettled { asked: false } => "barred_unsettled_open",
        Barred::NerveStrain => "barred_nerve",
        Barred::HamstringStrain => "barred_hamstrings",
        Barred::Floor => "barred_floor",
        Barred::Unwanted => "barred_unwanted",
        Barred::NotPrompted => "barred_not_prompted",
        Barred::TooHard => "barred_too_hard",
        Barred::TooLong => "barred_too_long",
        Barred::Dropped => "barred_dropped",
    };
    t(key).to_owned()
}
