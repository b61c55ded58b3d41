//! Colours and line styles of every figure, for light and dark surroundings: within files, and as a sheet for pages.

use std::fmt::Write as _;

/// Colours, and rules that use them as `var(--name)`, one rule a line.
pub(crate) struct Sheet {
    /// Name, in light and in dark surroundings.
    colours: &'static [(&'static str, &'static str, &'static str)],
    rules: &'static str,
}

/// Of every figure. Levels go from pale blue over yellow and orange to dark red-brown: lightness falls from step to step, so
/// that the order survives colour blindness and grey print; width, dashes and the count of fibres say the same again.
pub(crate) const BASE: Sheet = Sheet {
    colours: &[
        ("paper", "#ffffff", "#14171b"),
        ("ink", "#22262b", "#e8eaed"),
        ("soft", "#5d656e", "#a9b1ba"),
        ("line", "#c9ced4", "#4a515a"),
        ("skin", "#efe6dd", "#4a4541"),
        ("edge", "#9c8f83", "#8d8177"),
        ("bone", "#fffdf9", "#6d6660"),
        ("bone-edge", "#8f8479", "#a79c92"),
        ("far", "#ddd3c9", "#36322f"),
        ("block", "#e3e6ea", "#2b3037"),
        ("casing", "#2b2b2b", "#0b0c0e"),
        ("l0", "#b9cfe4", "#5f7f9e"),
        ("l1", "#f6dc85", "#f2d675"),
        ("l2", "#ee8f3c", "#f0943f"),
        ("l3", "#a3271b", "#e0452f"),
    ],
    rules: "\
.paper { fill:var(--paper); }
text { font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif; font-size:13px; fill:var(--ink); }
.name { font-size:16px; font-weight:600; }
.step { font-weight:600; }
.note, .tick { fill:var(--soft); font-size:12px; }
path { stroke-linejoin:round; stroke-linecap:round; }
.skin { fill:var(--skin); stroke:var(--edge); stroke-width:3; paint-order:stroke; }
.far .skin { fill:var(--far); }
.bone { fill:var(--bone); stroke:var(--bone-edge); stroke-width:0.8; opacity:0.85; }
.far .bone { opacity:0.35; }
.belly { stroke:var(--casing); stroke-width:1; }
.fibre { fill:none; stroke:var(--casing); stroke-width:0.8; opacity:0.7; }
.band { fill:none; stroke:var(--soft); stroke-width:2.5; }
.casing, .core { fill:none; }
.casing { stroke:var(--casing); }
.l0 .belly { fill:var(--l0); } .l1 .belly { fill:var(--l1); } .l2 .belly { fill:var(--l2); } .l3 .belly { fill:var(--l3); }
.l0 .core { stroke:var(--l0); stroke-width:2; stroke-dasharray:5 5; } .l0 .casing { stroke-width:3.4; }
.l1 .core { stroke:var(--l1); stroke-width:3; } .l1 .casing { stroke-width:4.6; }
.l2 .core { stroke:var(--l2); stroke-width:4.5; } .l2 .casing { stroke-width:6.1; }
.l3 .core { stroke:var(--l3); stroke-width:6; } .l3 .casing { stroke-width:7.6; }
.muscle.far, .nerve.far { opacity:0.45; }
.floor { fill:none; stroke:var(--soft); stroke-width:2; }
.block { fill:var(--block); stroke:var(--line); stroke-width:1; }
.mat { fill:var(--block); stroke:none; }
.bar-l0 { fill:var(--l0); } .bar-l1 { fill:var(--l1); } .bar-l2 { fill:var(--l2); } .bar-l3 { fill:var(--l3); }
.span { stroke:var(--ink); stroke-width:1.2; fill:none; }
",
};

