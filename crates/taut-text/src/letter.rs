//! The page for a therapist: the same verdict with clinical terms, scores and the share of assumed figures.

use taut_knowledge::{Answers, ConditionKind, FindingId, Kind, Knowledge, Mark, Value};
use taut_reason::{
    Contributions, Fewest, Guarantee, Method, Minimality, Otherwise, Reasoner, Reasons, Verdict,
};

use crate::block::{Block, Page};
use crate::firmness::SHOWN_FROM;
use crate::page::{assumed_share, safety_net};
use crate::reasons::{changes_words, given_words};
use crate::words::{condition_text, name, phrase, rule_text, therapist_label, title};

/// The mark of the section that names records as the knowledge does.
pub const IDS: &str = "head_ids";

/// The page that a therapist reads.
#[must_use]
pub fn therapist_page(
    reasoner: &Reasoner,
    verdict: &Verdict,
    answers: &Answers,
    contributions: &[Contributions],
    language: &str,
) -> Page {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let mut page = Page::default();
    page.push(Block::Title(t("head").to_owned()));
    page.push(Block::Notice(format!(
        "{}. {} {}",
        phrase(knowledge, "research_preview", language),
        phrase(knowledge, "no_clinician", language),
        t("standing")
            .replace("{edition}", &knowledge.edition)
            .replace("{level}", knowledge.lowest_review.id())
    )));
    let given = if verdict.is_provisional() { "advice_provisional" } else { "advice_final" };
    page.push(Block::Text(t(given).replace("{rung}", &title(knowledge, verdict.rung(), language))));
    let mut reasons: Vec<String> = verdict
        .decision
        .fired
        .iter()
        .map(|fired| rule_text(knowledge, fired.rule, language).clinician.clone())
        .collect();
    if reasons.is_empty() {
        reasons.push(t("no_rule").to_owned());
    }
    page.section(t("rules_head"), reasons);
    let why = reasoner.reasons(verdict, answers);
    forced(&mut page, reasoner, &why, answers, language);
    ruled_out(&mut page, reasoner, &why, answers, language);
    would_change(&mut page, reasoner, &why, language);
    flags(&mut page, reasoner, answers, language);
    page.push(Block::Heading(t("differential_head").to_owned()));
    let assumed = assumed_share(knowledge, language);
    page.push(Block::Text(t("differential_text").replace("{assumed}", &assumed)));
    page.push(Block::Table(
        ["column_band", "column_condition", "column_rung"].map(|key| t(key).to_owned()).to_vec(),
        differential(reasoner, verdict, language),
    ));
    for part in contributions {
        contribution(&mut page, reasoner, part, answers, language);
    }
    let fired = verdict.decision.fired.iter();
    ids(
        &mut page,
        knowledge,
        fired.map(|f| knowledge.rules[f.rule].id.clone()).collect(),
        language,
    );
    safety_net(&mut page, knowledge, language);
    page
}

/// What records are called in the knowledge, at the end of a page: for whoever looks them up there.
pub(crate) fn ids(page: &mut Page, knowledge: &Knowledge, list: Vec<String>, language: &str) {
    if !list.is_empty() {
        page.heading(IDS, therapist_label(knowledge, "ids_head", language).to_owned());
        page.push(Block::List(list));
    }
}

/// Why not less careful: the forcing answers, and what they are known to force.
fn forced(
    page: &mut Page,
    reasoner: &Reasoner,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let floor = &reasons.floor;
    let known = match &floor.guarantee {
        Guarantee::AnyAnswer => t("known_any").to_owned(),
        Guarantee::GivenAnswers { excusable_by } if excusable_by.is_empty() => {
            t("known_given").to_owned()
        }
        Guarantee::GivenAnswers { excusable_by } => {
            t("known_excusable").replace("{questions}", &list(knowledge, excusable_by, language))
        }
        Guarantee::FewChanges { changes } => t("known_few").replace("{n}", &changes.to_string()),
    };
    let least = match floor.minimality {
        Minimality::Smallest => "least_smallest",
        Minimality::NoneToSpare => "least_none_to_spare",
    };
    page.push(Block::Heading(t("less_head").to_owned()));
    let words = t("forced").replace("{known}", &known).replace("{least}", t(least));
    page.push(Block::Text(words));
    let mut items = given_words(reasoner, &floor.answers, answers, language);
    if items.is_empty() {
        items.push(t("no_answer_needed").to_owned());
    }
    page.push(Block::List(items));
}

/// Why not more careful: per rung the answers that rule it out, and what could still raise the advice to it.
fn ruled_out(
    page: &mut Page,
    reasoner: &Reasoner,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) {
    if reasons.ruled_out.is_empty() {
        return;
    }
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let items = reasons
        .ruled_out
        .iter()
        .map(|out| {
            let mut parts = Vec::new();
            let given = given_words(reasoner, &out.answers, answers, language).join("; ");
            let open = list(knowledge, &out.open, language);
            for (what, names) in [("ruled_out_by", given), ("open_raises", open)] {
                if !names.is_empty() {
                    parts.push(t(what).replace("{names}", &names));
                }
            }
            let pairs = out.open_pairs.len();
            for (what, n) in [("pairs_raise", pairs), ("rules_far", out.rules_far.len())] {
                if n > 0 {
                    parts.push(t(what).replace("{n}", &n.to_string()));
                }
            }
            format!("{}: {}", title(knowledge, out.rung, language), parts.join(". "))
        })
        .collect();
    page.push(Block::Heading(t("more_head").to_owned()));
    page.push(Block::Text(t("more_text").to_owned()));
    page.push(Block::List(items));
}

