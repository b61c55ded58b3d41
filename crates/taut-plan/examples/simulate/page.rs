//! What the simulation counted, as Markdown.

use std::fmt::Write as _;

use super::run::Tally;

/// The counts as a page.
pub fn page(tally: &Tally, weeks: u32, seed: u64) -> String {
    let mut page = String::new();
    let people = tally.of("people");
    let _ = write!(
        page,
        "# Programmes over {weeks} weeks\n\n\
         {people} people with a programme, drawn with seed {seed} out of {} sampled from the network (the others were sent to a \
         doctor, or a question kept their advice open). Check-ins about twice a week by a fixed generator: people who get \
         better, stay as they are or get worse, flare-ups, leg pain that arrives or travels down, new numbness, flags, \
         questions left out or answered \"not sure\", long gaps, people who always want more. Invented courses: they test the \
         rules, they tell nothing about how people fare.\n\n\
         After every check-in a checker that shares no code with the rules looked at the programme: bars of the safety folder, \
         situations and cautions on all answers, bounds of doses, minutes, one thing harder at a time, advice never less \
         careful, loss of feeling or strength above everything.\n\n",
        tally.of("sampled"),
    );
    let _ = writeln!(
        page,
        "**{} violations** in {} programmes looked at.\n",
        tally.violations.len(),
        tally.of("programmes looked at")
    );
    page.push_str("| what | how often |\n|---|---:|\n");
    let skipped = ["people", "sampled", "programmes looked at"];
    for (name, count) in tally.counts.iter().filter(|(name, _)| !skipped.contains(&name.as_str())) {
        let _ = writeln!(page, "| {name} | {count} |");
    }
    page.push_str(
        "\n`cargo run --release -p taut-plan --example simulate -- --people 5000 --weeks 12 --write eval/programmes.md`\n",
    );
    page
}
