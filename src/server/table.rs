//! Records by their random names.

use std::collections::BTreeMap;

/// Records of one kind, found by name in logarithmic time.
///
/// One index for records of any kind: a map of its own for every kind of record would bring the
/// code of a B-tree into the page as often as there are kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T> {
    places: BTreeMap<String, usize>,
    records: Vec<(String, T)>,
}

impl<T> Table<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        let place = *self.places.get(name)?;
        self.records.get(place).map(|(_, record)| record)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = *self.places.get(name)?;
        self.records.get_mut(place).map(|(_, record)| record)
    }

    /// Adds a record under a name that is new.
    pub fn insert(&mut self, name: String, record: T) {
        self.places.insert(name.clone(), self.records.len());
        self.records.push((name, record));
    }

    /// Takes a record out.
    pub fn remove(&mut self, name: &str) {
        let Some(place) = self.places.remove(name) else {
            return;
        };
        self.records.swap_remove(place);
        if let Some((moved, _)) = self.records.get(place) {
            self.places.insert(moved.clone(), place);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// All records with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.records.iter().map(|(name, record)| (name, record))
    }

    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(name, _)| name)
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, record)| record)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.records.iter_mut().map(|(_, record)| record)
    }
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table {
            places: BTreeMap::new(),
            records: Vec::new(),
        }
    }
}
