//! Figures: exact text, every point finite and on the paper, words for screen readers, both sides alike, refusals.

use std::path::Path;

use taut_text::figure::{
    Bar, Block, ChartGroup, ChartRow, Form, Hands, Level, Scene, Side, Step, Support,
    posture_figure, rank_chart, steps_figure,
};

use crate::stick::{Angles, scene};

const LEVELS: [Level; 4] = [Level::More, Level::Slack, Level::Little, Level::Most];

fn supine() -> Scene {
    let angles =
        Angles { tilt: 90.0, hip: [57.0, 0.0], ankle: [-20.0, -20.0], ..Angles::default() };
    let mut scene = scene("Leg raised with a strap", &angles, Support::Floor, LEVELS);
    scene.hands = Hands::Strap;
    scene
}

/// Many postures, some of them impossible for a person.
fn many() -> Vec<Scene> {
    let mut out = vec![supine()];
    for (i, tilt) in [-90.0, -40.0, 0.0, 25.0, 90.0, 180.0].into_iter().enumerate() {
        for (j, knee) in [0.0, 60.0, 135.0].into_iter().enumerate() {
            let angles = Angles {
                tilt,
                hip: [110.0 - 40.0 * j as f64, -15.0],
                knee: [knee, 20.0],
                ankle: [20.0, -30.0],
                lumbar: 20.0 * i as f64 - 20.0,
                chest: 15.0,
                neck: 30.0,
            };
            let support = [Support::Floor, Support::Seat, Support::Floor][j];
            let mut scene = scene("Somehow", &angles, support, LEVELS);
            scene.blocks =
                [Block::Heel, Block::Calves, Block::UpperBack, Block::Trunk, Block::Wall][i % 5..]
                    .to_vec();
            scene.hands = [
                Hands::Beside,
                Hands::Hanging,
                Hands::Foot,
                Hands::Thigh,
                Hands::Floor,
                Hands::Front,
            ][i];
            out.push(scene);
        }
    }
    out
}

/// The numbers of an attribute of every element, such as `d`.
fn numbers(svg: &str, attribute: &str) -> Vec<Vec<f64>> {
    let start = format!(" {attribute}=\"");
    svg.split(&start)
        .skip(1)
        .map(|rest| {
            let value = rest.split('"').next().unwrap();
            let parts = value.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
            parts.filter(|part| !part.is_empty()).map(|part| part.parse().unwrap()).collect()
        })
        .collect()
}

#[test]
fn the_text_of_a_figure_is_exact() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden/supine.svg");
    let svg = posture_figure(&supine(), &Form::File).unwrap();
    if std::env::var_os("TAUT_WRITE_GOLDEN").is_some() {
        std::fs::write(&golden, &svg).unwrap();
    }
    let wanted = std::fs::read_to_string(&golden).unwrap();
    for (line, (is, was)) in svg.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(
            is,
            was,
            "line {}; TAUT_WRITE_GOLDEN=1 writes it anew: look at it first",
            line + 1
        );
    }
    assert_eq!(svg, wanted);
    assert_eq!(
        svg,
        posture_figure(&supine(), &Form::File).unwrap(),
        "the same scene, the same text"
    );
}

#[test]
fn every_point_is_on_the_paper() {
    for scene in many() {
        let svg = posture_figure(&scene, &Form::File).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", scene.title);
        let paper = &numbers(&svg, "viewBox")[0];
        let (width, height) = (paper[2], paper[3]);
        assert!(width < 1200.0 && height < 1200.0, "{width} x {height}");
        let paths = numbers(&svg, "d");
        assert!(paths.len() > 40);
        for pair in paths.iter().flat_map(|path| path.chunks(2)) {
            let [x, y] = pair else { panic!("an odd count of numbers") };
            assert!((0.0..=width).contains(x) && (0.0..=height).contains(y), "{x} {y}");
        }
        for (at, most) in [("x", width), ("y", height)] {
            for value in numbers(&svg, at).concat() {
                assert!((0.0..=most).contains(&value), "{at} = {value} of {most}");
            }
        }
    }
}

