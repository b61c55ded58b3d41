//! `taut body pose`: what one posture does to hamstrings, nerve and low back, in words, as numbers, as a figure.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use taut_body::nerve::Ranged;
use taut_body::own::{Person, Sex};
use taut_body::posture::record::{Hands, Posture, Support, Trunk};
use taut_body::posture::{LegReading, Reading, Site, WorkingSide};
use taut_body::{Pose, Turns};
use taut_text::figure::{Form, Level, Most, Surroundings, pose_scene, posture_figure};
use taut_text::{Block, Page};

use super::library::Library;
use super::{FigureFormat, deliver, standing};
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Flags of `pose`.
#[derive(Debug, Args)]
pub struct PoseArgs {
    /// A stored posture by its id, such as hs01; `taut body rank` lists them
    #[arg(long, value_name = "ID")]
    posture: Option<String>,
    /// Which position of the stored posture, such as start; without it the last one
    #[arg(long, value_name = "NAME", requires = "posture")]
    position: Option<String>,
    /// Angles in degrees, such as hip_flexion_r=60,knee_angle_r=10; what is not named is as in standing, or as in the stored posture
    #[arg(long, value_name = "NAME=DEGREES", value_delimiter = ',', allow_hyphen_values = true)]
    angles: Vec<String>,
    /// The leg that works; angles are given for the right one and mirrored for the left
    #[arg(long, value_enum, default_value = "right")]
    side: SideArg,
    /// Something else carries the trunk, as in lying; a stored posture knows this by itself
    #[arg(long, conflicts_with = "posture")]
    lying: bool,
    #[command(flatten)]
    person: PersonArgs,
    /// Add the numbers, with ranges: for therapists and data teams
    #[arg(long)]
    numbers: bool,
    /// Only list the coordinates and their ranges
    #[arg(long, conflicts_with_all = ["posture", "angles", "numbers"])]
    coordinates: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: FigureFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Whom the body is made as large as; all three or none.
#[derive(Debug, Args)]
struct PersonArgs {
    /// Make the body this tall, in metres; needs --mass and --sex
    #[arg(long, value_name = "METRES", requires_all = ["mass", "sex"])]
    height: Option<f64>,
    /// Make the body this heavy, in kilograms; needs --height and --sex
    #[arg(long, value_name = "KILOGRAMS", requires_all = ["height", "sex"])]
    mass: Option<f64>,
    /// Whose shares of mass are taken; needs --height and --mass
    #[arg(long, value_enum, requires_all = ["height", "mass"])]
    sex: Option<SexArg>,
}

/// Sex, as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SexArg {
    /// Figures of women
    Female,
    /// Figures of men
    Male,
}

impl PersonArgs {
    fn person(&self) -> Option<Person> {
        let sex = match self.sex? {
            SexArg::Female => Sex::Female,
            SexArg::Male => Sex::Male,
        };
        Some(Person { height: self.height?, mass: self.mass?, sex })
    }
}

/// A side, as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideArg {
    /// The right leg
    Right,
    /// The left leg
    Left,
}

impl SideArg {
    pub fn working(self) -> WorkingSide {
        match self {
            Self::Right => WorkingSide::Right,
            Self::Left => WorkingSide::Left,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }
}

/// A posture that was asked for, with all that is known of it.
struct Asked {
    name: String,
    id: Option<String>,
    position: Option<String>,
    angles: BTreeMap<String, f64>,
    side: SideArg,
    trunk: Trunk,
    around: Surroundings,
}

/// What the page, the numbers and the figure are made from.
struct Found<'f> {
    asked: &'f Asked,
    reading: Reading,
    lumbar: Option<Ranged>,
    most: Most,
}

/// Runs the command.
///
/// # Errors
/// Bad angles, an unknown posture or position, a body folder with problems, a file that cannot be written.
pub fn run(args: &PoseArgs, source: &Source) -> anyhow::Result<()> {
    let person = args.person.person();
    let library = Library::load(source, person.as_ref())?;
    if args.coordinates {
        return output::print(&coordinates(&library));
    }
    let asked = asked(args, &library)?;
    let pose = library.pose(&asked.angles, asked.side.working())?;
    let reader = library.reader()?;
    let found = Found {
        reading: reader.read(&pose)?,
        lumbar: library.lumbar_moment(&reader, &pose, asked.trunk)?,
        most: library.most(&reader)?,
        asked: &asked,
    };
    let text = match args.format {
        FigureFormat::Text => page(&found, args.numbers)?.to_text(output::width()),
        FigureFormat::Json => json_page(&found, &library)?,
        FigureFormat::Svg => figure(&found, &library, &pose)?,
    };
    deliver(&text, args.output.as_deref())
}

