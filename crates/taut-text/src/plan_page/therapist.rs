//! The page of a programme for a therapist: points, what was rejected by how much, every bar by its name.

use taut_knowledge::Knowledge;
use taut_knowledge::record::Obtained;
use taut_plan::{Barred, Chosen, Plan, Programme};

use super::{PlanView, equipment_phrase, plan_page, standing};
use crate::block::{Block, Page};
use crate::letter::ids;
use crate::page::safety_net;
use crate::words::{
    caution_reason, condition_text, exercise_name, name, phrase, situation_name, therapist_label,
    title,
};

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
            .replace("{rung}", &title(knowledge, programme.rung, language))
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
            vec![name, reasons.join("; ")]
        })
        .collect();
    if !barred.is_empty() {
        page.push(Block::Heading(t("barred_head").to_owned()));
        let keys = ["column_exercise", "column_reasons"];
        page.push(Block::Table(header(knowledge, keys, language), barred));
    }
    let chosen = programme.chosen.iter().map(|chosen| chosen.item.exercise);
    let rejected = programme.rejected.iter().map(|rejected| rejected.exercise);
    let barred = programme.barred.iter().map(|(index, _)| *index);
    let named = |index: usize| {
        let record = &knowledge.exercises[index];
        format!("{}: {}", record.id, exercise_name(record, language))
    };
    ids(&mut page, knowledge, chosen.chain(rejected).chain(barred).map(named).collect(), language);
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
            exercise_name(record, language).to_owned(),
            super::dose_words(knowledge, &record.dose, &chosen.item.level, language),
            format!("{}: {}", t(obtained), record.dose.source),
            chosen.why.points.to_string(),
        ]);
        evidence.push(why(view, chosen, language));
    }
    page.push(Block::Heading(t("chosen_head").to_owned()));
    let keys = ["column_exercise", "column_dose", "column_dose_from", "column_points"];
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
        if list.is_empty() { t(none).to_owned() } else { list.join("; ") }
    };
    let serves = chosen.why.serves.iter();
    let serves = serves.map(|c| {
        let term = &condition_text(knowledge.condition(*c), language).clinician;
        format!("{term} {:.2}", posteriors.of(*c))
    });
    let prompted = chosen.why.prompted.iter().map(|f| name(knowledge, *f, language));
    let mut words = t("why_item")
        .replace("{serves}", &or(serves.collect(), "nothing_named"))
        .replace("{prompted}", &or(prompted.collect(), "no_answer"));
    if chosen.why.needed {
        words += &format!(". {}", t("why_needed"));
    }
    let care = chosen.item.care.iter();
    let care: Vec<String> = care.map(|s| situation_name(knowledge, *s, language)).collect();
    if !care.is_empty() {
        words += &format!(". {}", t("why_care").replace("{situations}", &care.join("; ")));
    }
    // What studies found is kept in English only.
    let found = if language == "en" {
        record.evidence.clone()
    } else {
        t("in_english").replace("{text}", &record.evidence)
    };
    let sources = record.sources.join(", ");
    format!("{}: {words}. {found} [{sources}]", exercise_name(record, language))
}

fn rejected(page: &mut Page, knowledge: &Knowledge, programme: &Programme, language: &str) {
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let rows: Vec<Vec<String>> = programme
        .rejected
        .iter()
        .map(|r| {
            let record = &knowledge.exercises[r.exercise];
            let with = r.best_with.iter();
            let with: Vec<&str> =
                with.map(|i| exercise_name(&knowledge.exercises[*i], language)).collect();
            vec![
                exercise_name(record, language).to_owned(),
                r.behind.map_or(t("does_not_fit").to_owned(), |points| points.to_string()),
                with.join("; "),
            ]
        })
        .collect();
    if !rows.is_empty() {
        page.push(Block::Heading(t("rejected_head").to_owned()));
        let keys = ["column_exercise", "column_behind", "column_best_with"];
        page.push(Block::Table(header(knowledge, keys, language), rows));
    }
}

/// A reason by the name of what stands behind it.
fn reason(knowledge: &Knowledge, barred: &Barred, language: &str) -> String {
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let of = |name: String, asked: bool| {
        if asked { name } else { t("barred_open").replace("{name}", &name) }
    };
    let caution_name = |caution: usize| {
        caution_reason(knowledge, caution, language).map_or(String::new(), |(n, _)| n.to_owned())
    };
    let key = match barred {
        Barred::Situation { situation, asked } => {
            return of(situation_name(knowledge, *situation, language), *asked);
        }
        Barred::Caution { caution, asked } => return of(caution_name(*caution), *asked),
        Barred::Condition { caution, condition } => {
            return t("barred_condition").replace("{name}", &caution_name(*caution)).replace(
                "{condition}",
                &condition_text(knowledge.condition(*condition), language).clinician,
            );
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
