//! A function on its way to a rank: its types are forgotten here and restored there.

use std::fmt::Display;
use std::mem;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::image::Code;
use crate::rank::{Context, World};

/// What runs on a rank: made where the types are known, called where they are not.
type Call = unsafe fn(*const (), &mut Context<'_>);

/// A function of this process, beside the one that knows its types. The two stay together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    call: *const (),
    address: *const (),
}

/// A [`Function`] as other processes find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Portable {
    call: Code,
    address: Code,
}

impl Function {
    /// One that returns a value.
    pub(crate) fn new<A: DeserializeOwned + 'static, R: Serialize + 'static>(
        function: fn(&World, &A) -> R,
    ) -> Self {
        Self {
            call: call::<A, R> as Call as *const (),
            address: function as *const (),
        }
    }

    /// One that may return an error.
    pub(crate) fn fallible<A: DeserializeOwned + 'static, R: Serialize + 'static, E: Display>(
        function: fn(&World, &A) -> Result<R, E>,
    ) -> Self {
        Self {
            call: try_call::<A, R, E> as Call as *const (),
            address: function as *const (),
        }
    }

    /// `None` when no file holds it.
    pub(crate) fn portable(self) -> Option<Portable> {
        Some(Portable {
            call: Code::at(self.call)?,
            address: Code::at(self.address)?,
        })
    }
}

impl Portable {
    /// Runs the function on this rank.
    ///
    /// # Errors
    /// When it cannot be loaded, or its file holds another build of this crate.
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<(), String> {
        let (call, function) = (self.call.address()?, self.address.address()?);
        // SAFETY: only a `Function` becomes a `Portable`, and its `call` is a `Call`. `address` has
        // made sure that the same compiler made this image, so the types are the same there.
        unsafe {
            let call = mem::transmute::<*const (), Call>(call);
            call(function, context);
        }
        Ok(())
    }
}

/// # Safety
/// `function` is a `fn(&World, &A) -> R` of this image.
unsafe fn call<A: DeserializeOwned + 'static, R: Serialize + 'static>(
    function: *const (),
    context: &mut Context<'_>,
) {
    // SAFETY: the caller's promise.
    let function = unsafe { mem::transmute::<*const (), fn(&World, &A) -> R>(function) };
    context.answer(function);
}

/// # Safety
/// `function` is a `fn(&World, &A) -> Result<R, E>` of this image.
unsafe fn try_call<A: DeserializeOwned + 'static, R: Serialize + 'static, E: Display>(
    function: *const (),
    context: &mut Context<'_>,
) {
    // SAFETY: the caller's promise.
    let function = unsafe { mem::transmute::<*const (), fn(&World, &A) -> Result<R, E>>(function) };
    context.try_answer(function);
}