/// What the flags ask for.
fn asked(args: &PoseArgs, library: &Library) -> anyhow::Result<Asked> {
    let mut problems = Vec::new();
    let mut given = BTreeMap::new();
    for text in &args.angles {
        match text.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            None => problems.push(format!(
                "error[angle]: `{text}` is no angle\n  hint: write name=degrees, such as hip_flexion_r=60"
            )),
            Some((name, value)) => match value.parse::<f64>() {
                Ok(degrees) if given.insert(name.to_owned(), degrees).is_some() => {
                    problems.push(format!("error[angle]: `{name}` is given twice\n  hint: give it once"));
                }
                Ok(_) => (),
                Err(_) => problems.push(format!(
                    "error[angle]: `{name}`: `{value}` is not a number\n  hint: give degrees, such as {name}=60"
                )),
            },
        }
    }
    let posture = match &args.posture {
        None => None,
        Some(id) => match library.postures().iter().find(|p| p.id.eq_ignore_ascii_case(id)) {
            Some(posture) => Some(posture),
            None => {
                problems.push(unknown_posture(id, library.postures()));
                None
            }
        },
    };
    let mut base = BTreeMap::new();
    let mut position = None;
    let mut around =
        Surroundings { support: Support::Floor, hands: Hands::Beside, blocks: Vec::new() };
    if let Some(posture) = posture {
        let wanted = match &args.position {
            None => posture.position.last(),
            Some(name) => posture.position.iter().find(|p| p.name == *name),
        };
        match wanted {
            Some(found) => {
                base = found.angles.clone();
                position = Some(found.name.clone());
                around.support = found.support.unwrap_or(posture.support);
                around.hands = posture.hands;
                around.blocks =
                    found.blocks.clone().or_else(|| posture.blocks.clone()).unwrap_or_default();
            }
            None => {
                let names: Vec<&str> = posture.position.iter().map(|p| p.name.as_str()).collect();
                problems.push(format!(
                    "error[position]: {} has no position `{}`\n  hint: it has {}",
                    posture.id,
                    args.position.as_deref().unwrap_or_default(),
                    names.join(", ")
                ));
            }
        }
    }
    // Angles of the body are refused together with those that are no numbers.
    if let Err(error) = library.pose(&given, args.side.working()) {
        problems.push(error.to_string());
    }
    if !problems.is_empty() {
        return Err(BadInput(problems.join("\n")).into());
    }
    let changed = !given.is_empty();
    base.extend(given);
    let name = match (posture, changed, base.is_empty()) {
        (Some(posture), false, _) => posture.name.clone(),
        (Some(posture), true, _) => format!("{}, changed", posture.name),
        (None, _, true) => "Upright standing".to_owned(),
        (None, _, false) => "A position of your own".to_owned(),
    };
    let trunk = match posture {
        Some(posture) => posture.trunk,
        None if args.lying => Trunk::Carried,
        None => Trunk::Free,
    };
    let id = posture.map(|p| p.id.clone());
    Ok(Asked { name, id, position, angles: base, side: args.side, trunk, around })
}

/// What is said of a posture that is not stored.
pub fn unknown_posture(id: &str, postures: &[Posture]) -> String {
    let near = taut_knowledge::nearest(&id.to_lowercase(), postures.iter().map(|p| p.id.as_str()));
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    format!("error[posture]: no stored posture `{id}`\n  hint: {near}`taut body rank` lists all")
}

fn coordinates(library: &Library) -> String {
    let model = library.model();
    let mut out = String::from("Coordinates that can be set, with lowest and highest value\n");
    for (i, coordinate) in model.coordinates.iter().enumerate() {
        if model.is_driven(i) || coordinate.turns == Turns::Nothing {
            continue;
        }
        let turns = coordinate.turns == Turns::Rotates;
        let [low, high] = coordinate.range.map(|x| if turns { x.to_degrees() } else { x });
        let unit = if turns { "degrees" } else { "metres" };
        out.push_str(&format!("  {:18} {low:8.1} {high:8.1} {unit}\n", coordinate.name));
    }
    out
}

