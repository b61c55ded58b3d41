//! Plots over time: what they show, in SVG and in a terminal, with and without Unicode; refusals.

use taut_text::figure::{Form, Glyphs, Mark, Plot, PlotWords, plot_figure, plot_lines};

fn mark(day: i32, low: f64, high: f64) -> Mark {
    Mark { day, date: format!("day {day}"), low, high }
}

/// Back pain of somebody whose third answer left items out, over a published course.
fn plot() -> Plot {
    Plot {
        title: "Back pain, 0 to 10".to_owned(),
        description: "Back pain: 6 on day 0, 5 on day 7, 3 to 5 on day 14, 3 on day 28.".to_owned(),
        scale: [0.0, 10.0],
        higher_is_better: false,
        person: vec![
            mark(0, 6.0, 6.0),
            mark(7, 5.0, 5.0),
            mark(14, 3.0, 5.0),
            mark(21, 4.0, 4.0),
            mark(28, 3.0, 3.0),
        ],
        course: vec![[0.0, 5.2], [42.0, 2.3], [182.0, 1.2], [364.0, 0.6]],
        words: PlotWords {
            you: "you".to_owned(),
            course: "others on average".to_owned(),
            weeks: "weeks since the start".to_owned(),
            better: "better".to_owned(),
        },
    }
}

/// Many shapes of lives.
pub fn many() -> Vec<Plot> {
    let mut out = vec![plot()];
    for (count, apart) in [(1, 1), (2, 3), (24, 4), (60, 30)] {
        for (max, rising) in [(10.0, false), (24.0, true), (0.5, true), (180.0, false)] {
            let mut plot = plot();
            plot.scale = [0.0, max];
            plot.higher_is_better = rising;
            plot.course.iter_mut().for_each(|p| p[1] = p[1] / 10.0 * max);
            let value = |i: i32| max * f64::from((i * 7) % 11) / 10.0;
            plot.person = (0..count)
                .map(|i| {
                    let low = value(i);
                    mark(i * apart, low, if i % 5 == 3 { max } else { low })
                })
                .collect();
            out.push(plot);
        }
    }
    out
}

#[test]
fn a_terminal_plot_is_exact() {
    let lines = plot_lines(&plot(), 60, Glyphs::Ascii).unwrap().join("\n");
    let wanted = "\
10 +
   |
 8 +
   |
 6 +o
   |******
   |    . o*****-***
 4 +            | . **o**** .
   |            -         *o* . . . . .  o you 3
 2 +                                     .. others on
   |                                        average
 0 +
   +------------------------------------
    0     1     2     3    4     5     6
    weeks since the start   v better";
    assert_eq!(lines, wanted, "\n{lines}");
}

#[test]
fn every_line_fits_the_terminal_and_every_value_has_its_mark() {
    for plot in many() {
        for width in [40, 60, 80, 120] {
            for (glyphs, dot) in [(Glyphs::Unicode, '\u{25cf}'), (Glyphs::Ascii, 'o')] {
                let lines = plot_lines(&plot, width, glyphs).unwrap();
                assert!(lines.iter().all(|l| l.chars().count() <= width), "{lines:#?}");
                // The first value is in the first column of the field, unless it is a range.
                if plot.person[0].is_exact() {
                    let first = |l: &String| l.chars().skip(2).take(6).any(|c| c == dot);
                    assert!(lines.iter().any(first), "{lines:#?}");
                }
                let text = lines.join("\n");
                assert!(text.contains(&plot.person.last().unwrap().value()), "{text}");
                if glyphs == Glyphs::Ascii {
                    assert!(text.is_ascii(), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_figure_names_every_value_with_its_date_and_draws_it_on_the_paper() {
    for plot in many() {
        let svg = plot_figure(&plot, &Form::File).unwrap();
        assert!(svg.contains("role=\"img\"") && svg.contains(&plot.description));
        assert!(svg.contains("prefers-color-scheme: dark"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        for mark in &plot.person {
            let title = format!("<title>{}: {}</title>", mark.date, mark.value());
            assert!(svg.contains(&title), "{title}");
        }
        let exact = plot.person.iter().filter(|m| m.is_exact()).count();
        assert_eq!(svg.matches("<circle class=\"dot\"").count(), exact);
        assert_eq!(svg.matches("<path class=\"range\"").count(), plot.person.len() - exact);
        for attribute in ["x", "y", "cx", "cy"] {
            for piece in svg.split(&format!(" {attribute}=\"")).skip(1) {
                let value: f64 = piece.split('"').next().unwrap().parse().unwrap();
                assert!((0.0..=720.0).contains(&value), "{attribute} = {value}");
            }
        }
        assert_eq!(svg, plot_figure(&plot, &Form::File).unwrap());
    }
}

#[test]
fn names_of_the_lines_do_not_touch() {
    for plot in many() {
        let svg = plot_figure(&plot, &Form::File).unwrap();
        let at = |class: &str| -> Vec<[f64; 2]> {
            svg.split(&format!("<text class=\"{class}\" x=\""))
                .skip(1)
                .map(|rest| {
                    let mut numbers = rest.split('"');
                    let x = numbers.next().unwrap().parse().unwrap();
                    [x, numbers.nth(1).unwrap().parse().unwrap()]
                })
                .collect()
        };
        let you = at("you-name")[0];
        for other in at("others-name") {
            let beside = you[0] + 90.0 < other[0];
            assert!(beside || (you[1] - other[1]).abs() > 10.0, "{you:?} {other:?}");
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_with_every_problem() {
    let mut bad = plot();
    bad.person[1].high = 11.0;
    bad.person[3].day = 2;
    bad.course[1] = [f64::NAN, 3.0];
    let problems = plot_figure(&bad, &Form::File).unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert_eq!(plot_lines(&bad, 80, Glyphs::Unicode).unwrap_err(), problems);
    bad.person.clear();
    assert!(plot_figure(&bad, &Form::File).unwrap_err().iter().any(|p| p.part == "person"));
}
