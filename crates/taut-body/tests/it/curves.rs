//! Curves of muscles: slopes against differences, shape as a property, published values at their anchors.

use taut_body::{
    Curves, DeGrooteFregly, DeGrooteFreglyShape, Millard, MillardShape, PassiveShape, TendonShape,
    Thelen, ThelenShape, VelocityShape,
};

fn thelen(shape: ThelenShape) -> Curves {
    Curves::Thelen2003(Thelen::new(shape).unwrap())
}

fn de_groote(shape: DeGrooteFreglyShape) -> Curves {
    Curves::DeGrooteFregly2016(DeGrooteFregly::new(shape).unwrap())
}

fn millard(shape: MillardShape) -> Curves {
    Curves::Millard2012(Box::new(Millard::new(shape).unwrap()))
}

/// Default and other curves of each kind, with strains of passive fibre and tendon at the largest isometric force, and
/// the largest force of a lengthening fibre where there is one.
pub fn kinds() -> Vec<(&'static str, Curves, f64, f64, Option<f64>)> {
    let gait = ThelenShape {
        tendon_strain: 0.033,
        active: 0.5,
        passive: 4.0,
        bend: 0.3,
        lengthening: 1.8,
        ..ThelenShape::default()
    };
    let flex = DeGrooteFreglyShape {
        width: 1.5,
        fibre_strain: 0.7,
        tendon_strain: 0.04,
        no_passive: false,
    };
    let damped = MillardShape::default().adjusted(true);
    let other = MillardShape {
        velocity: VelocityShape {
            isometric: 6.0,
            lengthening_force: 1.6,
            shortening_bent: 0.4,
            ..VelocityShape::default()
        },
        passive: PassiveShape { slack_strain: -0.1, strain: 0.5, fitted: Some([0.3, 4.0, 0.6]) },
        tendon: TendonShape { strain: 0.033, fitted: Some([45.0, 0.5, 0.4]) },
        ..MillardShape::default()
    };
    vec![
        ("Thelen", thelen(ThelenShape::default()), 0.6, 0.04, None),
        ("Thelen, gait2392", thelen(gait), 0.6, 0.033, None),
        ("De Groote", de_groote(DeGrooteFreglyShape::default()), 0.6, 0.049, None),
        ("De Groote, wide", de_groote(flex), 0.7, 0.04, None),
        ("Millard", millard(damped), 0.7, 0.049, Some(1.4)),
        ("Millard, undamped", millard(other.adjusted(false)), 0.5, 0.033, Some(1.6)),
    ]
}

/// Every slope against a difference of values; corners, where both sides differ, are stepped around by the odd grid.
#[test]
fn slopes_of_curves_are_those_of_differences() {
    for (name, curves, ..) in kinds() {
        let mut worst = 0.0_f64;
        let step = 1e-6;
        for i in 0..4_000 {
            let at = f64::from(i) / 4_000.0 + 0.000_123_7;
            let compare = |curve: &dyn Fn(f64) -> f64, x: f64, slope: f64| {
                let difference = (curve(x + step) - curve(x - step)) / (2.0 * step);
                (difference - slope).abs() / slope.abs().max(1.0)
            };
            let fibre = 0.25 + 1.7 * at;
            let tendon = 0.99 + 0.08 * at;
            let speed = -1.1 + 2.3 * at;
            worst = worst
                .max(compare(&|x| curves.active(x).value, fibre, curves.active(fibre).slope))
                .max(compare(&|x| curves.passive(x).value, fibre, curves.passive(fibre).slope))
                .max(compare(&|x| curves.tendon(x).value, tendon, curves.tendon(tendon).slope));
            for activation in [0.01, 0.4, 1.0] {
                let value = |x: f64| curves.velocity(x, activation).value;
                let slope = curves.velocity(speed, activation).slope;
                worst = worst.max(compare(&value, speed, slope));
            }
        }
        println!("{name}: worst slope {worst:.1e}");
        assert!(worst < 2e-5, "{name}: {worst:e}");
    }
}

