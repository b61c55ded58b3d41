//! The fatigue model: closed form against stepwise integration, shares that add up, published endurance.

use taut_body::task::{Compartments, FatigueRates};

/// Rates of the size that was published for legs; knowledge holds the real ones.
const RATES: [FatigueRates; 3] =
    [rates(0.00695, 0.00096, 15.0), rates(0.015, 0.00149, 6.0), rates(0.03, 0.012, 2.0)];

const fn rates(fatigue: f64, recovery: f64, rest: f64) -> FatigueRates {
    FatigueRates { fatigue, recovery, rest: Some(rest), develop: 10.0, relax: 10.0 }
}

/// The equations themselves, by the classical Runge-Kutta method with steps of `step` seconds.
fn stepwise(
    rates: &FatigueRates,
    start: Compartments,
    load: f64,
    seconds: f64,
    step: f64,
) -> [f64; 3] {
    let slope = |[active, fatigued, resting]: [f64; 3]| {
        let wanted = load - active;
        let call =
            if active >= load { rates.relax * wanted } else { rates.develop * wanted.min(resting) };
        let recover = rates.recovery * if load == 0.0 { rates.rest.unwrap() } else { 1.0 };
        let (tire, heal) = (rates.fatigue * active, recover * fatigued);
        [call - tire, tire - heal, heal - call]
    };
    let add = |a: [f64; 3], b: [f64; 3], h: f64| [0, 1, 2].map(|i| a[i] + h * b[i]);
    let steps = (seconds / step).round() as usize;
    let mut at = [start.active, start.fatigued, start.resting];
    for _ in 0..steps {
        let a = slope(at);
        let b = slope(add(at, a, step / 2.0));
        let c = slope(add(at, b, step / 2.0));
        let d = slope(add(at, c, step));
        at = [0, 1, 2].map(|i| at[i] + step / 6.0 * (a[i] + 2.0 * b[i] + 2.0 * c[i] + d[i]));
    }
    at
}

#[test]
fn closed_form_agrees_with_small_steps() {
    // A hold past endurance, a lighter load, a rest, a short full effort: every piece and every change between them.
    let plan = [
        (0.6, 200.0),
        (0.2, 60.0),
        (0.0, 90.0),
        (1.0, 5.0),
        (0.35, 30.0),
        (0.9, 40.0),
        (0.05, 500.0),
    ];
    for rates in &RATES {
        let mut ours = Compartments::RESTED;
        for (load, seconds) in plan {
            let there = rates.after(ours, load, seconds).unwrap();
            let [active, fatigued, resting] = stepwise(rates, ours, load, seconds, 1e-3);
            for (ours, theirs) in
                [(there.active, active), (there.fatigued, fatigued), (there.resting, resting)]
            {
                // The steps cross a kink of the controller, which costs them up to a step's square.
                assert!((ours - theirs).abs() < 2e-7, "{load} {seconds}: {ours} {theirs}");
            }
            ours = there;
        }
    }
}

#[test]
fn shares_add_up_and_stay_shares() {
    let mut state = 7_u64;
    let mut unit = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    for _ in 0..3000 {
        let rates = rates(0.001 + 0.03 * unit(), 0.0003 + 0.005 * unit(), 1.0 + 20.0 * unit());
        let mut at = Compartments::RESTED;
        for _ in 0..6 {
            let load = if unit() < 0.2 { 0.0 } else { unit() };
            at = rates.after(at, load, 400.0 * unit()).unwrap();
            assert!((at.active + at.fatigued + at.resting - 1.0).abs() < 1e-12, "{at:?}");
            for share in [at.active, at.fatigued, at.resting] {
                assert!((-1e-12..=1.0 + 1e-12).contains(&share), "{at:?}");
            }
            let [active, fatigued, resting] =
                [at.active, at.fatigued, at.resting].map(|share| share.clamp(0.0, 1.0));
            at = Compartments { active, fatigued, resting };
        }
    }
}

#[test]
fn two_halves_of_a_time_are_the_whole() {
    for rates in &RATES {
        for load in [0.0, 0.15, 0.5, 0.95] {
            let tired = rates.after(Compartments::RESTED, 0.7, 90.0).unwrap();
            let once = rates.after(tired, load, 100.0).unwrap();
            let half = rates.after(tired, load, 37.0).unwrap();
            let twice = rates.after(half, load, 63.0).unwrap();
            assert!((once.fatigued - twice.fatigued).abs() < 1e-12);
            assert!((once.active - twice.active).abs() < 1e-12);
        }
    }
}

#[test]
fn endurance_follows_the_sustained_formula() {
    for rates in &RATES {
        for percent in (5..100).step_by(5) {
            let load = f64::from(percent) / 100.0;
            let ours = rates.endurance(load).unwrap();
            // With active units at the load throughout: -ln(1 - R (1 - T) / (F T)) / R.
            let share = rates.recovery * (1.0 - load) / (rates.fatigue * load);
            match ours {
                None => assert!(share > 0.99, "{load}"),
                Some(time) => {
                    if share < 0.9 {
                        let formula = -libm::log(1.0 - share) / rates.recovery;
                        // Calling units up takes a tenth of a second, and leaves 0.1 to 0.3% too few active.
                        assert!(
                            (time - formula).abs() < 0.03 * formula + 0.2,
                            "{load}: {time} {formula}"
                        );
                    }
                    let there = rates.after(Compartments::RESTED, load, time).unwrap();
                    assert!((there.strength() - load).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn rest_needs_its_own_rate() {
    let rates = FatigueRates { rest: None, ..RATES[0] };
    assert!(rates.after(Compartments::RESTED, 0.5, 10.0).is_ok());
    let problems = rates.after(Compartments::RESTED, 0.0, 10.0).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].field, "rest");
}

#[test]
fn everything_wrong_is_said_at_once() {
    let rates = FatigueRates {
        fatigue: f64::NAN,
        recovery: -1.0,
        rest: Some(0.0),
        develop: 10.0,
        relax: 0.0,
    };
    let start = Compartments { active: 0.5, fatigued: 0.5, resting: 0.5 };
    let problems = rates.after(start, 1.5, -1.0).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|p| p.field).collect();
    assert_eq!(fields, ["fatigue", "recovery", "rest", "relax", "load", "seconds", "start"]);
    let slow = FatigueRates { develop: 0.01, ..RATES[0] };
    assert_eq!(slow.endurance(0.5).unwrap_err()[0].field, "develop");
}
