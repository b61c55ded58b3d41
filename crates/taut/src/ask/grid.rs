//! One screen as a grid of questions and answers: a pure state that keys change and lines show.

use taut_episode::ScreenView;
use taut_reason::Reply;

use super::Outcome;

/// A key, as far as the grid cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// One question up.
    Up,
    /// One question down.
    Down,
    /// The answer to the left.
    Left,
    /// The answer to the right.
    Right,
    /// Next question, or done.
    Enter,
    /// Delete a typed digit.
    Backspace,
    /// Why is this asked?
    Why,
    /// Back to the screen before.
    Back,
    /// Stop for now.
    Quit,
    /// A typed character.
    Character(char),
}

/// A line to show, with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// How it stands out.
    pub role: Role,
}

/// How a line stands out; never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The screen's title.
    Title,
    /// Ordinary text.
    Plain,
    /// The question under the cursor.
    Current,
    /// Help.
    Help,
}

/// The state of one screen.
#[derive(Debug, Clone)]
pub struct Grid {
    view: ScreenView,
    replies: Vec<Option<Reply>>,
    typed: Vec<String>,
    row: usize,
    why: bool,
    message: String,
}

/// What a key led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Show the grid again.
    Redraw,
    /// A reply to the question at this place was given: keep it, then show the grid again.
    Kept(usize, Reply),
    /// Leave the screen.
    Leave(Outcome),
}

impl Grid {
    /// A screen with nothing chosen but what was answered before.
    #[must_use]
    pub fn new(view: &ScreenView) -> Self {
        let replies: Vec<Option<Reply>> = view.questions.iter().map(|q| q.reply).collect();
        let typed = replies
            .iter()
            .map(|r| match r {
                Some(Reply::Number(n)) => n.to_string(),
                _ => String::new(),
            })
            .collect();
        let row = replies.iter().position(Option::is_none).unwrap_or(0);
        Self { view: view.clone(), replies, typed, row, why: false, message: String::new() }
    }

    /// The replies given so far, each with the place of its question.
    #[must_use]
    pub fn given(&self) -> Vec<(usize, Reply)> {
        self.replies.iter().enumerate().filter_map(|(i, r)| r.map(|reply| (i, reply))).collect()
    }

    /// Handles one key.
    pub fn press(&mut self, key: Key) -> Effect {
        self.message.clear();
        let rows = self.view.questions.len();
        match key {
            Key::Quit => return Effect::Leave(Outcome::Quit(self.given())),
            Key::Back => return Effect::Leave(Outcome::Back),
            Key::Enter if rows == 0 => return Effect::Leave(Outcome::Answered(Vec::new())),
            _ if rows == 0 => {}
            Key::Why => self.why = !self.why,
            Key::Up => self.move_to(self.row.saturating_sub(1)),
            Key::Down => self.move_to((self.row + 1).min(rows - 1)),
            Key::Left => return self.step(-1),
            Key::Right => return self.step(1),
            Key::Enter => return self.enter(),
            Key::Backspace => {
                self.typed[self.row].pop();
                self.replies[self.row] = None;
            }
            Key::Character(c) => return self.character(c),
        }
        Effect::Redraw
    }

    fn move_to(&mut self, row: usize) {
        self.row = row;
        self.why = false;
    }

    /// The answer beside the chosen one; from nothing chosen, the first or the last.
    fn step(&mut self, by: isize) -> Effect {
        let question = &self.view.questions[self.row];
        let count = question.choices.len();
        if count == 0 {
            return Effect::Redraw;
        }
        let chosen = question.choices.iter().position(|c| Some(c.reply) == self.replies[self.row]);
        let next = match chosen {
            None if by > 0 => 0,
            None => count - 1,
            Some(i) => (i as isize + by).clamp(0, count as isize - 1) as usize,
        };
        self.choose(next)
    }

    fn choose(&mut self, index: usize) -> Effect {
        let question = &self.view.questions[self.row];
        match question.choices.get(index) {
            Some(choice) => {
                self.replies[self.row] = Some(choice.reply);
                Effect::Kept(self.row, choice.reply)
            }
            None => Effect::Redraw,
        }
    }

    /// Digits pick an answer or type a number; y and n answer a plain question; ? is "not sure".
    fn character(&mut self, c: char) -> Effect {
        let question = &self.view.questions[self.row];
        if question.number.is_some() {
            if c == '?' {
                self.typed[self.row].clear();
                self.replies[self.row] = Some(Reply::NotSure);
                return Effect::Kept(self.row, Reply::NotSure);
            }
            if c.is_ascii_digit() || c == '.' || c == ',' {
                self.typed[self.row].push(c);
                self.replies[self.row] = None;
            }
            return Effect::Redraw;
        }
        let pick = match c {
            'y' | 'Y' if question.choices.len() == 3 => Some(1),
            'y' | 'Y' if question.choices.len() == 4 => {
                "one side or both sides? press 2 or 3".clone_into(&mut self.message);
                None
            }
            'n' | 'N' => Some(0),
            '?' => question.choices.len().checked_sub(1),
            _ => c.to_digit(10).and_then(|d| (d as usize).checked_sub(1)),
        };
        match pick {
            Some(index) => {
                let effect = self.choose(index);
                if self.row + 1 < self.view.questions.len() && effect != Effect::Redraw {
                    self.move_to(self.row + 1);
                }
                effect
            }
            None => Effect::Redraw,
        }
    }