#[test]
fn curves_have_the_published_shape() {
    let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 1e-9, "{what}: {a} and {b}");
    for (name, curves, fibre, tendon, lengthening) in kinds() {
        let narrow = !matches!(curves, Curves::DeGrooteFregly2016(_));
        let peak = curves.active(1.0);
        near(peak.value, 1.0, name);
        // De Groote's three humps peak a little beside the optimal length.
        assert!(!narrow || peak.slope.abs() < 1e-9, "{name}");
        near(curves.passive(1.0 + fibre).value, 1.0, name);
        near(curves.tendon(1.0 + tendon).value, 1.0, name);
        near(curves.tendon(1.0).value, 0.0, name);
        near(curves.velocity(0.0, 1.0).value, 1.0, name);
        near(curves.velocity(-1.0, 1.0).value, 0.0, name);
        if let Some(most) = lengthening {
            near(curves.velocity(1.0, 1.0).value, most, name);
        }
        let (mut passive, mut pull, mut fast) =
            (curves.passive(0.2), curves.tendon(0.99), curves.velocity(-2.0, 0.5));
        for i in 1..3_000 {
            let at = f64::from(i) / 3_000.0;
            // Passive fibre and tendon: rising and convex.
            let next = curves.passive(0.2 + 1.8 * at);
            assert!(next.value >= passive.value && next.slope >= passive.slope - 1e-12, "{name}");
            passive = next;
            let next = curves.tendon(0.99 + 0.1 * at);
            assert!(next.value >= pull.value && next.slope >= pull.slope - 1e-12, "{name} {at}");
            pull = next;
            // Force-velocity: rising, never below 0.
            let next = curves.velocity(-2.0 + 4.0 * at, 0.5);
            assert!(next.value >= fast.value && fast.value >= 0.0, "{name}");
            fast = next;
            // Active: up to the optimal length, down beyond, never above 1.
            let active = curves.active(0.2 + 1.8 * at);
            assert!((0.0..=1.0 + 6e-3).contains(&active.value), "{name}: {}", active.value);
            if narrow {
                let away = active.slope * (1.0 - (0.2 + 1.8 * at));
                assert!(away >= -1e-12, "{name}");
            }
        }
    }
}

/// Thelen's equations 6 and 7 give the speed from the force; here the force comes from the speed in closed form.
#[test]
fn thelens_force_is_the_inverse_of_his_speed() {
    let shape = ThelenShape { bend: 0.3, lengthening: 1.8, ..ThelenShape::default() };
    let curves = thelen(shape);
    for activation in [0.01, 0.3, 1.0] {
        let w = 0.25 + 0.75 * activation;
        for i in 0..400 {
            let speed = -w + (w + 3.0) * f64::from(i) / 400.0;
            let force = curves.velocity(speed, activation).value;
            let lengthening = |f: f64| {
                w * (f - 1.0) * (shape.lengthening - 1.0)
                    / ((2.0 + 2.0 / shape.bend) * (shape.lengthening - f))
            };
            let last = shape.straight_from * shape.lengthening;
            let back = if force <= 1.0 {
                w * (force - 1.0) / (1.0 + force / shape.bend)
            } else if force <= last {
                lengthening(force)
            } else {
                let step = 1e-7;
                let slope = (lengthening(last) - lengthening(last - step)) / step;
                lengthening(last) + slope * (force - last)
            };
            assert!((back - speed).abs() < 1e-5 * speed.abs().max(1.0), "{speed} {back}");
        }
    }
}

#[test]
fn impossible_curves_are_refused_with_every_parameter() {
    let named = |problems: Vec<taut_body::CurveProblem>| -> Vec<&'static str> {
        problems.into_iter().map(|p| p.parameter).collect()
    };
    let shape = ThelenShape { tendon_strain: 0.0, lengthening: 1.0, ..ThelenShape::default() };
    let problems = named(Thelen::new(shape).unwrap_err());
    assert_eq!(problems, ["FmaxTendonStrain", "Flen", "fv_linear_extrap_threshold"]);
    let shape = ThelenShape { bend: f64::NAN, ..ThelenShape::default() };
    assert_eq!(named(Thelen::new(shape).unwrap_err()), ["Af"]);
    let shape = DeGrooteFreglyShape { width: 0.5, fibre_strain: -1.0, ..Default::default() };
    assert_eq!(named(DeGrooteFregly::new(shape).unwrap_err()).len(), 2);
    let mut shape = MillardShape::default();
    shape.active.transition = 1.2;
    shape.velocity.isometric = 0.5;
    shape.tendon.fitted = Some([10.0, 0.5, 2.0]);
    let problems = named(Millard::new(shape).unwrap_err());
    let want = [
        "ActiveForceLengthCurve/transition_norm_fiber_length",
        "ForceVelocityCurve/isometric_slope",
        "TendonForceLengthCurve/stiffness_at_one_norm_force",
        "TendonForceLengthCurve/curviness",
    ];
    assert!(want.iter().all(|w| problems.contains(w)), "{problems:?}");
}
