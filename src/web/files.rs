//! Files that a person chose or dropped, with their paths in the folder.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, DataTransferItem, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry,
};

/// Entries of dropped folders that are looked at, at most.
const MOST_ENTRIES: usize = 20_000;

/// A file and its path.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Its path, from the folder that was chosen; its name alone where it was chosen by itself.
    pub path: String,
    file: File,
}

impl Chosen {
    /// Its size, in bytes.
    pub fn bytes(&self) -> f64 {
        self.file.size()
    }

    /// What it holds.
    ///
    /// # Errors
    ///
    /// In words: the browser cannot read it.
    pub async fn read(&self) -> Result<Vec<u8>, String> {
        let buffer = JsFuture::from(self.file.array_buffer()).await;
        let buffer = buffer.map_err(|_| format!("{} could not be read", self.path))?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

/// The files of an input.
pub fn of_list(list: &FileList) -> Vec<Chosen> {
    let files = (0..list.length()).filter_map(|at| list.get(at));
    files.map(of_file).collect()
}

fn of_file(file: File) -> Chosen {
    let below = Reflect::get(&file, &"webkitRelativePath".into()).ok();
    let below = below.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
    Chosen { path: below.unwrap_or_else(|| file.name()), file }
}

/// What was dropped: its entries have to be taken while the event lasts.
pub struct Dropped {
    entries: Vec<FileSystemEntry>,
    files: Vec<Chosen>,
}

impl Dropped {
    /// What an event brings.
    pub fn of(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        let items = (0..items.length()).filter_map(|at| items.get(at));
        let entry = |item: DataTransferItem| item.webkit_get_as_entry().ok().flatten();
        let entries = items.filter_map(entry).collect();
        let files = transfer.files().map(|list| of_list(&list)).unwrap_or_default();
        Self { entries, files }
    }

    /// All files, those in folders as well.
    pub async fn files(self) -> Vec<Chosen> {
        if self.entries.iter().all(FileSystemEntry::is_file) {
            return self.files;
        }
        let (mut open, mut found, mut seen) = (self.entries, Vec::new(), 0);
        while let Some(entry) = open.pop() {
            seen += 1;
            if seen > MOST_ENTRIES {
                break;
            }
            if entry.is_directory() {
                open.extend(entries(entry.unchecked_into()).await);
                continue;
            }
            let path = entry.full_path().trim_start_matches('/').to_owned();
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let file = promised(|resolve, reject| {
                entry.file_with_callback_and_callback(resolve, reject);
            });
            if let Some(file) = file.await {
                found.push(Chosen { path, file: file.unchecked_into() });
            }
        }
        found
    }
}

/// The entries of a folder; the browser gives them in portions.
async fn entries(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut found = Vec::new();
    loop {
        let portion = promised(|resolve, reject| {
            // A folder that is gone ends as an empty one.
            let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
        });
        let portion = Array::from(&portion.await.unwrap_or_default());
        if portion.length() == 0 {
            return found;
        }
        found.extend(portion.into_iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn promised(start: impl FnOnce(&Function, &Function)) -> Option<JsValue> {
    let mut start = Some(start);
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        if let Some(start) = start.take() {
            start(&resolve, &reject);
        }
    });
    JsFuture::from(promise).await.ok()
}