    /// Takes a typed number; then the next open question; with none left, the screen is done.
    fn enter(&mut self) -> Effect {
        let question = &self.view.questions[self.row];
        let mut kept = None;
        if question.number.is_some() && self.replies[self.row].is_none() {
            match question.parse_number(&self.typed[self.row]) {
                Ok(reply) => {
                    self.replies[self.row] = Some(reply);
                    kept = Some((self.row, reply));
                }
                Err(problem) => {
                    self.message = problem;
                    return Effect::Redraw;
                }
            }
        }
        let n = self.replies.len();
        let open = (1..=n).map(|i| (self.row + i) % n).find(|&i| self.replies[i].is_none());
        match (open, kept) {
            (None, _) => Effect::Leave(Outcome::Answered(self.given())),
            (Some(row), None) => {
                if row == self.row {
                    "choose an answer first".clone_into(&mut self.message);
                }
                self.move_to(row);
                Effect::Redraw
            }
            (Some(row), Some((place, reply))) => {
                self.move_to(row);
                Effect::Kept(place, reply)
            }
        }
    }

    /// The screen as at most `rows` lines: title and help stay, the questions scroll around the cursor.
    #[must_use]
    pub fn lines(&self, width: usize, rows: usize) -> Vec<Line> {
        const FEWEST: usize = 3;
        let mut lines = self.header(width);
        let (body, at) = self.body(width);
        let mut footer = self.footer();
        let room = rows.saturating_sub(lines.len() + footer.len()).max(FEWEST);
        let start = at.saturating_sub(room / 2).min(body.len().saturating_sub(room));
        let below = body.len().saturating_sub(start + room);
        if start > 0
            && let Some(last) = lines.last_mut()
        {
            "  ^ more above".clone_into(&mut last.text);
        }
        if below > 0 {
            "  v more below".clone_into(&mut footer[0].text);
        }
        lines.extend(body.into_iter().skip(start).take(room));
        lines.append(&mut footer);
        lines
    }

    /// Progress, title and introduction, then an empty line.
    fn header(&self, width: usize) -> Vec<Line> {
        const BAR: usize = 20;
        let (done, total) = self.view.progress;
        let filled = (done * BAR).checked_div(total).unwrap_or(BAR).min(BAR);
        let bar = format!("{}{}", "#".repeat(filled), ".".repeat(BAR - filled));
        let title = format!("{bar} {done}/{total}  {}", self.view.title);
        let mut lines = vec![Line { text: title, role: Role::Title }];
        for text in wrapped(&self.view.intro, width) {
            lines.push(Line { text, role: Role::Plain });
        }
        lines.push(Line { text: String::new(), role: Role::Plain });
        lines
    }

    /// The questions with their answers, and the line that the cursor is on.
    fn body(&self, width: usize) -> (Vec<Line>, usize) {
        let mut lines = Vec::new();
        let mut at = 0;
        for (i, question) in self.view.questions.iter().enumerate() {
            let here = i == self.row;
            let role = if here { Role::Current } else { Role::Plain };
            if here {
                at = lines.len();
            }
            let mut add = |text: String, role| lines.push(Line { text, role });
            let pointer = if here { ">" } else { " " };
            for (n, line) in
                wrapped(&question.text, width.saturating_sub(2)).into_iter().enumerate()
            {
                add(format!("{} {line}", if n == 0 { pointer } else { " " }), role);
            }
            if here {
                let beside = [&question.notice, &question.how];
                for line in beside.iter().flat_map(|text| wrapped(text, width.saturating_sub(4))) {
                    add(format!("    {line}"), Role::Help);
                }
            }
            add(format!("    {}", self.answers(i)), role);
            if here && self.why {
                for line in wrapped(&question.why, width.saturating_sub(4)) {
                    add(format!("    {line}"), Role::Help);
                }
            }
        }
        (lines, at)
    }

    /// An empty line or a message, then the keys.
    fn footer(&self) -> Vec<Line> {
        const KEYS: &str =
            "arrows choose, Enter goes on, w why, b back, ? not sure, Ctrl-C stops and keeps";
        let mut lines = vec![Line { text: String::new(), role: Role::Plain }];
        if !self.message.is_empty() {
            lines.push(Line { text: format!("  ! {}", self.message), role: Role::Current });
        }
        lines.push(Line { text: KEYS.to_owned(), role: Role::Help });
        lines
    }

