//! Numbers in blocks. serde hands them over one by one, which takes longer than everything else on the way of a
//! large array; a block is copied at once.

use std::any::{Any, TypeId};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::raw;

/// Numbers in a block, which stays in the processor's first cache.
const BLOCK: usize = 2048;

/// A value on its way: a `Vec` of numbers in blocks, anything else as serde has it.
pub(crate) struct Bulk<T>(pub(crate) T);

/// What a block is made of.
trait Number: Copy + 'static {
    /// Writes the bytes of numbers after each other.
    fn write(numbers: &[Self], bytes: &mut Vec<u8>);
    /// Appends the numbers that these are the bytes of.
    fn read(bytes: &[u8], numbers: &mut Vec<Self>);
}

/// Gives a macro the types of numbers.
macro_rules! for_numbers {
    ($each:ident) => {
        $each! { f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
    };
}

macro_rules! number {
    ($($number:ty)*) => {$(
        impl Number for $number {
            fn write(numbers: &[Self], bytes: &mut Vec<u8>) {
                bytes.resize(size_of_val(numbers), 0);
                let (places, _) = bytes.as_chunks_mut();
                for (place, number) in places.iter_mut().zip(numbers) {
                    *place = number.to_le_bytes();
                }
            }

            fn read(bytes: &[u8], numbers: &mut Vec<Self>) {
                let (all, _) = bytes.as_chunks();
                numbers.extend(all.iter().map(|bytes| <$number>::from_le_bytes(*bytes)));
            }
        }
    )*};
}
for_numbers!(number);

impl<T: Serialize + 'static> Serialize for Bulk<&T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value: &dyn Any = self.0;
        macro_rules! write {
            ($($number:ty)*) => {$(
                if let Some(numbers) = value.downcast_ref::<Vec<$number>>() {
                    return write_blocks(numbers, to);
                }
            )*};
        }
        for_numbers!(write);
        self.0.serialize(to)
    }
}

impl<'de, T: DeserializeOwned + 'static> Deserialize<'de> for Bulk<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        macro_rules! read {
            ($($number:ty)*) => {$(
                if TypeId::of::<T>() == TypeId::of::<Vec<$number>>() {
                    let numbers = from.deserialize_seq(Blocks(PhantomData::<$number>))?;
                    let numbers: Box<dyn Any> = Box::new(numbers);
                    return match numbers.downcast() {
                        Ok(value) => Ok(Self(*value)),
                        Err(_) => Err(D::Error::custom("another type")),
                    };
                }
            )*};
        }
        for_numbers!(read);
        T::deserialize(from).map(Self)
    }
}

/// How many there are, and then the blocks.
fn write_blocks<N: Number, S: Serializer>(numbers: &[N], to: S) -> Result<S::Ok, S::Error> {
    let blocks = numbers.chunks(BLOCK);
    let mut seq = to.serialize_seq(Some(1 + blocks.len()))?;
    seq.serialize_element(&(numbers.len() as u64))?;
    let mut bytes = Vec::new();
    for block in blocks {
        N::write(block, &mut bytes);
        seq.serialize_element(&Bytes(&bytes))?;
    }
    seq.end()
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0)
    }
}

/// What `write_blocks` has written.
struct Blocks<N>(PhantomData<N>);

impl<'de, N: Number> Visitor<'de> for Blocks<N> {
    type Value = Vec<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a count and blocks of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<N>, A::Error> {
        let count: u64 = seq.next_element()?.unwrap_or(0);
        let mut numbers = Vec::new();
        usize::try_from(count)
            .ok()
            .and_then(|count| numbers.try_reserve_exact(count).ok())
            .ok_or_else(|| A::Error::custom(format!("there is no memory for {count} numbers")))?;
        raw::ask_for_large_pages(&mut numbers);
        while seq.next_element_seed(Block(&mut numbers))?.is_some() {}
        if numbers.len() as u64 == count {
            return Ok(numbers);
        }
        Err(A::Error::invalid_length(numbers.len(), &self))
    }
}

/// Where the next block goes.
struct Block<'a, N>(&'a mut Vec<N>);

impl<'de, N: Number> DeserializeSeed<'de> for Block<'_, N> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        // As if it wanted to keep them: bytes that are only lent would have to stay until the end.
        from.deserialize_byte_buf(self)
    }
}

impl<N: Number> Visitor<'_> for Block<'_, N> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a block of numbers")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<(), E> {
        N::read(bytes, self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    fn there_and_back<T>(value: &T) -> T
    where
        T: Serialize + DeserializeOwned + 'static,
    {
        let bytes = postcard::to_stdvec(&Bulk(value)).unwrap();
        postcard::from_bytes::<Bulk<T>>(&bytes).unwrap().0
    }

    fn same<T: Serialize + DeserializeOwned + PartialEq + Debug + 'static>(value: &T) {
        assert_eq!(there_and_back(value), *value);
    }

    #[test]
    fn numbers_of_each_type_come_back_at_any_count() {
        for count in [0, 1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7] {
            let mixed = (0..count as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            macro_rules! check {
                ($($number:ty)*) => {$(
                    same(&mixed.clone().map(|i| i as $number).collect::<Vec<_>>());
                )*};
            }
            for_numbers!(check);
            let bits: Vec<f64> = mixed.clone().map(f64::from_bits).collect();
            let back = there_and_back(&bits);
            assert!(back.iter().map(|x| x.to_bits()).eq(mixed));
            assert_eq!(back.len(), back.capacity());
        }
    }

    #[test]
    fn other_values_are_left_to_serde() {
        same(&(1, vec![2.0, 3.0], "é".to_owned()));
        same(&vec![vec![1.0], vec![]]);
        same(&vec![true, false]);
        let value = (7_u8, vec![1_i32, -1]);
        let plain = postcard::to_stdvec(&value).unwrap();
        assert_eq!(postcard::to_stdvec(&Bulk(&value)).unwrap(), plain);
    }

    #[test]
    fn blocks_that_are_not_as_many_as_said_are_an_error() {
        let bytes = postcard::to_stdvec(&Bulk(&vec![1.0; 5000])).unwrap();
        let mut more = bytes.clone();
        // Two bytes of length, then the count.
        more[1] ^= 1;
        for wrong in [&bytes[..100], &more] {
            assert!(postcard::from_bytes::<Bulk<Vec<f64>>>(wrong).is_err());
        }
        let huge = postcard::to_stdvec(&(1_u8, u64::MAX)).unwrap();
        assert!(postcard::from_bytes::<Bulk<Vec<f64>>>(&huge).is_err());
        assert!(postcard::from_bytes::<Bulk<Vec<f32>>>(&bytes).is_err());
    }
}