#[test]
fn a_figure_says_what_it_shows_and_runs_nothing() {
    let mut scene = supine();
    scene.title = "Legs < & > \"both\"".to_owned();
    for svg in [
        posture_figure(&scene, &Form::File).unwrap(),
        strip(&[scene.clone(), scene.clone()]),
        chart(0.5).unwrap(),
    ] {
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
        assert!(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"title desc\""));
        assert_eq!(svg.matches("<title id=\"title\">").count(), 1);
        assert_eq!(svg.matches("<desc id=\"desc\">").count(), 1);
        assert!(svg.contains("prefers-color-scheme: dark"));
        for never in ["<script", "href", "url(", "onload", "both\"\""] {
            assert!(!svg.contains(never), "{never}");
        }
        // Elements close in the order in which they opened.
        let mut open = Vec::new();
        for tag in svg.split('<').skip(1) {
            let name = tag.split([' ', '>', '\n']).next().unwrap();
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if !tag.split('>').next().unwrap().ends_with('/') => open.push(name),
                None => (),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
    let svg = posture_figure(&scene, &Form::File).unwrap();
    assert!(svg.contains("<title>hamstrings: more</title>"));
    assert!(svg.contains("<title>nerve, behind the knee: most tensioned</title>"));
    for level in Level::ALL {
        assert!(svg.contains(&format!(">{}</text>", level.words())), "{level:?}");
    }
}

#[test]
fn the_left_side_is_the_right_one_mirrored() {
    let right = supine();
    let mut left = right.clone();
    left.working = Side::Left;
    std::mem::swap(&mut left.person.right, &mut left.person.left);
    left.muscles.iter_mut().for_each(|m| m.side = Side::Left);
    left.nerve.iter_mut().for_each(|n| n.side = n.side.map(|_| Side::Left));
    let xs = |scene: &Scene| {
        let svg = posture_figure(scene, &Form::File).unwrap();
        let width = numbers(&svg, "viewBox")[0][2];
        // The legend comes last and is not mirrored.
        let picture = svg.split("class=\"legend\"").next().unwrap().to_owned();
        let paths = numbers(&picture, "d").concat();
        let sum: f64 = paths.iter().step_by(2).sum();
        (width, sum / (paths.len() / 2) as f64, paths.len())
    };
    let ((wide, mean, count), (wide_left, mean_left, count_left)) = (xs(&right), xs(&left));
    assert_eq!((wide, count), (wide_left, count_left));
    assert!((mean + mean_left - wide).abs() < 2.0, "{mean} {mean_left} {wide}");
}

#[test]
fn levels_are_thirds_of_the_most() {
    let level = |share| Level::of(share * 8.0, 8.0);
    for (share, wanted) in [
        (-0.2, Level::Slack),
        (0.0, Level::Slack),
        (0.3, Level::Little),
        (0.34, Level::More),
        (0.66, Level::More),
        (0.67, Level::Most),
        (1.3, Level::Most),
    ] {
        assert_eq!(level(share), Some(wanted), "{share}");
    }
    for (strain, largest) in [(f64::NAN, 1.0), (1.0, f64::INFINITY), (1.0, 0.0), (1.0, -1.0)] {
        assert_eq!(Level::of(strain, largest), None);
    }
}

#[test]
fn a_broken_scene_is_refused_with_every_problem() {
    let mut scene = supine();
    scene.person.head.at[1] = f64::NAN;
    scene.person.lumbar.clear();
    scene.person.left.knee = scene.person.left.hip;
    scene.muscles[0].path.truncate(1);
    scene.nerve[0].path[0][0] = 1e9;
    let problems = posture_figure(&scene, &Form::File).unwrap_err();
    let parts: Vec<&str> = problems.iter().map(|p| p.part.as_str()).collect();
    assert_eq!(parts, ["head", "in the spine", "hamstrings", "lumbar spine", "left leg"]);
    let steps = [Step { scene, words: String::new() }];
    let problems = steps_figure("t", "d", &steps, &Form::File).unwrap_err();
    assert_eq!(problems[0].part, "Leg raised with a strap, head");
    assert_eq!(
        problems[0].to_string(),
        "error[figure]: Leg raised with a strap, head: a coordinate is no number of at most 100 m"
    );
    assert!(chart(f64::NAN).is_err() && chart(-0.1).is_err() && chart(0.0).is_ok());
    let rows = vec![ChartRow { name: "short".to_owned(), bars: vec![] }];
    let group = ChartGroup { heading: String::new(), rows };
    assert_eq!(
        rank_chart("t", "d", &["a"], &[group], "", &Form::File).unwrap_err()[0].part,
        "short"
    );
}

#[test]
fn a_chart_shows_every_line() {
    let svg = chart(0.5).unwrap();
    assert!(svg.contains(">first</text>") && svg.contains(">Within</text>"));
    assert_eq!(svg.matches("not worked out").count(), 1);
    assert!(
        svg.contains("<rect class=\"bar-l2\" x=\"380\" y=\"108\" width=\"75\" height=\"13\"/>"),
        "{svg}"
    );
    assert!(!svg.contains('%'), "no percentage");
}

fn strip(scenes: &[Scene]) -> String {
    let steps: Vec<Step> = scenes
        .iter()
        .map(|scene| Step { scene: scene.clone(), words: "Raise the leg.".to_owned() })
        .collect();
    steps_figure("A test", "Its steps.", &steps, &Form::File).unwrap()
}

fn chart(share: f64) -> Result<String, Vec<taut_text::figure::FigureProblem>> {
    let bar = Bar { share, range: [0.4, 1.2] };
    let rows = vec![ChartRow { name: "first".to_owned(), bars: vec![Some(bar), None] }];
    let groups = [ChartGroup { heading: "Within".to_owned(), rows }];
    rank_chart("Stretches", "A chart.", &["hamstrings", "nerve"], &groups, "a note", &Form::File)
}
