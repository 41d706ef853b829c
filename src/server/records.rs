//! Records by their random names, each kept until a time of its own.

use std::collections::BTreeMap;

use crate::ground::clock::Timestamp;

/// How many records that are due an insertion takes out: more than it adds, so that none stays
/// for long, and few, so that no insertion has to wait for the others.
const SWEPT_AT_ONCE: usize = 2;

/// Records of one kind, found by name in logarithmic time and forgotten in the order in which they
/// are due.
///
/// One index for records of any kind: a map of its own for every kind of record would bring the
/// code of a B-tree into the page as often as there are kinds.
#[derive(Clone, Debug)]
pub struct Records<T> {
    index: Index,
    records: Vec<Record<T>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Record<T> {
    name: String,
    kept_until: Timestamp,
    content: T,
}

/// Where the records are. Both maps have the same types, as they share their code.
#[derive(Clone, Debug, Default)]
struct Index {
    /// The place of each record by its name.
    places: BTreeMap<String, usize>,
    /// The place of each record by the time until which it is kept, and its name.
    deadlines: BTreeMap<String, usize>,
}

impl Index {
    fn set(&mut self, name: &str, kept_until: Timestamp, place: usize) {
        self.places.insert(name.to_owned(), place);
        self.deadlines.insert(deadline(kept_until, name), place);
    }

    fn first_due(&self, now: Timestamp) -> Option<usize> {
        let (first, place) = self.deadlines.first_key_value()?;
        (*first < deadline(now, "")).then_some(*place)
    }
}

/// A key that sorts by time: all times have the same number of digits.
fn deadline(kept_until: Timestamp, name: &str) -> String {
    format!("{:020} {name}", kept_until.0)
}

impl<T> Records<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        let place = *self.index.places.get(name)?;
        self.records.get(place).map(|record| &record.content)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = *self.index.places.get(name)?;
        self.records
            .get_mut(place)
            .map(|record| &mut record.content)
    }

    /// Adds a record under a name that is new, and forgets some of those that are due.
    pub fn insert(&mut self, name: String, content: T, kept_until: Timestamp, now: Timestamp) {
        for _ in 0..SWEPT_AT_ONCE {
            let Some(place) = self.index.first_due(now) else {
                break;
            };
            self.take_out(place);
        }
        self.index.set(&name, kept_until, self.records.len());
        self.records.push(Record {
            name,
            kept_until,
            content,
        });
    }

    /// Keeps a record for longer; never for less.
    pub fn keep_until(&mut self, name: &str, time: Timestamp) {
        let Some(&place) = self.index.places.get(name) else {
            return;
        };
        if let Some(record) = self.records.get_mut(place)
            && record.kept_until < time
        {
            let old = deadline(record.kept_until, name);
            self.index.deadlines.remove(&old);
            record.kept_until = time;
            self.index.set(name, time, place);
        }
    }

    /// Until when a record is kept.
    pub fn kept_until(&self, name: &str) -> Option<Timestamp> {
        let place = *self.index.places.get(name)?;
        self.records.get(place).map(|record| record.kept_until)
    }

    /// Takes a record out.
    pub fn remove(&mut self, name: &str) {
        if let Some(&place) = self.index.places.get(name) {
            self.take_out(place);
        }
    }

    fn take_out(&mut self, place: usize) {
        let out = self.records.swap_remove(place);
        self.index.places.remove(&out.name);
        let due = deadline(out.kept_until, &out.name);
        self.index.deadlines.remove(&due);
        if let Some(moved) = self.records.get(place) {
            self.index.set(&moved.name, moved.kept_until, place);
        }
    }

    /// Whether there are `limit` records and none of them is due.
    pub fn is_full(&self, limit: usize, now: Timestamp) -> bool {
        self.records.len() >= limit && self.index.first_due(now).is_none()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// All records with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.records
            .iter()
            .map(|record| (&record.name, &record.content))
    }

    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(name, _)| name)
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, record)| record)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.records.iter_mut().map(|record| &mut record.content)
    }
}

/// The index follows from the records.
impl<T: PartialEq> PartialEq for Records<T> {
    fn eq(&self, other: &Records<T>) -> bool {
        self.records == other.records
    }
}

impl<T: Eq> Eq for Records<T> {}

impl<T> Default for Records<T> {
    fn default() -> Records<T> {
        Records {
            index: Index::default(),
            records: Vec::new(),
        }
    }
}
