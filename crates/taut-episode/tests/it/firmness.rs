//! How firm a verdict is: kept tables and tables of its own agree; a break ends the run; what a person is not shown.

use std::ops::ControlFlow;

use taut_episode::{FIRMNESS_STEPS, Firmness, Judgement, UncertaintyJson};
use taut_knowledge::Concern;
use taut_reason::Setting;

use crate::world::{Says, case_of, engine, interview, knowledge};

fn judged(vignette: &str) -> Judgement {
    engine().answer(case_of(&interview(&Says::of(vignette))), Setting::PtClinic, false)
}

/// The result and the steps that were told.
fn watched(judgement: &Judgement) -> (Firmness, Vec<usize>) {
    let mut steps = Vec::new();
    let found = engine().firmness(judgement, |done| {
        steps.push(done);
        ControlFlow::<()>::Continue(())
    });
    let ControlFlow::Continue(found) = found else { panic!("it broke off") };
    (found, steps)
}

#[test]
fn a_run_tells_its_steps_breaks_off_and_agrees_with_tables_of_its_own() {
    let judgement = judged("vignette-stay-01");
    for at in [0, 2] {
        let broken = engine().firmness(&judgement, |done| {
            if done == at { ControlFlow::Break(done) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(broken, ControlFlow::Break(at));
    }
    let (first, steps) = watched(&judgement);
    assert_eq!(steps, (0..FIRMNESS_STEPS).collect::<Vec<_>>());
    let (again, steps) = watched(&judgement);
    assert_eq!(steps, [3, 4], "the tables are kept");
    assert_eq!(first, again);
    let Judgement { reasoner, resolved, verdict, .. } = &judgement;
    assert_eq!(first, Firmness::of(reasoner, &resolved.answers, verdict));
    for wide in &first.all.posteriors {
        assert!(wide.low <= wide.high && wide.low >= 0.0 && wide.high <= 1.0, "{wide:?}");
    }

    let other = watched(&judged("vignette-stretch-01")).0;
    assert_ne!(first, other, "another person, from the same tables");
    let json = |therapist| {
        let made = UncertaintyJson::new(reasoner, &first, therapist);
        serde_json::to_string(&made).unwrap()
    };
    let serious = knowledge().conditions.iter().filter(|c| c.concern == Concern::Serious);
    for condition in serious {
        let named = format!("\"{}\"", condition.id);
        assert!(!json(false).contains(&named) && json(true).contains(&named), "{named}");
    }
}
