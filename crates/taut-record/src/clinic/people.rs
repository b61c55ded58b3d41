//! People as a viewer may find them, and who belongs to which clinic.

use super::id::ClinicId;
use super::viewer::{Reach, no_such_person, own, reached};
use crate::chain_id::ChainId;
use crate::db::{Arg, Row, Tx};
use crate::entry::check_name;
use crate::problem::Outcome;
use crate::random::random;

/// Characters of a mark: none that look alike.
const MARKS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A person whose records are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's chain.
    pub chain: ChainId,
    /// The name under which the record is kept; no two people have the same. See [`Person::shown`].
    pub name: String,
    /// Entries so far.
    pub entries: i64,
}

impl Person {
    /// The name without its mark. A clinic's people have a mark such as ` [k3v9qr]` behind the name under which their record is
    /// kept: two of them may have the same name, and nobody learns from a name that is taken who is in another clinic.
    #[must_use]
    pub fn shown(&self) -> &str {
        unmarked(&self.name)
    }
}

/// A name without its mark.
pub(crate) fn unmarked(name: &str) -> &str {
    name.strip_suffix(mark_of(name)).unwrap_or(name)
}

/// The mark at the end of a name; empty if there is none.
pub(crate) fn mark_of(name: &str) -> &str {
    let Some(at) = name.rfind(" [") else { return "" };
    let mark = &name[at..];
    let inner = mark[2..].strip_suffix(']').unwrap_or_default();
    if inner.len() == 6 && inner.bytes().all(|b| MARKS.contains(&b)) { mark } else { "" }
}

/// A name with a new mark behind it.
///
/// # Errors
/// It is not a name.
pub(crate) fn marked(name: &str) -> Outcome<String> {
    check_name("name", name)?;
    let mark: String =
        random::<6>()?.iter().map(|b| char::from(MARKS[usize::from(b & 31)])).collect();
    let name = format!("{name} [{mark}]");
    check_name("name", &name)?;
    Ok(name)
}

fn person(row: &Row) -> Outcome<Person> {
    Ok(Person { chain: row.chain(0)?, name: row.text(1)?.to_owned(), entries: row.int(2)? })
}

macro_rules! columns {
    () => {
        "select person.chain, person.name, chain.length from person \
         join chain on chain.id = person.chain "
    };
}

/// The person of a chain, if within reach.
pub(crate) async fn of_chain(tx: &mut Tx, chain: ChainId, reach: &Reach) -> Outcome<Person> {
    let row =
        tx.row(concat!(columns!(), "where person.chain = ", own!()), &reach.args(&chain)).await?;
    row.as_ref().map_or_else(|| Err(no_such_person()), person)
}

/// The person whose record is kept under a name, if within reach.
pub(crate) async fn of_name(tx: &mut Tx, name: &str, reach: &Reach) -> Outcome<Option<Person>> {
    let row = tx
        .row(
            concat!(columns!(), "where person.name = $1 and ", reached!()),
            &[Arg::Text(name), Arg::Int(reach.how), Arg::Bytes(&reach.key)],
        )
        .await?;
    row.as_ref().map(person).transpose()
}

/// People within reach in the order of their names' bytes, those after a name.
pub(crate) async fn list(
    tx: &mut Tx,
    reach: &Reach,
    after: &str,
    limit: u32,
) -> Outcome<Vec<Person>> {
    let most = Arg::Int(i64::from(limit));
    let rows = if reach.how == 2 {
        // By way of the clinic, because most people may be in others.
        tx.rows(
            concat!(
                columns!(),
                "join membership on membership.chain = person.chain \
                 where membership.clinic = $1 and person.name > $2 order by person.name limit $3"
            ),
            &[Arg::Bytes(&reach.key), Arg::Text(after), most],
        )
        .await?
    } else {
        tx.rows(
            concat!(
                columns!(),
                "where person.name > $1 and ",
                reached!(),
                " order by person.name limit $4"
            ),
            &[Arg::Text(after), Arg::Int(reach.how), Arg::Bytes(&reach.key), most],
        )
        .await?
    };
    rows.iter().map(person).collect()
}

/// A person belongs to a clinic from now on.
pub(crate) async fn join(tx: &mut Tx, chain: ChainId, clinic: ClinicId, now: i64) -> Outcome<()> {
    tx.run(
        "insert into membership (chain, clinic, since) values ($1, $2, $3) on conflict do nothing",
        &[Arg::Bytes(&chain.0), Arg::Bytes(&clinic.0), Arg::Int(now)],
    )
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::{mark_of, marked};

    #[test]
    fn a_mark_is_found_again_and_nothing_else_is_one() {
        let name = marked("Zoë [abc] Ω").unwrap();
        assert_eq!(format!("Zoë [abc] Ω{}", mark_of(&name)), name);
        assert_ne!(marked("Ann").unwrap(), marked("Ann").unwrap());
        for plain in ["Ann", "", "Ann [abc]", "Ann [abcdeL]", "Ann [abcdef] Z", "Ann[abcdef]"] {
            assert_eq!(mark_of(plain), "", "{plain}");
        }
    }
}