/// The fewest answers that would change the advice, each way.
fn would_change(page: &mut Page, reasoner: &Reasoner, reasons: &Reasons, language: &str) {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let items = [
        ("given_less", &reasons.given_less),
        ("given_more", &reasons.given_more),
        ("open_less", &reasons.open_less),
        ("open_more", &reasons.open_more),
    ]
    .into_iter()
    .map(|(what, fewest)| {
        let words = match fewest {
            Fewest::Exactly { count, ways } => t("fewest")
                .replace("{n}", &count.to_string())
                .replace("{ways}", &ways_words(knowledge, ways, language)),
            Fewest::AtLeast(count) => t("fewest_at_least").replace("{n}", &count.to_string()),
            Fewest::Never => t("fewest_never").to_owned(),
        };
        words.replace("{what}", t(what))
    })
    .collect();
    page.push(Block::Heading(t("change_head").to_owned()));
    page.push(Block::List(items));
}

/// The first few ways to other advice, and the number of the rest.
fn ways_words(knowledge: &Knowledge, ways: &[Otherwise], language: &str) -> String {
    const WAYS_SHOWN: usize = 3;
    let mut shown: Vec<String> = ways
        .iter()
        .take(WAYS_SHOWN)
        .map(|way| {
            let to = changes_words(knowledge, &way.changes, language);
            format!("{to} ({})", title(knowledge, way.rung, language))
        })
        .collect();
    if ways.len() > WAYS_SHOWN {
        let more = (ways.len() - WAYS_SHOWN).to_string();
        shown.push(therapist_label(knowledge, "and_more", language).replace("{n}", &more));
    }
    shown.join("; ")
}

fn list(knowledge: &Knowledge, findings: &[FindingId], language: &str) -> String {
    findings.iter().map(|f| name(knowledge, *f, language)).collect::<Vec<_>>().join("; ")
}

/// Every flag with its answer, "not asked" visible.
fn flags(page: &mut Page, reasoner: &Reasoner, answers: &Answers, language: &str) {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let rows = (0..knowledge.findings.len())
        .map(|i| FindingId(i as u16))
        .filter(|id| {
            let finding = knowledge.finding(*id);
            finding.gating && finding.marks.contains(&Mark::Serious)
        })
        .map(|id| {
            let record = knowledge.finding(id);
            let answer = match answers.get(id) {
                Value::Unknown if answers.is_not_sure(id) => t("not_sure"),
                Value::Unknown => t("not_asked"),
                Value::State(0) if record.kind == Kind::Sign => t("state_absent"),
                Value::State(_) if record.kind == Kind::Sign => t("state_present"),
                Value::State(state) => {
                    let text = record.text.get(language).unwrap_or_else(|| record.en());
                    text.states.get(usize::from(state)).map_or("", String::as_str)
                }
            };
            vec![name(knowledge, id, language), answer.to_owned()]
        })
        .collect();
    page.push(Block::Heading(t("flags_head").to_owned()));
    page.push(Block::Table(
        ["column_item", "column_answer"].map(|key| t(key).to_owned()).to_vec(),
        rows,
    ));
}

fn differential(reasoner: &Reasoner, verdict: &Verdict, language: &str) -> Vec<Vec<String>> {
    let knowledge = reasoner.knowledge;
    let bands = [
        (knowledge.harms.fits_well, "band_likely"),
        (knowledge.harms.could_play_a_part, "band_possible"),
        (0.0, "band_less_likely"),
    ];
    let mut list: Vec<(f64, Vec<String>)> = knowledge
        .conditions
        .iter()
        .zip(&verdict.decision.posteriors.present)
        .filter(|(c, p)| c.kind == ConditionKind::Cause && **p >= SHOWN_FROM)
        .map(|(c, p)| {
            let band = bands.iter().find(|(edge, _)| p >= edge).map_or("", |(_, key)| key);
            let band = therapist_label(knowledge, band, language);
            let class = c.class.map_or("-".to_owned(), |rung| title(knowledge, rung, language));
            let term = condition_text(c, language).clinician.clone();
            (*p, vec![band.to_owned(), term, class])
        })
        .collect();
    list.sort_by(|a, b| b.0.total_cmp(&a.0));
    list.into_iter().take(12).map(|(_, row)| row).collect()
}

fn contribution(
    page: &mut Page,
    reasoner: &Reasoner,
    part: &Contributions,
    answers: &Answers,
    language: &str,
) {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let method = match part.method {
        Method::Shapley => "method_shapley",
        Method::ChainRule => "method_chain",
    };
    let term = &condition_text(knowledge.condition(part.condition), language).clinician;
    page.push(Block::Heading(t("moved_head").replace("{condition}", term)));
    page.push(Block::Text(
        t("moved_text")
            .replace("{before}", &format!("{:.2}", part.prior_log_odds))
            .replace("{after}", &format!("{:.2}", part.log_odds))
            .replace("{method}", t(method)),
    ));
    let rows = part
        .parts
        .iter()
        .take(10)
        .map(|(finding, x)| {
            let mut said = given_words(reasoner, &[*finding], answers, language);
            said.insert(0, format!("{x:+.2}"));
            said
        })
        .collect();
    page.push(Block::Table(
        ["column_log_odds", "column_answer"].map(|key| t(key).to_owned()).to_vec(),
        rows,
    ));
}
