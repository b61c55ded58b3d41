//! The page of a programme for a therapist: points, what was rejected by how much, every bar by its id.

use taut_knowledge::{Knowledge, Obtained};
use taut_plan::{Barred, Plan, Programme};

use super::{PlanView, plan_page, standing};
use crate::block::{Block, Page};
use crate::page::safety_net;
use crate::words::{name, phrase};

/// The page that a therapist reads.
#[must_use]
pub fn plan_page_for_therapist(view: &PlanView<'_>, language: &str) -> Page {
    let Plan::Programme(programme) = view.plan else { return plan_page(view, language) };
    let knowledge = view.reasoner.knowledge;
    let mut page = Page::default();
    page.push(Block::Title("Programme, for the therapist".to_owned()));
    page.push(Block::Notice(format!(
        "{}. {} {}",
        phrase(knowledge, "research_preview", language),
        phrase(knowledge, "no_clinician", language),
        standing(knowledge, language)
    )));
    let preferences = view.preferences;
    page.push(Block::Text(format!(
        "Advice {}; {} points in all; {} minutes on the longest day, of {}; {} days a week; {}.",
        programme.rung.id(),
        programme.points,
        programme.minutes_per_day,
        preferences.minutes_per_day,
        preferences.days_per_week,
        if preferences.floor { "floor allowed" } else { "no floor" }
    )));
    chosen(&mut page, view, programme, language);
    rejected(&mut page, knowledge, programme);
    let admit: Vec<String> = programme
        .would_admit
        .iter()
        .map(|(f, n)| {
            format!("{} ({}): up to {n}", name(knowledge, *f, language), knowledge.finding(*f).id)
        })
        .collect();
    page.section("Open questions that could admit more", admit);
    let barred: Vec<Vec<String>> = programme
        .barred
        .iter()
        .map(|(index, reasons)| {
            let record = &knowledge.exercises[*index];
            let reasons: Vec<String> = reasons.iter().map(|r| reason(knowledge, r)).collect();
            vec![record.id.clone(), record.en().name.clone(), reasons.join(", ")]
        })
        .collect();
    if !barred.is_empty() {
        page.push(Block::Heading("Barred".to_owned()));
        page.push(Block::Table(header(["id", "exercise", "every reason"]), barred));
    }
    safety_net(&mut page, knowledge, language);
    page
}

fn header<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn chosen(page: &mut Page, view: &PlanView<'_>, programme: &Programme, language: &str) {
    let knowledge = view.reasoner.knowledge;
    let posteriors = &view.verdict.decision.posteriors;
    let mut rows = Vec::new();
    let mut evidence = Vec::new();
    for chosen in &programme.chosen {
        let record = &knowledge.exercises[chosen.item.exercise];
        let serves: Vec<String> = chosen
            .why
            .serves
            .iter()
            .map(|c| format!("{} {:.2}", knowledge.condition(*c).id, posteriors.of(*c)))
            .collect();
        let prompted: Vec<&str> =
            chosen.why.prompted.iter().map(|f| knowledge.finding(*f).id.as_str()).collect();
        let obtained = match record.dose.obtained {
            taut_knowledge::record::Obtained::Reported => Obtained::Reported,
            taut_knowledge::record::Obtained::Computed => Obtained::Computed,
            taut_knowledge::record::Obtained::Assumed => Obtained::Assumed,
        };
        rows.push(vec![
            record.id.clone(),
            record.en().name.clone(),
            super::dose_words(knowledge, &record.dose, &chosen.item.level, language),
            format!("{}: {}", obtained.id(), record.dose.source),
            chosen.why.points.to_string(),
        ]);
        let needed = if chosen.why.needed { "; the mix asks for one of its kind" } else { "" };
        let care: Vec<&str> =
            chosen.item.care.iter().map(|s| knowledge.situations[*s].id.as_str()).collect();
        let care =
            if care.is_empty() { String::new() } else { format!("; care: {}", care.join(", ")) };
        evidence.push(format!(
            "{}: serves {}; prompted by {}{needed}{care}. {} [{}]",
            record.id,
            if serves.is_empty() { "nothing named".to_owned() } else { serves.join(", ") },
            if prompted.is_empty() { "no answer".to_owned() } else { prompted.join(", ") },
            record.evidence,
            record.sources.join(", ")
        ));
    }
    page.push(Block::Heading("Chosen, in the order of a session".to_owned()));
    page.push(Block::Table(header(["id", "exercise", "dose", "dose from", "points"]), rows));
    page.section("Why, and what studies found (posteriors beside conditions)", evidence);
}

fn rejected(page: &mut Page, knowledge: &Knowledge, programme: &Programme) {
    let rows: Vec<Vec<String>> = programme
        .rejected
        .iter()
        .map(|r| {
            let with: Vec<&str> =
                r.best_with.iter().map(|i| knowledge.exercises[*i].id.as_str()).collect();
            vec![
                knowledge.exercises[r.exercise].id.clone(),
                knowledge.exercises[r.exercise].en().name.clone(),
                r.behind.map_or("does not fit".to_owned(), |points| points.to_string()),
                with.join(" "),
            ]
        })
        .collect();
    if !rows.is_empty() {
        page.push(Block::Heading("Allowed and not chosen".to_owned()));
        page.push(Block::Table(header(["id", "exercise", "behind by", "best with it"]), rows));
    }
}

/// A reason by the id of what stands behind it.
fn reason(knowledge: &Knowledge, barred: &Barred) -> String {
    let open = |asked: &bool| if *asked { "" } else { " (not asked)" };
    match barred {
        Barred::NotOffered => "never offered".to_owned(),
        Barred::TherapistOnly => "therapist only".to_owned(),
        Barred::Kind => "kind".to_owned(),
        Barred::OnHold => "on hold".to_owned(),
        Barred::Situation { situation, asked } => {
            format!("{}{}", knowledge.situations[*situation].id, open(asked))
        }
        Barred::Caution { caution, asked } => {
            format!("{}{}", knowledge.cautions[*caution].id, open(asked))
        }
        Barred::Condition { caution, condition } => format!(
            "{}: {} could play a part",
            knowledge.cautions[*caution].id,
            knowledge.condition(*condition).id
        ),
        Barred::Unsettled { asked } => format!("leg not known to be quiet{}", open(asked)),
        Barred::NerveStrain => "computed nerve strain".to_owned(),
        Barred::HamstringStrain => "computed hamstring length".to_owned(),
        Barred::Equipment(thing) => format!("needs {thing:?}").to_lowercase(),
        Barred::Floor => "floor".to_owned(),
        Barred::Unwanted => "unwanted".to_owned(),
        Barred::NotPrompted => "not prompted".to_owned(),
        Barred::TooHard => "too hard".to_owned(),
        Barred::TooLong => "too long".to_owned(),
        Barred::Dropped => "dropped".to_owned(),
    }
}
