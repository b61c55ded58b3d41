//! `taut body rank`: every stored stretch and exercise by what it does to the hamstrings for what it does to the nerve.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use taut_body::Pose;
use taut_body::nerve::{PostureBox, Ranged};
use taut_body::posture::record::{Group, Posture};
use taut_body::posture::{Reader, WorkingSide};
use taut_text::figure::{Bar, ChartGroup, ChartRow, Form, Level, Most, rank_chart};
use taut_text::{Block, Page};

use super::library::Library;
use super::pose::ranged;
use super::{FigureFormat, deliver, standing};
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Flags of `rank`.
#[derive(Debug, Args)]
pub struct RankArgs {
    /// Only postures of this group
    #[arg(long, value_enum)]
    group: Option<GroupArg>,
    /// Set apart what stays below this strain of the nerve (percent, against standing) whatever the model's uncertain numbers are
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    nerve_limit: Option<f64>,
    /// Add the numbers, with ranges: for therapists and data teams
    #[arg(long)]
    numbers: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: FigureFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A group of postures, as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GroupArg {
    /// Hamstrings
    Hamstring,
    /// Strength of buttock and hip
    HipStrength,
    /// Mobility of the hip
    HipMobility,
    /// Foot, ankle and calf
    Foot,
    /// Movements meant for the nerve
    Nerve,
    /// Trunk, and walking
    Trunk,
}

impl GroupArg {
    fn group(self) -> Group {
        match self {
            Self::Hamstring => Group::Hamstring,
            Self::HipStrength => Group::HipStrength,
            Self::HipMobility => Group::HipMobility,
            Self::Foot => Group::Foot,
            Self::Nerve => Group::Nerve,
            Self::Trunk => Group::Trunk,
        }
    }
}

/// A posture with what is most over its positions, of the leg that works.
struct Ranked<'p> {
    posture: &'p Posture,
    hamstrings: Ranged,
    nerve: Ranged,
    /// Where the nerve is strained most, in plain words.
    place: String,
    /// A strain that no site exceeds in any position between those stored, whatever the uncertain numbers are.
    bound: f64,
    /// Moment at the lowest lumbar joint of the position with the largest; `None`: something else carries the trunk.
    lumbar: Option<Ranged>,
}

impl Ranked<'_> {
    /// Hamstring lengthening for each unit of nerve strain; `None` where the hamstrings are not drawn out or the nerve is not.
    fn gain(&self, most: &Most) -> Option<f64> {
        let drawn = most.hamstrings(self.hamstrings.best) != Level::Slack;
        let strained = most.nerve(self.nerve.best) != Level::Slack;
        (drawn && strained).then(|| self.hamstrings.best / self.nerve.best)
    }

    /// What the order goes by, smaller first: drawn out without nerve, then by gain, then what draws nothing out.
    fn order(&self, most: &Most) -> (u8, f64) {
        match (self.gain(most), most.hamstrings(self.hamstrings.best)) {
            (None, Level::Slack) => (2, self.nerve.best),
            (None, _) => (0, -self.hamstrings.best),
            (Some(gain), _) => (1, -gain),
        }
    }
}

/// Postures under one heading.
struct Part<'p> {
    heading: String,
    rows: Vec<Ranked<'p>>,
}

/// Runs the command.
///
/// # Errors
/// A limit that is none, a body folder with problems, a file that cannot be written.
pub fn run(args: &RankArgs, source: &Source) -> anyhow::Result<()> {
    if let Some(limit) = args.nerve_limit
        && !(limit.is_finite() && limit >= 0.0)
    {
        return Err(BadInput(format!(
            "error[limit]: {limit} is no limit of strain\n  hint: give percent from 0 on, such as --nerve-limit 8"
        ))
        .into());
    }
    let library = Library::load(source, None)?;
    let reader = library.reader()?;
    let most = library.most(&reader)?;
    let wanted = args.group.map(GroupArg::group);
    let mut rows = Vec::new();
    for posture in library.postures().iter().filter(|p| wanted.is_none_or(|g| g == p.group)) {
        rows.push(ranked(posture, &library, &reader)?);
    }
    rows.sort_by(|a, b| {
        let ((part_a, key_a), (part_b, key_b)) = (a.order(&most), b.order(&most));
        part_a.cmp(&part_b).then(key_a.total_cmp(&key_b)).then(a.posture.id.cmp(&b.posture.id))
    });
    let parts = parts(rows, args.nerve_limit);
    let text = match args.format {
        FigureFormat::Text => page(&parts, &most, args)?.to_text(output::width()),
        FigureFormat::Json => json_page(&parts, &most, args, &library)?,
        FigureFormat::Svg => chart(&parts, &most, args)?,
    };
    deliver(&text, args.output.as_deref())
}

