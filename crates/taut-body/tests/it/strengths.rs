//! What is read of a muscle's force: every parameter, OpenSim's defaults, and the place of what cannot be.

use crate::tiny::NEW_FORM;
use taut_body::{Curves, ThelenShape, read_osim};

/// The model with more in each muscle of a kind, before its `max_isometric_force`.
fn with(kind: &str, more: &str) -> String {
    let (before, after) = NEW_FORM.split_at(NEW_FORM.find(&format!("<{kind} ")).unwrap());
    let after = after.replacen("<max_isometric_force>", &format!("{more}<max_isometric_force>"), 1);
    format!("{before}{after}")
}

#[test]
fn every_parameter_of_a_force_is_read() {
    let thelen = with(
        "Thelen2003Muscle",
        "<appliesForce>false</appliesForce><min_control>0.02</min_control><max_control>0.9</max_control>\
         <max_contraction_velocity>12</max_contraction_velocity><FmaxTendonStrain>0.033</FmaxTendonStrain>\
         <FmaxMuscleStrain>0.5</FmaxMuscleStrain><KshapeActive>0.6</KshapeActive>\
         <KshapePassive>4</KshapePassive><Af>0.3</Af><Flen>1.8</Flen>\
         <fv_linear_extrap_threshold>0.9</fv_linear_extrap_threshold>\
         <maximum_pennation_angle>1.2</maximum_pennation_angle>\
         <ignore_tendon_compliance>true</ignore_tendon_compliance>\
         <activation_time_constant>0.01</activation_time_constant>",
    );
    let model = read_osim(thelen.as_bytes()).unwrap();
    let force = &model.muscles[model.muscle("straight").unwrap()].force;
    assert!(!force.applies && force.rigid_tendon);
    assert_eq!(force.activation, [0.02, 0.9]);
    assert_eq!((force.max_contraction_velocity, force.max_pennation), (12.0, 1.2));
    let Curves::Thelen2003(curves) = &force.curves else { panic!() };
    let want = ThelenShape {
        tendon_strain: 0.033,
        fibre_strain: 0.5,
        active: 0.6,
        passive: 4.0,
        bend: 0.3,
        lengthening: 1.8,
        straight_from: 0.9,
    };
    assert_eq!(*curves.shape(), want);
    assert!(model.left_out.iter().all(|l| l.element != "Thelen2003Muscle"));

    let millard = with(
        "Millard2012EquilibriumMuscle",
        "<minimum_activation>0.05</minimum_activation><fiber_damping>0</fiber_damping>\
         <ActiveForceLengthCurve><min_norm_active_fiber_length>0.3</min_norm_active_fiber_length>\
         <minimum_value>0.2</minimum_value></ActiveForceLengthCurve>\
         <ForceVelocityCurve><isometric_slope>6</isometric_slope></ForceVelocityCurve>\
         <FiberForceLengthCurve><strain_at_one_norm_force>0.5</strain_at_one_norm_force>\
         </FiberForceLengthCurve><TendonForceLengthCurve>\
         <strain_at_one_norm_force>0.03</strain_at_one_norm_force>\
         <stiffness_at_one_norm_force>50</stiffness_at_one_norm_force>\
         <norm_force_at_toe_end>0.5</norm_force_at_toe_end><curviness>0.4</curviness>\
         </TendonForceLengthCurve>",
    );
    let model = read_osim(millard.as_bytes()).unwrap();
    let force = &model.muscles[model.muscle("conditional").unwrap()].force;
    assert_eq!(force.activation, [0.05, 1.0]);
    let Curves::Millard2012(curves) = &force.curves else { panic!() };
    let shape = curves.shape();
    assert_eq!((shape.active.start, shape.active.least), (0.3, 0.2));
    // Undamped: the ends of the force-velocity curve keep half the slope before them.
    assert_eq!((shape.velocity.isometric, shape.velocity.shortening_end), (6.0, 0.125));
    assert_eq!((shape.passive.strain, shape.passive.fitted), (0.5, None));
    assert_eq!((shape.tendon.strain, shape.tendon.fitted), (0.03, Some([50.0, 0.5, 0.4])));

    let de_groote = with(
        "DeGrooteFregly2016Muscle",
        "<active_force_width_scale>1.5</active_force_width_scale>\
         <passive_fiber_strain_at_one_norm_force>0.7</passive_fiber_strain_at_one_norm_force>\
         <tendon_strain_at_one_norm_force>0.04</tendon_strain_at_one_norm_force>\
         <ignore_passive_fiber_force>true</ignore_passive_fiber_force>",
    );
    let model = read_osim(de_groote.as_bytes()).unwrap();
    let force = &model.muscles[model.muscle("moving").unwrap()].force;
    let Curves::DeGrooteFregly2016(curves) = &force.curves else { panic!() };
    let shape = curves.shape();
    assert_eq!((shape.width, shape.fibre_strain, shape.tendon_strain), (1.5, 0.7, 0.04));
    assert!(shape.no_passive && force.curves.passive(1.5).value == 0.0);
}

