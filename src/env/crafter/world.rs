//! The map of a world: materials, objects, and the chunks that are kept in balance.
//!
//! Cells are counted column by column, `x * height + y`. Chunks are squares of 12 x 12 cells, cut off
//! at the far edges. A chunk counts once an object has been in it; upstream's map of chunks keeps that
//! order, and so do draws.
//!
//! Source: crafter 1.8.3, `engine.py`, `World`.

use super::material::{Material, Materials};
use super::object::{Body, Object, Pos};

/// Cells along a chunk's side.
pub const CHUNK: u8 = 12;

/// The size of a world, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    width: u8,
    height: u8,
}

impl Area {
    /// The usual world: 64 x 64.
    pub const USUAL: Self = Self { width: 64, height: 64 };

    /// The least side: in smaller worlds upstream's slices at the edge would wrap around.
    pub const LEAST: u8 = 9;

    /// An area of at least 9 x 9 cells; none for less.
    pub const fn new(width: u8, height: u8) -> Option<Self> {
        if width < Self::LEAST || height < Self::LEAST {
            return None;
        }
        Some(Self { width, height })
    }

    /// Cells from left to right.
    pub const fn width(self) -> u8 {
        self.width
    }

    /// Cells from top to bottom.
    pub const fn height(self) -> u8 {
        self.height
    }

    /// How many cells there are.
    pub const fn cells(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// The cell in the middle, where the player starts.
    pub const fn center(self) -> Pos {
        Pos::new((self.width / 2) as i16, (self.height / 2) as i16)
    }

    /// The place of a cell among all; none outside.
    #[inline]
    pub const fn index(self, pos: Pos) -> Option<usize> {
        let (width, height) = (self.width as i16, self.height as i16);
        if pos.x < 0 || pos.y < 0 || pos.x >= width || pos.y >= height {
            return None;
        }
        Some(pos.x as usize * height as usize + pos.y as usize)
    }

    /// Chunks from top to bottom.
    const fn chunk_rows(self) -> usize {
        self.height.div_ceil(CHUNK) as usize
    }

    const fn chunks(self) -> usize {
        self.width.div_ceil(CHUNK) as usize * self.chunk_rows()
    }

    /// The chunk of a cell inside.
    const fn chunk_of(self, pos: Pos) -> usize {
        let side = CHUNK as usize;
        pos.x as usize / side * self.chunk_rows() + pos.y as usize / side
    }
}

/// What is counted in a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Chunk {
    /// An object has been in it.
    known: bool,
    grass: u8,
    path: u8,
    /// By [`Body::number`].
    objects: [u8; 6],
}

/// A world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    area: Area,
    materials: Vec<Material>,
    /// Per cell the place of its object in `objects`, plus 1; 0 for none.
    occupants: Vec<u16>,
    /// In the order that they came; the player first.
    objects: Vec<Object>,
    next_index: u32,
    chunks: Vec<Chunk>,
    /// The known chunks, in the order that they became so.
    chunk_order: Vec<u16>,
    has_removed: bool,
}

impl World {
    /// A world of nothing.
    pub fn new(area: Area) -> Self {
        Self {
            area,
            materials: vec![Material::None; area.cells()],
            occupants: vec![0; area.cells()],
            objects: Vec::new(),
            next_index: 1,
            chunks: vec![Chunk::default(); area.chunks()],
            chunk_order: Vec::new(),
            has_removed: false,
        }
    }

    /// Back to a world of nothing.
    pub(super) fn clear(&mut self) {
        self.materials.fill(Material::None);
        self.occupants.fill(0);
        self.objects.clear();
        self.next_index = 1;
        self.chunks.fill(Chunk::default());
        self.chunk_order.clear();
        self.has_removed = false;
    }

    /// Its size.
    pub const fn area(&self) -> Area {
        self.area
    }

    /// Every cell's material, column by column.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// The objects that are in the world, in the order that they came; the player first.
    pub fn objects(&self) -> impl DoubleEndedIterator<Item = &Object> {
        self.objects.iter().filter(|object| !object.removed)
    }

    /// The material of a cell; [`Material::None`] outside.
    #[inline]
    pub fn material(&self, pos: Pos) -> Material {
        self.area.index(pos).map_or(Material::None, |cell| self.materials[cell])
    }

    /// The object in a cell.
    pub fn object(&self, pos: Pos) -> Option<&Object> {
        self.slot_at(pos).map(|slot| &self.objects[slot])
    }