fn ranked<'p>(
    posture: &'p Posture,
    library: &Library,
    reader: &Reader<'_>,
) -> anyhow::Result<Ranked<'p>> {
    let poses: Vec<Pose> = posture
        .position
        .iter()
        .map(|position| library.pose(&position.angles, WorkingSide::Right))
        .collect::<anyhow::Result<_>>()?;
    let none = Ranged { best: f64::NEG_INFINITY, low: 0.0, high: 0.0 };
    let mut out = Ranked {
        posture,
        hamstrings: none,
        nerve: none,
        place: String::new(),
        bound: f64::NEG_INFINITY,
        lumbar: None,
    };
    for pose in &poses {
        let reading = reader.read(pose)?;
        let leg = &reading.legs[0];
        if leg.hamstrings.best > out.hamstrings.best {
            out.hamstrings = leg.hamstrings;
        }
        for site in leg.nerve.iter().chain(&reading.cord) {
            if site.reading.strain.best > out.nerve.best {
                out.nerve = site.reading.strain;
                out.place.clone_from(&site.label);
            }
        }
        let moment = library.lumbar_moment(reader, pose, posture.trunk)?;
        let size = |moment: Option<Ranged>| moment.map_or(-1.0, |m| m.best.abs());
        if size(moment) > size(out.lumbar) {
            out.lumbar = moment;
        }
    }
    let bounds =
        library.nerve().strain_bound_over(&PostureBox::around(&poses), library.nerve().bounds())?;
    for (site, bound) in library.nerve().sites().iter().zip(bounds) {
        if !site.name.ends_with("_l") {
            out.bound = out.bound.max(bound);
        }
    }
    Ok(out)
}

fn parts(rows: Vec<Ranked<'_>>, limit: Option<f64>) -> Vec<Part<'_>> {
    let Some(limit) = limit else { return vec![Part { heading: String::new(), rows }] };
    let (within, beyond): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.bound <= limit / 100.0);
    vec![
        Part {
            heading: "Below the limit, whatever the uncertain numbers are".to_owned(),
            rows: within,
        },
        Part { heading: "Not shown to stay below the limit".to_owned(), rows: beyond },
    ]
}

/// What the order is.
const ORDER: &str = "First what draws the hamstrings most for what it does to the nerve; last what does not draw them at all. \
     Places next to each other are often too close to tell apart. The order says nothing about what helps, or whom.";

fn load_words(lumbar: Option<Ranged>, most: &Most) -> String {
    match lumbar {
        None => "carried".to_owned(),
        Some(moment) => match most.lumbar(moment.best) {
            Level::Slack => "none".to_owned(),
            Level::Most => "most".to_owned(),
            level => level.words().to_owned(),
        },
    }
}

fn level_words(level: Level) -> String {
    if level == Level::Most { "most".to_owned() } else { level.words().to_owned() }
}

