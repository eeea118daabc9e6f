//! `cargo workshop run` and the checks of lessons, on notebooks made for the purpose and with
//! the real kernel. Without an environment (see `cargo workshop setup`) nothing is tested here.

mod decks;
mod executed;
mod files;
mod notebook;
mod place;
mod site;
mod talk;