/// A file saved by OpenSim leaves out what has its default value.
#[test]
fn what_is_missing_is_as_opensim_has_it() {
    let fewer = NEW_FORM.replace("<max_isometric_force>1000</max_isometric_force>", "");
    let fewer = fewer.replace("<optimal_fiber_length>0.1</optimal_fiber_length>", "");
    let fewer = fewer.replace("<tendon_slack_length>0.2</tendon_slack_length>", "");
    let fewer = fewer.replace("<pennation_angle_at_optimal>0.1</pennation_angle_at_optimal>", "");
    assert!(fewer.len() < NEW_FORM.len() - 400);
    let model = read_osim(fewer.as_bytes()).unwrap();
    for muscle in &model.muscles {
        let force = &muscle.force;
        assert_eq!((force.max_isometric_force, force.optimal_fiber_length), (1000.0, 0.1));
        assert_eq!((force.tendon_slack_length, force.pennation), (0.2, 0.0));
        assert_eq!((force.max_contraction_velocity, force.applies), (10.0, true));
        let kind = force.curves.kind();
        let least = if kind == taut_body::MuscleKind::DeGrooteFregly2016 { 0.0 } else { 0.01 };
        assert_eq!((force.activation, force.rigid_tendon), ([least, 1.0], false));
    }
}

#[test]
fn impossible_parameters_have_their_place() {
    for (kind, more, want) in [
        ("Thelen2003Muscle", "<Flen>0.9</Flen>", "Flen: Flen: 0.9 should be above 1"),
        ("Thelen2003Muscle", "<Af>-1</Af>", "Af: Af: -1 should be above 0"),
        (
            "Thelen2003Muscle",
            "<min_control>0.001</min_control><minimum_activation>0.01</minimum_activation>",
            "lowest control 0.001 is below",
        ),
        ("Thelen2003Muscle", "<max_control>2</max_control>", "its controls go from 0.01 to 2"),
        (
            "Thelen2003Muscle",
            "<maximum_pennation_angle>0.05</maximum_pennation_angle>",
            "a pennation angle of 0.1",
        ),
        (
            "Thelen2003Muscle",
            "<maximum_pennation_angle>1.6</maximum_pennation_angle>",
            "a pennation angle of 1.6 gives no force",
        ),
        (
            "DeGrooteFregly2016Muscle",
            "<active_force_width_scale>0.5</active_force_width_scale>",
            "should be at least 1",
        ),
        (
            "Millard2012EquilibriumMuscle",
            "<TendonForceLengthCurve><curviness>0.5</curviness></TendonForceLengthCurve>",
            "only some of",
        ),
        (
            "Millard2012EquilibriumMuscle",
            "<ActiveForceLengthCurve><transition_norm_fiber_length>3</transition_norm_fiber_length></ActiveForceLengthCurve>",
            "between the curve's start and 1",
        ),
        (
            "Millard2012EquilibriumMuscle",
            "<ForceVelocityCurve><isometric_slope>x</isometric_slope></ForceVelocityCurve>",
            "\"x\" is not a number",
        ),
    ] {
        let text = with(kind, more);
        let problems = read_osim(text.as_bytes()).unwrap_err().named("leg.osim").to_string();
        assert!(problems.contains(want) && problems.contains("\n  hint: "), "{more}: {problems}");
        let line = text.lines().position(|l| l.contains(more)).unwrap() + 1;
        let early = text.lines().position(|l| l.contains(&format!("<{kind} "))).unwrap() + 1;
        let at = |line: usize| problems.starts_with(&format!("leg.osim:{line}:"));
        assert!(at(line) || at(early), "{line}: {problems}");
    }
}