    /// Whether a cell has one of these materials and no object.
    #[inline]
    pub fn is_free(&self, pos: Pos, materials: Materials) -> bool {
        self.area
            .index(pos)
            .is_some_and(|cell| self.occupants[cell] == 0 && materials.has(self.materials[cell]))
    }

    /// The materials in the square around a cell, so many cells each way, as the original slices it.
    ///
    /// Upstream quirk: a slice that would begin before the first cell is empty, so that nothing is
    /// near at the left and upper edges. At the far edges it is cut off.
    pub fn nearby(&self, pos: Pos, reach: i16) -> Materials {
        let mut found = Materials::of(&[]);
        let columns = python_slice(pos.x - reach, pos.x + reach + 1, self.area.width);
        let rows = python_slice(pos.y - reach, pos.y + reach + 1, self.area.height);
        for x in columns {
            for y in rows.clone() {
                found = found.and(self.material(Pos::new(x, y)));
            }
        }
        found
    }

    /// The known chunks, in the order that they became so: least x, least x beyond, least y, least y
    /// beyond.
    pub fn chunks(&self) -> impl Iterator<Item = [u8; 4]> {
        self.chunk_order.iter().map(|&chunk| {
            let [low, high] = self.bounds(usize::from(chunk));
            [low.x, high.x, low.y, high.y].map(|edge| edge as u8)
        })
    }

    /// The map in numbers, column by column: materials, and on them objects from
    /// [`Body::SEMANTIC`] on.
    pub fn semantic(&self) -> Vec<u8> {
        let mut map: Vec<u8> = self.materials.iter().map(|&material| material as u8).collect();
        for object in self.objects() {
            if let Some(cell) = self.area.index(object.pos) {
                map[cell] = Body::SEMANTIC + object.body.number();
            }
        }
        map
    }

    /// A cell in numbers, as in [`Self::semantic`]; 0 outside.
    #[inline]
    pub fn semantic_at(&self, pos: Pos) -> u8 {
        let Some(cell) = self.area.index(pos) else { return 0 };
        match self.occupants[cell] {
            0 => self.materials[cell] as u8,
            place => Body::SEMANTIC + self.objects[usize::from(place) - 1].body.number(),
        }
    }

    /// Sets a cell's material; nothing happens outside.
    pub(super) fn set_material(&mut self, pos: Pos, material: Material) {
        let Some(cell) = self.area.index(pos) else { return };
        let chunk = &mut self.chunks[self.area.chunk_of(pos)];
        for (counted, count) in
            [(Material::Grass, &mut chunk.grass), (Material::Path, &mut chunk.path)]
        {
            *count -= u8::from(self.materials[cell] == counted);
            *count += u8::from(material == counted);
        }
        self.materials[cell] = material;
    }

    /// The place of a cell's object among [`Self::slots`].
    #[inline]
    pub(super) fn slot_at(&self, pos: Pos) -> Option<usize> {
        let cell = self.area.index(pos)?;
        usize::from(self.occupants[cell]).checked_sub(1)
    }

    /// How many places objects have, those of removed ones included until [`Self::compact`].
    pub(super) fn slots(&self) -> usize {
        self.objects.len()
    }

    /// The object in a place.
    #[inline]
    pub(super) fn slot(&self, slot: usize) -> &Object {
        &self.objects[slot]
    }

    /// The object in a place. Its cell changes by [`Self::relocate`] only.
    #[inline]
    pub(super) fn slot_mut(&mut self, slot: usize) -> &mut Object {
        &mut self.objects[slot]
    }

    /// Puts a new object into a free cell inside.
    pub(super) fn add(&mut self, pos: Pos, body: Body) {
        let Some(cell) = self.area.index(pos) else { return };
        debug_assert_eq!(self.occupants[cell], 0, "a cell holds one object");
        let (index, health) = (self.next_index, body.start_health());
        self.next_index += 1;
        self.objects.push(Object { index, pos, health, removed: false, body });
        self.occupants[cell] = self.objects.len() as u16;
        self.enter(self.area.chunk_of(pos), body);
    }

