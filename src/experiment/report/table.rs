//! A table in plain text: words to the left, numbers to the right.

use std::fmt;

/// Columns further apart than this.
const GAP: usize = 2;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    rows: Vec<Vec<String>>,
    is_words: bool,
}

impl Table {
    /// A table with titles: words in its first column, numbers in the others.
    pub fn new(titles: &[&str]) -> Self {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        Self { rows: vec![titles], is_words: false }
    }

    /// A table with words in every column.
    pub fn of_words(titles: &[&str]) -> Self {
        Self { is_words: true, ..Self::new(titles) }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(|column| self.width(column)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line += &if at == 0 || self.is_words {
                    format!("{:GAP$}{cell:<width$}", "")
                } else {
                    format!("{:GAP$}{cell:>width$}", "")
                };
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
