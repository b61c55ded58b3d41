//! Bars of what answers add: sides and lengths are those of the contributions, nothing serious is drawn, no number is said.

use taut_knowledge::{Concern, ConditionId};
use taut_reason::contributions;
use taut_text::figure::{
    Bar, ChartGroup, ChartRow, Form, Level, contributions_figure, levels_figure, plot_figure,
    rank_chart,
};

use crate::drawings::check_inline;
use crate::pages::{KNOWLEDGE, people};
use crate::plan_pages::REASONER;
use crate::plots::many;

/// The numbers of an attribute of every `rect` of a class.
fn rectangles(svg: &str, class: &str, attribute: &str) -> Vec<f64> {
    let start = format!("<rect class=\"{class}\"");
    let key = format!(" {attribute}=\"");
    let each = svg.split(&start).skip(1);
    each.map(|rest| rest.split(&key).nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn bars_are_the_contributions() {
    let (mut drawn, mut hidden) = (0, 0);
    for (id, answers) in people().iter().step_by(9) {
        for i in 0..KNOWLEDGE.conditions.len() {
            let condition = ConditionId(u16::try_from(i).unwrap());
            let record = KNOWLEDGE.condition(condition);
            let shown = record.show_to_person && record.concern != Concern::Serious;
            if shown && i % 4 != 0 {
                continue;
            }
            let parts = contributions(&REASONER, answers, condition);
            let form = Form::inline("b");
            let figure = contributions_figure(&KNOWLEDGE, &parts, answers, "en", &form).unwrap();
            if !shown {
                assert_eq!(figure, None, "{}", record.id);
                hidden += 1;
                continue;
            }
            let Some(figure) = figure else { continue };
            check_inline(&figure.svg, "b");
            assert!(figure.svg.len() < 8_000);
            drawn += 1;
            let largest = parts.parts.iter().map(|p| p.1.abs()).fold(0.0, f64::max);
            let bears = parts.parts.iter().filter(|p| p.1.abs() >= 0.01 * largest).count();
            assert_eq!(figure.rows.len() + figure.left_out, bears, "{id}");
            assert!(figure.rows.windows(2).all(|pair| pair[0].share >= pair[1].share));
            let [right, left] = ["bar-towards", "bar-away"]
                .map(|class| rectangles(&figure.svg, class, "width").iter().sum::<f64>());
            let sum = |sign: f64| -> f64 {
                let mut sizes: Vec<f64> = parts.parts.iter().map(|p| p.1).collect();
                sizes.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
                let drawn = sizes.iter().take(figure.rows.len()).filter(|x| **x * sign > 0.0);
                drawn.map(|x| (148.0 * x.abs() / largest).max(2.0)).sum()
            };
            assert!((right - sum(1.0)).abs() < 0.6 && (left - sum(-1.0)).abs() < 0.6, "{id}");
            assert!(!figure.svg.contains('%'), "{id}");
        }
    }
    assert!(drawn > 20 && hidden > 20, "{drawn} {hidden}");
}

#[test]
fn a_contribution_that_is_no_number_is_refused() {
    let people = people();
    let (_, answers) = &people[0];
    let shown = KNOWLEDGE
        .conditions
        .iter()
        .position(|c| c.show_to_person && c.concern != Concern::Serious)
        .unwrap();
    let condition = ConditionId(u16::try_from(shown).unwrap());
    let mut parts = contributions(&REASONER, answers, condition);
    parts.parts.push((taut_knowledge::FindingId(0), f64::NAN));
    let problems =
        contributions_figure(&KNOWLEDGE, &parts, answers, "en", &Form::File).unwrap_err();
    assert_eq!(problems.len(), 1);
    parts.parts.clear();
    assert_eq!(contributions_figure(&KNOWLEDGE, &parts, answers, "en", &Form::File), Ok(None));
}

#[test]
fn the_other_figures_stand_within_pages_too() {
    let legend = levels_figure(&KNOWLEDGE, "en", &Form::inline("l"));
    check_inline(&legend, "l");
    for level in Level::ALL {
        assert!(legend.contains(&format!(">{}</text>", level.words())), "{level:?}");
    }
    for plot in many() {
        check_inline(&plot_figure(&plot, &Form::inline("p")).unwrap(), "p");
    }
    let bar = Bar { share: 0.5, range: [0.4, 0.6] };
    let rows = vec![ChartRow { name: "one".to_owned(), bars: vec![Some(bar)] }];
    let groups = [ChartGroup { heading: "Group".to_owned(), rows }];
    let form = Form::inline("a b\"<c-1");
    let chart = rank_chart("Title", "Words.", &["nerve"], &groups, "a note", &form).unwrap();
    // Only letters, digits and `-` of a prefix are kept.
    check_inline(&chart, "abc-1");
}