fn page(parts: &[Part<'_>], most: &Most, args: &RankArgs) -> anyhow::Result<Page> {
    let mut page = Page::default();
    page.push(Block::Title("Stretches and exercises: hamstrings against nerve".to_owned()));
    standing::preview(&mut page);
    page.push(Block::Text(ORDER.to_owned()));
    if args.nerve_limit.is_some() {
        page.push(Block::Text(
            "The limit is the one that was given on the command line. taut knows none for people: the model gives only \
             an upper bound of its own strain."
                .to_owned(),
        ));
    }
    let mut place = 0;
    for part in parts {
        if !part.heading.is_empty() {
            page.push(Block::Heading(part.heading.clone()));
        }
        if part.rows.is_empty() {
            page.push(Block::Text("None.".to_owned()));
            continue;
        }
        let mut header = vec!["", "id", "posture", "hamstrings", "nerve", "low back"];
        if args.numbers {
            header.extend(["% longer", "% nerve", "at most %", "N m"]);
        }
        let mut rows = Vec::new();
        for row in &part.rows {
            place += 1;
            let mut cells = vec![
                place.to_string(),
                row.posture.id.clone(),
                row.posture.name.clone(),
                level_words(most.hamstrings(row.hamstrings.best)),
                level_words(most.nerve(row.nerve.best)),
                load_words(row.lumbar, most),
            ];
            if args.numbers {
                let percent = |r: Ranged| shown(r, 100.0);
                cells.extend([
                    percent(row.hamstrings),
                    percent(row.nerve),
                    format!("{:.1}", row.bound * 100.0),
                    row.lumbar.map_or("-".to_owned(), |m| shown(m, 1.0)),
                ]);
            }
            rows.push(cells);
        }
        page.push(Block::Table(header.into_iter().map(str::to_owned).collect(), rows));
    }
    standing::end(&mut page)?;
    Ok(page)
}

/// A number with its range.
fn shown(value: Ranged, factor: f64) -> String {
    let one = |x: f64| x * factor + 0.0;
    format!("{:.1} ({:.1} to {:.1})", one(value.best), one(value.low), one(value.high))
}

fn json_page(
    parts: &[Part<'_>],
    most: &Most,
    args: &RankArgs,
    library: &Library,
) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for (part, row) in parts.iter().flat_map(|part| part.rows.iter().map(move |row| (part, row))) {
        rows.push(json!({
            "place": rows.len() + 1, "id": row.posture.id, "item": row.posture.item, "name": row.posture.name,
            "part": part.heading,
            "hamstrings": ranged(row.hamstrings), "hamstrings_level": most.hamstrings(row.hamstrings.best).words(),
            "nerve": ranged(row.nerve), "nerve_level": most.nerve(row.nerve.best).words(), "nerve_most_at": row.place,
            "nerve_bound": row.bound, "gain": row.gain(most),
            "lumbar_moment_nm": row.lumbar.map(ranged), "low_back": load_words(row.lumbar, most),
        }));
    }
    let page = json!({
        "schema": "taut.body.rank/1", "note": standing::note(), "order": ORDER, "body_hash": library.knowledge.hash,
        "nerve_limit_percent": args.nerve_limit, "postures": rows,
    });
    Ok(serde_json::to_string_pretty(&page)?)
}

fn chart(parts: &[Part<'_>], most: &Most, args: &RankArgs) -> anyhow::Result<String> {
    let bar = |value: Ranged, most: f64| {
        let share = |x: f64| if most > 0.0 { (x / most).max(0.0) } else { 0.0 };
        Bar { share: share(value.best), range: [share(value.low), share(value.high)] }
    };
    // A load has a size; its direction is in the text.
    let size = |m: Ranged| {
        let (a, b) = (m.low.abs(), m.high.abs());
        let low = if m.low.signum() == m.high.signum() { a.min(b) } else { 0.0 };
        Ranged { best: m.best.abs(), low, high: a.max(b) }
    };
    let row = |row: &Ranked<'_>| ChartRow {
        name: row.posture.name.clone(),
        bars: vec![
            Some(bar(row.hamstrings, most.hamstrings)),
            Some(bar(row.nerve, most.nerve)),
            row.lumbar.map(|m| bar(size(m), most.lumbar)),
        ],
    };
    let groups: Vec<ChartGroup> = parts
        .iter()
        .map(|part| ChartGroup {
            heading: part.heading.clone(),
            rows: part.rows.iter().map(row).collect(),
        })
        .collect();
    let title = "Stretches and exercises: hamstrings against nerve";
    let limit =
        args.nerve_limit.map_or("", |_| " Those below the limit that was given come first.");
    let description = format!("{ORDER}{limit} {}", standing::LIMITS);
    let columns = ["hamstrings", "nerve", "weight on low back"];
    let note = "Bars compare stored positions of an average healthy body; lines are ranges. Not limits, not advice.";
    rank_chart(title, &description, &columns, &groups, note, &Form::File).map_err(super::refused)
}