    /// Takes an object out of the world; a second time does nothing.
    pub(super) fn remove(&mut self, slot: usize) {
        let object = &mut self.objects[slot];
        if object.removed {
            return;
        }
        object.removed = true;
        self.has_removed = true;
        let Object { pos, body, .. } = *object;
        if let Some(cell) = self.area.index(pos) {
            self.occupants[cell] = 0;
        }
        self.chunks[self.area.chunk_of(pos)].objects[usize::from(body.number())] -= 1;
    }

    /// Moves an object to a free cell inside; a removed one stays away.
    pub(super) fn relocate(&mut self, slot: usize, to: Pos) {
        let Object { pos: from, body, removed, .. } = self.objects[slot];
        let (Some(old), Some(new)) = (self.area.index(from), self.area.index(to)) else { return };
        if removed {
            return;
        }
        self.occupants[new] = self.occupants[old];
        self.occupants[old] = 0;
        self.objects[slot].pos = to;
        let (old, new) = (self.area.chunk_of(from), self.area.chunk_of(to));
        if old != new {
            self.chunks[old].objects[usize::from(body.number())] -= 1;
            self.enter(new, body);
        }
    }

    fn enter(&mut self, number: usize, body: Body) {
        let chunk = &mut self.chunks[number];
        chunk.objects[usize::from(body.number())] += 1;
        if !chunk.known {
            chunk.known = true;
            self.chunk_order.push(number as u16);
        }
    }

    /// Gives the places of removed objects to those after them.
    pub(super) fn compact(&mut self) {
        if !self.has_removed {
            return;
        }
        self.has_removed = false;
        self.objects.retain(|object| !object.removed);
        for (slot, object) in self.objects.iter().enumerate() {
            if let Some(cell) = self.area.index(object.pos) {
                self.occupants[cell] = slot as u16 + 1;
            }
        }
    }

    /// How many known chunks there are.
    pub(super) fn chunk_count(&self) -> usize {
        self.chunk_order.len()
    }

    /// The known chunk that came so manyth.
    pub(super) fn chunk(&self, at: usize) -> usize {
        usize::from(self.chunk_order[at])
    }

    /// Whether an object has been in a chunk.
    pub(super) fn is_known(&self, chunk: usize) -> bool {
        self.chunks[chunk].known
    }

    /// How many chunks the area has.
    pub(super) fn all_chunks(&self) -> usize {
        self.chunks.len()
    }

    /// How many objects of a kind are in a chunk.
    pub(super) fn population(&self, chunk: usize, kind: u8) -> u32 {
        u32::from(self.chunks[chunk].objects[usize::from(kind)])
    }

    /// How many cells of a chunk are grass, and how many path.
    pub(super) fn ground(&self, chunk: usize) -> (u32, u32) {
        let Chunk { grass, path, .. } = self.chunks[chunk];
        (grass.into(), path.into())
    }

    /// The so manyth cell of a material in a chunk, column by column.
    pub(super) fn nth_cell(&self, chunk: usize, material: Material, mut nth: u32) -> Option<Pos> {
        let [low, high] = self.bounds(chunk);
        for x in low.x..high.x {
            for y in low.y..high.y {
                let pos = Pos::new(x, y);
                if self.material(pos) == material {
                    if nth == 0 {
                        return Some(pos);
                    }
                    nth -= 1;
                }
            }
        }
        None
    }

    /// The places of a chunk's objects of a kind, in the order that they came.
    pub(super) fn members(&self, chunk: usize, kind: u8) -> impl Iterator<Item = usize> {
        let is_member = move |object: &Object| {
            object.body.number() == kind
                && !object.removed
                && self.area.chunk_of(object.pos) == chunk
        };
        (0..self.objects.len()).filter(move |&slot| is_member(&self.objects[slot]))
    }

    /// A chunk's first cell, and the one beyond its last.
    fn bounds(&self, chunk: usize) -> [Pos; 2] {
        let (rows, side) = (self.area.chunk_rows(), i16::from(CHUNK));
        let low = Pos::new((chunk / rows) as i16 * side, (chunk % rows) as i16 * side);
        let (width, height) = (i16::from(self.area.width), i16::from(self.area.height));
        [low, Pos::new((low.x + side).min(width), (low.y + side).min(height))]
    }
}

/// The places that Python's `list[from:to]` takes of a list: a negative place counts from the end.
pub fn python_slice(from: i16, to: i16, len: u8) -> std::ops::Range<i16> {
    let len = i16::from(len);
    let place = |at: i16| if at < 0 { (at + len).max(0) } else { at.min(len) };
    place(from)..place(to)
}