/// Of plots, beside those of every figure; the lines differ in dash, width and marks too.
pub(crate) const PLOT: Sheet = Sheet {
    colours: &[("you", "#0b5394", "#7cc0ff"), ("others", "#7a5c00", "#e6c35c")],
    rules: "\
.grid { fill:none; stroke:var(--line); stroke-width:1; }
.axis { fill:none; stroke:var(--soft); stroke-width:1.5; }
.others { fill:none; stroke:var(--others); stroke-width:2; stroke-dasharray:2 6; }
.you { fill:none; stroke:var(--you); stroke-width:2.5; }
.dot { fill:var(--you); stroke:var(--paper); stroke-width:1.5; }
.range { fill:none; stroke:var(--you); stroke-width:2; }
.you-name { fill:var(--you); font-weight:600; }
.others-name { fill:var(--others); }
.middle { text-anchor:middle; }
.end { text-anchor:end; }
",
};

/// Of the body chart, of bars of answers, and of numbers of pictures within a page. Unshaded regions keep their hatching, which is not to be seen, so that a page can shade them by a class.
pub(crate) const CHART: Sheet = Sheet {
    colours: &[
        ("shade", "#f3b6ac", "#7a2f25"),
        ("hatching", "#8c1d13", "#ffb4a8"),
        ("towards", "#b4541a", "#f0943f"),
        ("away", "#3f6f99", "#7fb0dc"),
    ],
    rules: "\
.chart-region { fill-opacity:0; stroke:var(--edge); stroke-width:1; stroke-opacity:0.55; }
.chart-region.shaded { fill-opacity:1; stroke:var(--hatching); stroke-width:2; stroke-opacity:1; }
.hatch-ground { fill:var(--shade); }
.hatch { stroke:var(--hatching); stroke-width:3; fill:none; }
.bar-towards { fill:var(--towards); }
.bar-away { fill:var(--away); }
.away { text-anchor:end; }
.number { font-size:30px; font-weight:600; }
.side { text-anchor:middle; font-size:18px; fill:var(--soft); }
",
};

const ALL: [Sheet; 3] = [BASE, PLOT, CHART];

impl Sheet {
    /// Within a file.
    pub(crate) fn of_file(&self) -> String {
        let set = |dark: bool| -> String {
            let value = |(name, light, dim): &(&str, &str, &str)| {
                format!("--{name}:{}; ", if dark { dim } else { light })
            };
            self.colours.iter().map(value).collect()
        };
        format!(
            "svg {{ {}}}\n@media (prefers-color-scheme: dark) {{ svg {{ {}}} }}\n{}",
            set(false),
            set(true),
            self.rules
        )
    }

    /// Its rules for figures within a page: below the class `fig`, each colour with its light one to fall back on.
    fn of_page(&self, out: &mut String) {
        let mut rules = self.rules.to_owned();
        for (name, light, _) in ALL.iter().flat_map(|sheet| sheet.colours) {
            rules = rules.replace(&format!("var(--{name})"), &format!("var(--fig-{name},{light})"));
        }
        for rule in rules.split_inclusive('}').filter(|rule| rule.contains('{')) {
            let (selectors, body) = rule.trim_start().split_once('{').unwrap_or_default();
            let below: Vec<String> =
                selectors.split(',').map(|one| format!(".fig {}", one.trim())).collect();
            let _ = writeln!(out, "{} {{{body}", below.join(", "));
        }
    }
}

/// What only figures within a page have: they fit, and some have large letters, to be read on a phone.
const SHEET_HEAD: &str = "\
.fig { max-width:100%; height:auto; }
.fig .large text { font-size:16px; }
";

/// The style sheet of figures within a page. A page that sets `--fig-paper`, `--fig-ink` and so on has its own colours;
/// dark surroundings are followed by themselves.
#[must_use]
pub fn figure_sheet() -> String {
    let mut out = String::from(SHEET_HEAD);
    let dark = ALL.iter().flat_map(|sheet| sheet.colours);
    let dark: String = dark.map(|(name, _, dark)| format!("--fig-{name}:{dark}; ")).collect();
    let _ = writeln!(out, "@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}");
    for sheet in &ALL {
        sheet.of_page(&mut out);
    }
    out
}

/// The rules of every figure with the light colours written out.
pub(crate) fn print_sheet() -> String {
    let mut rules: String = ALL.iter().map(|sheet| sheet.rules).collect();
    for (name, light, _) in ALL.iter().flat_map(|sheet| sheet.colours) {
        rules = rules.replace(&format!("var(--{name})"), light);
    }
    rules
}
