//! Values that only come and go: arguments that stay on a rank, and kept values that are shown to the notebook, without
//! a copy on the rank.

use std::cell::{Cell, RefCell};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::World;
use super::store::Store;
use crate::parcel::Bulk;

/// An argument that its function may keep: a name, and a value that can be taken out once.
pub(crate) struct Gift<T> {
    name: String,
    value: Cell<Option<T>>,
}

impl<'de, T: DeserializeOwned + 'static> Deserialize<'de> for Gift<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (name, Bulk(value)) = Deserialize::deserialize(from)?;
        let value = Cell::new(Some(value));
        Ok(Self { name, value })
    }
}

/// Keeps an argument under its name.
pub(crate) fn keep<T>(world: &World, gift: &Gift<T>)
where
    T: Serialize + DeserializeOwned + 'static,
{
    if let Some(value) = gift.value.take() {
        world.keep(&gift.name, value);
    }
}

/// A kept value on its way to the notebook; it is kept again when it has been encoded.
pub(crate) struct Loan<T: Serialize + DeserializeOwned + 'static> {
    name: String,
    value: Option<T>,
    store: &'static RefCell<Store>,
}

/// What is kept under a name.
///
/// # Errors
/// When nothing has the name, or something of another type.
#[expect(
    clippy::ptr_arg,
    reason = "the argument is decoded on the rank, so it is owned there"
)]
pub(crate) fn lend<T>(world: &World, name: &String) -> Result<Loan<T>, String>
where
    T: Serialize + DeserializeOwned + 'static,
{
    let value = world.try_take(name)?;
    Ok(Loan {
        name: name.clone(),
        value: Some(value),
        store: world.store(),
    })
}

impl<T: Serialize + DeserializeOwned + 'static> Serialize for Loan<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Some(value) => Bulk(value).serialize(to),
            None => Err(serde::ser::Error::custom("nothing is lent")),
        }
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Drop for Loan<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.store.borrow_mut().keep(&self.name, value);
        }
    }
}