    /// The answers of a question on one line, the chosen one in brackets.
    fn answers(&self, index: usize) -> String {
        let question = &self.view.questions[index];
        if let Some((unit, ..)) = &question.number {
            return match self.replies[index] {
                Some(Reply::NotSure) => "[Not sure]".to_owned(),
                _ => format!("[{}_] {unit}", self.typed[index]),
            };
        }
        question
            .choices
            .iter()
            .map(|c| {
                if Some(c.reply) == self.replies[index] {
                    format!("[{}]", c.label)
                } else {
                    format!(" {} ", c.label)
                }
            })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Words in lines of at most `width`.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use taut_episode::Question;
    use taut_knowledge::Sides;

    use super::*;

    fn yes_no(id: u16) -> Question {
        let answers = [("no", "No"), ("yes", "Yes")];
        let answers = answers.map(|(value, label)| (value.to_owned(), label.to_owned()));
        Question::plain("key", format!("question {id}"), "because".to_owned())
            .choosing(answers, "Not sure")
    }

    fn grid(questions: Vec<Question>) -> Grid {
        Grid::new(&ScreenView {
            id: "screen".to_owned(),
            title: "Title".to_owned(),
            intro: String::new(),
            progress: (3, 15),
            form: "questions".to_owned(),
            offer: String::new(),
            needs_all: true,
            may_stop: false,
            questions,
        })
    }

    #[test]
    fn nothing_is_chosen_before_a_key() {
        let mut g = grid(vec![yes_no(1), yes_no(2)]);
        assert!(g.given().is_empty());
        assert_eq!(g.press(Key::Enter), Effect::Redraw);
        assert!(g.given().is_empty());
    }

    #[test]
    fn letters_answer_and_move_on_and_enter_leaves_only_when_all_are_answered() {
        let mut g = grid(vec![yes_no(1), yes_no(2)]);
        assert_eq!(g.press(Key::Character('y')), Effect::Kept(0, Reply::State(1, Sides::Unstated)));
        assert_eq!(g.press(Key::Enter), Effect::Redraw);
        g.press(Key::Character('?'));
        let Effect::Leave(Outcome::Answered(replies)) = g.press(Key::Enter) else {
            panic!("all questions are answered")
        };
        assert_eq!(replies[1], (1, Reply::NotSure));
    }

    #[test]
    fn arrows_walk_through_the_answers() {
        let mut g = grid(vec![yes_no(1)]);
        g.press(Key::Right);
        g.press(Key::Right);
        assert_eq!(g.given(), vec![(0, Reply::State(1, Sides::Unstated))]);
        g.press(Key::Left);
        assert_eq!(g.given(), vec![(0, Reply::State(0, Sides::Unstated))]);
        g.press(Key::Left);
        assert_eq!(g.given(), vec![(0, Reply::State(0, Sides::Unstated))]);
    }

    #[test]
    fn numbers_are_checked_before_they_count() {
        let mut q = yes_no(1);
        q.choices.clear();
        q.number = Some(("years".to_owned(), 0.0, 120.0));
        let mut g = grid(vec![q]);
        for c in "500".chars() {
            g.press(Key::Character(c));
        }
        assert_eq!(g.press(Key::Enter), Effect::Redraw);
        let shown: Vec<String> = g.lines(80, 24).into_iter().map(|l| l.text).collect();
        assert!(shown.iter().any(|l| l.contains("from 0 to 120")), "{shown:?}");
        g.press(Key::Backspace);
        assert_eq!(
            g.press(Key::Enter),
            Effect::Leave(Outcome::Answered(vec![(0, Reply::Number(50.0))]))
        );
    }

    #[test]
    fn stopping_keeps_what_was_filled_in() {
        let mut g = grid(vec![yes_no(1), yes_no(2)]);
        g.press(Key::Character('n'));
        assert_eq!(
            g.press(Key::Quit),
            Effect::Leave(Outcome::Quit(vec![(0, Reply::State(0, Sides::Unstated))]))
        );
    }

    #[test]
    fn a_long_screen_scrolls_between_title_and_keys() {
        let mut g = grid((0..30).map(yes_no).collect());
        for _ in 0..20 {
            g.press(Key::Down);
        }
        let lines = g.lines(80, 24);
        assert!(lines.len() <= 24);
        assert!(lines[0].text.contains("3/15  Title"));
        assert!(lines.iter().any(|l| l.text == "> question 20"));
        assert!(lines.iter().any(|l| l.text.contains("more above")));
        assert!(lines.iter().any(|l| l.text.contains("more below")));
        assert!(lines.last().is_some_and(|l| l.text.starts_with("arrows choose")));
    }

    #[test]
    fn why_is_shown_on_demand() {
        let mut g = grid(vec![yes_no(1)]);
        let has = |g: &Grid| g.lines(80, 24).iter().any(|l| l.text.contains("because"));
        assert!(!has(&g));
        g.press(Key::Why);
        assert!(has(&g));
    }
}
