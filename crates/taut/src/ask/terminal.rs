//! The interview on a real terminal: draws the grid and turns key presses into keys of the grid.

use std::io::Write as _;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::{cursor, queue, terminal};
use taut_episode::ScreenView;

use super::grid::{Effect, Grid, Key, Line, Role};
use super::{FrontEnd, Keep, Next, Outcome};

/// The terminal front end.
#[derive(Debug)]
pub struct Terminal;

/// Raw mode that ends with its scope, also on an error.
struct Raw;

impl Raw {
    fn enter() -> anyhow::Result<Self> {
        terminal::enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = terminal::disable_raw_mode();
        let _ = crossterm::execute!(std::io::stdout(), cursor::Show);
    }
}

fn key_of(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    Some(match event.code {
        KeyCode::Char('c' | 'd') if control => Key::Quit,
        KeyCode::Up | KeyCode::BackTab => Key::Up,
        KeyCode::Down | KeyCode::Tab => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Enter => Key::Enter,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Esc => Key::Back,
        KeyCode::Char('w') => Key::Why,
        KeyCode::Char('b') => Key::Back,
        KeyCode::Char('q') => Key::Quit,
        KeyCode::Char(c) => Key::Character(c),
        _ => return None,
    })
}

/// Draws the lines from the top of the screen.
fn draw(lines: &[Line], columns: usize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    queue!(out, cursor::Hide, cursor::MoveTo(0, 0), terminal::Clear(terminal::ClearType::All))?;
    for (i, line) in lines.iter().enumerate() {
        let text: String = line.text.chars().take(columns).collect();
        queue!(out, cursor::MoveTo(0, i as u16))?;
        match line.role {
            Role::Title | Role::Current => queue!(out, SetAttribute(Attribute::Bold))?,
            Role::Help => queue!(out, SetAttribute(Attribute::Dim))?,
            Role::Plain => {}
        }
        queue!(out, Print(text), SetAttribute(Attribute::Reset))?;
    }
    Ok(out.flush()?)
}

impl FrontEnd for Terminal {
    fn show(&mut self, view: &ScreenView, keep: &mut Keep) -> anyhow::Result<Outcome> {
        let raw = Raw::enter()?;
        let mut grid = Grid::new(view);
        let mut stop = false;
        let outcome = loop {
            let (columns, rows) = terminal::size().unwrap_or((80, 24));
            let room = usize::from(rows).saturating_sub(1);
            draw(&grid.lines(usize::from(columns).min(90), room), usize::from(columns))?;
            let Event::Key(event) = read()? else { continue };
            let Some(key) = key_of(event) else { continue };
            if stop && key == Key::Enter {
                break Outcome::Answered(grid.given());
            }
            match grid.press(key) {
                Effect::Redraw => {}
                Effect::Kept(place, reply) => {
                    stop = keep(place, reply)? == Next::Stop;
                    // The arrow keys may only be passing a "yes"; after them, Enter ends the screen.
                    if stop && !matches!(key, Key::Left | Key::Right) {
                        break Outcome::Answered(grid.given());
                    }
                }
                Effect::Leave(outcome) => break outcome,
            }
        };
        crossterm::execute!(
            std::io::stdout(),
            terminal::Clear(terminal::ClearType::All),
            cursor::MoveTo(0, 0)
        )?;
        drop(raw);
        Ok(outcome)
    }

    fn tell(&mut self, text: &str) -> anyhow::Result<()> {
        crate::output::print(text)
    }

    fn confirm(&mut self, question: &str) -> anyhow::Result<bool> {
        crate::output::print(&format!("{question} (y/n)"))?;
        let _raw = Raw::enter()?;
        loop {
            if let Event::Key(event) = read()? {
                match key_of(event) {
                    Some(Key::Character('y' | 'Y')) => return Ok(true),
                    Some(Key::Character('n' | 'N') | Key::Quit | Key::Back) => return Ok(false),
                    _ => {}
                }
            }
        }
    }
}
