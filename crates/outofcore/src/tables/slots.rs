//! A hash table from names to what is known of them, with open addressing.

use super::summary::Station;

/// One station in the table: 64 bytes, a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Slot {
    /// The head of the name: see [`head`].
    pub(super) head: [u64; 2],
    /// Bytes of the name; `FREE` in a free slot.
    pub(super) len: u32,
    pub(super) min: i32,
    pub(super) max: i32,
    count: u64,
    sum: i64,
    /// Where the name stands in the text.
    start: usize,
}

const FREE: u32 = u32::MAX;

const EMPTY: Slot = Slot {
    // No name's: an empty one would be all zeros, and 255 does not end in eight bytes of UTF-8.
    head: [u64::MAX; 2],
    len: FREE,
    min: i32::MAX,
    max: i32::MIN,
    count: 0,
    sum: 0,
    start: 0,
};

impl Slot {
    #[inline(always)]
    pub(super) fn add(&mut self, tenths: i32) {
        self.min = self.min.min(tenths);
        self.max = self.max.max(tenths);
        self.sum += i64::from(tenths);
        self.count += 1;
    }
}

/// Where the name of a row stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) len: usize,
}

/// The first 15 bytes of a name, what is beyond its end being 0, and behind them how many there are, or 255 for a
/// name that is longer. So two short names are the same if their heads are.
fn head(name: &[u8]) -> [u64; 2] {
    let mut bytes = [0; 16];
    let first = name.len().min(15);
    bytes[..first].copy_from_slice(&name[..first]);
    bytes[15] = if name.len() < 16 { first as u8 } else { 0xff };
    let (low, high) = bytes.split_at(8);
    [low, high].map(|half| u64::from_le_bytes(*half.first_chunk().expect("eight bytes")))
}

/// The multiplier is that of [`kernels::random`]; its upper bits depend on all bytes of the head.
#[inline(always)]
fn hash(head: [u64; 2]) -> u64 {
    (head[0] ^ head[1].rotate_left(29)).wrapping_mul(kernels::random::GOLDEN)
}

/// The table; it grows when it is half full.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// 64 minus the bits of an index.
    shift: u32,
    used: usize,
}

impl Slots {
    pub(super) fn new() -> Self {
        Self::with_bits(11)
    }

    fn with_bits(bits: u32) -> Self {
        Self {
            slots: vec![EMPTY; 1 << bits],
            shift: 64 - bits,
            used: 0,
        }
    }

    /// The slot of a name of at most 15 bytes, if it has one.
    #[inline(always)]
    pub(super) fn short(&mut self, head: [u64; 2]) -> Option<&mut Slot> {
        let mut index = (hash(head) >> self.shift) as usize;
        let mask = self.slots.len() - 1;
        loop {
            let slot = &self.slots[index & mask];
            if (slot.head[0] ^ head[0]) | (slot.head[1] ^ head[1]) == 0 {
                return Some(&mut self.slots[index & mask]);
            }
            if slot.len == FREE {
                return None;
            }
            index += 1;
        }
    }

    /// The slot of a name, if it has one.
    pub(super) fn find(&mut self, text: &[u8], name: Name) -> Option<&mut Slot> {
        let index = self.place(text, name);
        let slot = &mut self.slots[index];
        (slot.len != FREE).then_some(slot)
    }

    /// The slot of a name that is good; it gets one if it has none.
    pub(super) fn enter(&mut self, text: &[u8], name: Name) -> &mut Slot {
        if 2 * (self.used + 1) > self.slots.len() {
            self.grow(text);
        }
        let index = self.place(text, name);
        let slot = &mut self.slots[index];
        if slot.len == FREE {
            self.used += 1;
            slot.head = head(&text[name.start..][..name.len]);
            slot.len = name.len as u32;
            slot.start = name.start;
        }
        slot
    }

    /// Where a name is, or would be put.
    fn place(&self, text: &[u8], name: Name) -> usize {
        let bytes = &text[name.start..][..name.len];
        let head = head(bytes);
        let mut index = (hash(head) >> self.shift) as usize;
        loop {
            let slot = &self.slots[index];
            let is_same = slot.head == head
                && slot.len as usize == name.len
                && (name.len < 16 || text[slot.start..][..name.len] == *bytes);
            if is_same || slot.len == FREE {
                return index;
            }
            index = (index + 1) & (self.slots.len() - 1);
        }
    }

    #[cold]
    fn grow(&mut self, text: &[u8]) {
        let mut larger = Self::with_bits(64 - self.shift + 1);
        for slot in self.slots.iter().filter(|slot| slot.len != FREE) {
            let index = larger.place(text, name_of(slot));
            larger.slots[index] = *slot;
        }
        larger.used = self.used;
        *self = larger;
    }

    /// Adds what another table of the same text knows.
    pub(super) fn merge(&mut self, text: &[u8], other: &Slots) {
        for slot in other.slots.iter().filter(|slot| slot.len != FREE) {
            let mine = self.enter(text, name_of(slot));
            mine.min = mine.min.min(slot.min);
            mine.max = mine.max.max(slot.max);
            mine.sum += slot.sum;
            mine.count += slot.count;
        }
    }

    /// The stations by name. Names were checked to be UTF-8 before they got a slot.
    pub(super) fn stations(&self, text: &[u8]) -> Vec<Station> {
        let used = self.slots.iter().filter(|slot| slot.len != FREE);
        let mut stations: Vec<Station> = used
            .map(|slot| Station {
                name: String::from_utf8_lossy(&text[slot.start..][..slot.len as usize])
                    .into_owned(),
                min: slot.min,
                max: slot.max,
                sum: slot.sum,
                count: slot.count,
            })
            .collect();
        stations.sort_unstable();
        stations
    }
}

fn name_of(slot: &Slot) -> Name {
    Name {
        start: slot.start,
        len: slot.len as usize,
    }
}
