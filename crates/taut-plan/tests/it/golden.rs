//! Two plans as readable text: what is chosen, how much, why, and what came close.

use std::fmt::Write as _;

use taut_plan::{Item, Plan};

use crate::shipped::{Someone, anything, folder, knowledge, planner, vignettes};

fn dose(item: &Item) -> String {
    let level = &item.level;
    let sides = if knowledge().exercises[item.exercise].dose.each_side { " each side" } else { "" };
    let hold = if level.hold_seconds > 0 {
        format!(", held for {} s", level.hold_seconds)
    } else {
        String::new()
    };
    let work = if level.minutes > 0 {
        format!("{} minutes", level.minutes)
    } else {
        format!("{} x {}{sides}{hold}", level.sets, level.reps)
    };
    format!("{work}, {} days a week", level.days_per_week)
}

fn told(someone: &Someone) -> String {
    let plan = planner().plan(&someone.person(), &anything());
    let Plan::Programme(programme) = plan else { panic!("{plan:?}") };
    let name = |exercise: usize| {
        let record = &knowledge().exercises[exercise];
        format!("{} ({})", record.en().name, record.id)
    };
    let mut out = format!(
        "{}: {}, {} minutes a day, {} points\n",
        someone.name,
        programme.rung.id(),
        programme.minutes_per_day,
        programme.points
    );
    for chosen in &programme.chosen {
        let why = &chosen.why;
        writeln!(out, "\n{}\n  {}", name(chosen.item.exercise), dose(&chosen.item)).unwrap();
        let serves = why.serves.iter().map(|c| knowledge().condition(*c).id.as_str());
        writeln!(out, "  for {}", serves.collect::<Vec<_>>().join(", ")).unwrap();
        if !why.prompted.is_empty() {
            let prompted = why.prompted.iter().map(|f| knowledge().finding(*f).id.as_str());
            writeln!(out, "  asked for by {}", prompted.collect::<Vec<_>>().join(", ")).unwrap();
        }
        let ahead = why.ahead.map_or("nothing else would do".to_owned(), |ahead| {
            format!("{ahead} ahead of the best programme without it")
        });
        writeln!(out, "  {} points; {ahead}", why.points).unwrap();
    }
    out.push_str("\nCame close\n");
    for rejected in &programme.rejected {
        let behind = rejected.behind.map_or("does not fit".to_owned(), |b| format!("{b} behind"));
        writeln!(out, "  {}: {behind}", name(rejected.exercise)).unwrap();
    }
    out
}

#[test]
fn two_plans_read_as_they_did() {
    for id in ["vignette-stretch-01", "vignette-hold-01"] {
        let someone = vignettes().into_iter().find(|someone| someone.name == id).unwrap();
        let text = told(&someone);
        let file = folder("../crates/taut-plan/tests/it/golden").join(format!("{id}.txt"));
        if std::env::var_os("TAUT_BLESS").is_some() {
            std::fs::write(&file, &text).unwrap();
        }
        let wanted = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, wanted, "{} is out of date; TAUT_BLESS=1 writes it", file.display());
    }
}