/// The sites of a leg from the most strained to the least, as words with their level.
fn sites_in_words(leg: &LegReading, most: &Most) -> String {
    let mut sites: Vec<&Site> = leg.nerve.iter().collect();
    // Stable: equals stay in the order from spine to foot.
    sites.sort_by(|a, b| b.reading.strain.best.total_cmp(&a.reading.strain.best));
    let words =
        |site: &&Site| format!("{} ({})", site.label, most.nerve(site.reading.strain.best).words());
    sites.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// One line about a leg: hamstrings, nerve, where most.
fn leg_in_words(leg: &LegReading, most: &Most) -> String {
    let hamstrings = most.hamstrings(leg.hamstrings.best).words();
    let site = leg.most_strained().map(|i| &leg.nerve[i]);
    let strain = site.map_or(0.0, |s| s.reading.strain.best);
    let level = most.nerve(strain);
    match site.filter(|_| level != Level::Slack) {
        Some(site) => format!(
            "hamstrings: {hamstrings}; nerve: {}, most at the {}",
            level.words(),
            site.label
        ),
        None => format!("hamstrings: {hamstrings}; nerve: {}", level.words()),
    }
}

/// What the low back does, in words.
fn back_in_words(reading: &Reading, lumbar: Option<Ranged>, most: &Most) -> Vec<String> {
    // Words need a band in which the back counts as straight: a hand's breadth of nominal angles.
    const STRAIGHT: f64 = 5.0;
    let degrees = reading.lumbar_flexion.to_degrees();
    let shape = match degrees {
        d if d > STRAIGHT => "the low back is bent forward",
        d if d < -STRAIGHT => "the low back is bent backward",
        _ => "the low back is about as in standing",
    };
    let load = match lumbar {
        None => {
            "the trunk is carried by something else, so its weight is not worked out".to_owned()
        }
        Some(moment) => match most.lumbar(moment.best) {
            Level::Slack => "the trunk is balanced over the low back".to_owned(),
            level => {
                let way = if moment.best > 0.0 { "forward" } else { "backward" };
                let much = if level == Level::Most { "most" } else { level.words() };
                format!("the weight of the trunk bends it {way}: {much}")
            }
        },
    };
    vec![shape.to_owned(), load]
}

fn page(found: &Found<'_>, numbers: bool) -> anyhow::Result<Page> {
    let Found { asked, reading, lumbar, most } = found;
    let working = match asked.side {
        SideArg::Right => 0,
        SideArg::Left => 1,
    };
    let leg = &reading.legs[working];
    let mut page = Page::default();
    let position = asked.position.as_ref().map_or(String::new(), |p| format!(", {p}"));
    page.push(Block::Title(format!("{}{position}", asked.name)));
    page.push(Block::Answer(capital(&leg_in_words(leg, most))));
    standing::preview(&mut page);
    let side = asked.side.word();
    let other = if working == 0 { "left" } else { "right" };
    page.push(Block::Heading("What is drawn longer".to_owned()));
    page.push(Block::List(vec![
        format!("{side} leg, {}", leg_in_words(leg, most)),
        format!("nerve of that leg, from most to least: {}", sites_in_words(leg, most)),
        format!("{other} leg, {}", leg_in_words(&reading.legs[1 - working], most)),
    ]));
    page.push(Block::Heading("Low back".to_owned()));
    page.push(Block::List(back_in_words(reading, *lumbar, most)));
    if numbers {
        page.push(Block::Heading("Numbers, for therapists and data teams".to_owned()));
        let header = ["quantity", "best", "lowest", "highest", "unit"].map(str::to_owned).to_vec();
        page.push(Block::Table(header, number_rows(found)));
        page.push(Block::Text(RANGES.to_owned()));
    }
    standing::end(&mut page)?;
    Ok(page)
}

/// What the ranges of the numbers are.
const RANGES: &str = "Changes are against upright standing. Ranges: of the hamstrings, over biceps femoris (long head), \
     semimembranosus and semitendinosus; of the nerve, over a fixed sample of the published or assumed spread of its \
     numbers; of the moment, pelvis and low back a few degrees more or less bent (see docs/body.md). They are spreads of \
     an average body, not of people.";

fn number_rows(found: &Found<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = |name: String, value: Ranged, factor: f64, unit: &str| {
        let shown = |x: f64| format!("{:.1}", x * factor + 0.0);
        rows.push(vec![
            name,
            shown(value.best),
            shown(value.low),
            shown(value.high),
            unit.to_owned(),
        ]);
    };
    for (leg, side) in found.reading.legs.iter().zip(["right", "left"]) {
        row(format!("hamstrings, {side}"), leg.hamstrings, 100.0, "% longer");
        for site in &leg.nerve {
            row(format!("nerve, {side}, {}: strain", site.label), site.reading.strain, 100.0, "%");
            row(format!("nerve, {side}, {}: slides", site.label), site.reading.slid, 1e3, "mm");
        }
    }
    for site in &found.reading.cord {
        row(format!("{}: strain", site.label), site.reading.strain, 100.0, "%");
        row(format!("{}: slides", site.label), site.reading.slid, 1e3, "mm");
    }
    if let Some(moment) = found.lumbar {
        row("moment of gravity at L5/S1, forward".to_owned(), moment, 1.0, "N m");
    }
    rows
}

/// A range for programs.
pub fn ranged(value: Ranged) -> Value {
    json!({ "best": value.best, "low": value.low, "high": value.high })
}

fn site_json(site: &Site, most: &Most) -> Value {
    let reading = &site.reading;
    json!({
        "site": site.name, "label": site.label,
        "strain": ranged(reading.strain), "slid_m": ranged(reading.slid), "tension_n": ranged(reading.tension),
        "level": most.nerve(reading.strain.best).words(),
    })
}

/// A reading for programs: strains as shares, metres, newtons, degrees.
pub fn reading_json(reading: &Reading, lumbar: Option<Ranged>, most: &Most) -> Value {
    let leg = |leg: &LegReading| {
        json!({
            "hamstrings": ranged(leg.hamstrings),
            "hamstrings_level": most.hamstrings(leg.hamstrings.best).words(),
            "muscles": { "bflh": leg.muscles[0], "semimem": leg.muscles[1], "semiten": leg.muscles[2] },
            "nerve": leg.nerve.iter().map(|s| site_json(s, most)).collect::<Vec<_>>(),
        })
    };
    json!({
        "right": leg(&reading.legs[0]), "left": leg(&reading.legs[1]),
        "cord": reading.cord.iter().map(|s| site_json(s, most)).collect::<Vec<_>>(),
        "lumbar_flexion_deg": reading.lumbar_flexion.to_degrees(),
        "lumbar_moment_nm": lumbar.map(ranged),
    })
}

fn json_page(found: &Found<'_>, library: &Library) -> anyhow::Result<String> {
    let asked = found.asked;
    let page = json!({
        "schema": "taut.body.pose/1", "note": standing::note(), "ranges": RANGES,
        "body_hash": library.knowledge.hash, "review": format!("{:?}", library.knowledge.lowest_review),
        "posture": asked.id, "position": asked.position, "name": asked.name,
        "mass_kg": library.model().mass(), "side": asked.side.word(), "angles_deg_of_the_right_side": asked.angles,
        "trunk_carried": asked.trunk == Trunk::Carried,
        "reading": reading_json(&found.reading, found.lumbar, &found.most),
    });
    Ok(serde_json::to_string_pretty(&page)?)
}

fn figure(found: &Found<'_>, library: &Library, pose: &Pose) -> anyhow::Result<String> {
    let asked = found.asked;
    let side = asked.side.working();
    let working = usize::from(side == WorkingSide::Left);
    let words = leg_in_words(&found.reading.legs[working], &found.most);
    let description = format!(
        "A person seen from the {} side. {}. {}",
        asked.side.word(),
        capital(&words),
        standing::LIMITS
    );
    let levels = found.most.levels(&found.reading);
    let scene = pose_scene(
        library.model(),
        pose,
        side,
        &levels,
        &asked.around,
        (asked.name.clone(), description),
    )
    .map_err(super::refused)?;
    posture_figure(&scene, &Form::File).map_err(super::refused)
}

/// The same words with a large first letter.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
