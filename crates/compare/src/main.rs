//! `cargo workshop compare`: runs the scenarios, prints a table of each, keeps the rows.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use bench::machine::Machine;
use bench::{claims, contradictions, saved};
use clap::Parser;
use compare::{Plan, SCENARIOS, Scenario};

/// Time Rust and its peers on the same work, in one run, each answer checked first
#[derive(Debug, Parser)]
#[command(name = "cargo workshop compare", bin_name = "cargo workshop compare")]
struct Args {
    /// Only these scenarios, kinds of them (computing, waiting, reading, mpi) or peers, separated by commas or given several times
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Threads of the rows that use several; all that this machine runs at once unless told
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Small sizes: minutes become seconds
    #[arg(long)]
    quick: bool,
    /// Put the tables and the picture of the saved rows into README.md instead of measuring
    #[arg(long)]
    readme: bool,
    /// Compare the saved rows with those saved in FOLDER: which rankings do not hold there?
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    /// The clone
    #[arg(long, hide = true, default_value = ".")]
    root: PathBuf,
}

fn main() -> ExitCode {
    // An MPI rank of this run is this program, started again.
    #[cfg(feature = "mpi")]
    spmd::init();
    let args = Args::parse();
    let done = if args.readme {
        readme(&args.root)
    } else if let Some(other) = &args.against {
        against(&args, other)
    } else {
        measure(&args)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Args {
    fn plan(&self) -> Plan {
        let mut plan = Plan {
            quick: self.quick,
            only: self.only.clone(),
            ..Plan::default()
        };
        if let Some(threads) = self.threads {
            plan.threads = usize::from(threads);
        }
        plan
    }

    fn folder(&self) -> PathBuf {
        self.plan().folder(&results_of(&self.root))
    }
}

fn results_of(root: &Path) -> PathBuf {
    root.join("data/results")
}

fn measure(args: &Args) -> Result<(), String> {
    let (plan, start) = (args.plan(), Instant::now());
    let machine = Machine::here();
    println!("{machine}\n");
    if let Err(why) = machine.release_like() {
        println!("These times mean little: {why}\n");
    }
    for gap in plan.remarks().gaps() {
        println!("{}: {}\n", gap.name, gap.why);
    }
    let unknown = plan.unknown();
    if !unknown.is_empty() && unknown.len() == plan.only.len() {
        return Err(format!("nothing to run for {}", unknown.join(", ")));
    }
    let mut failed = Vec::new();
    for scenario in SCENARIOS.iter().filter(|one| plan.has_scenario(one.name)) {
        println!("== {}: limited by {}", scenario.name, scenario.limit);
        if let Err(why) = one(scenario, &plan, &args.folder()) {
            println!("{}: {why}\n", scenario.name);
            failed.push(scenario.name);
        }
    }
    println!("done in {:.0} s", start.elapsed().as_secs_f64());
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("no rows for {}", failed.join(", ")))
    }
}

fn one(scenario: &Scenario, plan: &Plan, folder: &Path) -> Result<(), String> {
    for rows in scenario.run(plan).map_err(|error| error.to_string())? {
        println!("\n{}\n", show::table(&rows).text());
        let path = saved::write(folder, scenario.name, &rows).map_err(|error| error.to_string())?;
        println!("saved in {}\n", path.display());
    }
    Ok(())
}

/// The picture of the README, in the clone.
const PICTURE: &str = "data/results/nbody.svg";

fn readme(root: &Path) -> Result<(), String> {
    let path = root.join("README.md");
    let table = compare::tables(&results_of(root)).map_err(|error| error.to_string())?;
    let failed = |error| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(&path).map_err(failed)?;
    let text = compare::splice(&text, &table)
        .ok_or_else(|| format!("{} has no marks for the table", path.display()))?;
    let figure = compare::picture(&results_of(root)).map_err(|error| error.to_string())?;
    let text = match figure
        .as_ref()
        .and_then(|figure| Some((figure, figure.svg()?)))
    {
        None => text,
        Some((figure, svg)) => {
            std::fs::write(root.join(PICTURE), svg).map_err(failed)?;
            compare::illustrate(&text, figure, PICTURE)
                .ok_or_else(|| format!("{} has no marks for the picture", path.display()))?
        }
    };
    std::fs::write(&path, text).map_err(failed)
}

fn against(args: &Args, other: &Path) -> Result<(), String> {
    let read = |folder: &Path| saved::read(folder).map_err(|error| error.to_string());
    let (mine, theirs) = (read(&args.folder())?, read(other)?);
    let (mut count, mut broken) = (0, Vec::new());
    for one in &mine {
        let same =
            |there: &&saved::Saved| (&there.scenario, there.size) == (&one.scenario, one.size);
        let Some(there) = theirs.iter().find(same) else {
            println!("{} {}: not in {}", one.scenario, one.size, other.display());
            continue;
        };
        count += claims(&one.rows).len();
        broken.extend(contradictions(&one.rows, &there.rows));
    }
    println!("{count} rankings, {} not borne out", broken.len());
    for claim in &broken {
        println!(
            "  {}: {} {:.2} times faster than {}",
            claim.group, claim.faster, claim.ratio, claim.slower
        );
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err("the two runs do not agree".to_owned())
    }
}
