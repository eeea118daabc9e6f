//! Every picture of the crate on one page, with ordinary and with odd data:
//! `cargo run -p show --example gallery > gallery.html`, then look at it in a browser.

mod charts;
mod domains;
mod made_up;
mod maps;
mod measured;
mod odd;
mod traced;

use show::Figure;
use std::error::Error;

/// A picture and what it shows.
type Named = (&'static str, Figure);

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>show: gallery</title>"
    );
    println!("<body style=\"font-family:sans-serif;width:840px;margin:1em;background:#f4f4f4\">");
    for (name, figure) in measured::measured()
        .into_iter()
        .chain(charts::charts())
        .chain(maps::maps())
        .chain(odd::odd())
        .chain(charts::others()?)
    {
        let size = figure.html.len() / 1024;
        println!("<h3>{name} ({size} KiB)</h3>{}", figure.html);
        println!(
            "<pre style=\"white-space:pre-wrap\">{}</pre>",
            show::escape(&figure.text)
        );
    }
    println!("</body></html>");
    Ok(())
}
