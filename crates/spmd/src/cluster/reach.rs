//! Whether the hosts of a file answer, asked as the launcher asks them: through its agent, `ssh` in most places.
//!
//! They are asked while the launcher starts, which costs no time. Only when that fails is the answer looked at: it
//! names the host in one line, which launchers do in a banner, or not at all.

use std::env;
use std::io::{self, Read};
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::found::Vendor;

/// A host that has said nothing for so long does not answer.
const LIMIT: Duration = Duration::from_secs(10);

/// Who asks, and what has been heard.
#[derive(Debug)]
pub(super) struct Reach {
    begin: Instant,
    hosts: Vec<Asked>,
}

#[derive(Debug)]
struct Asked {
    name: String,
    answer: Receiver<Result<(), String>>,
    heard: Option<Result<(), String>>,
}

impl Reach {
    /// Asks all of them at once; this machine itself is not asked.
    pub(super) fn begin(hosts: &[String], vendor: Vendor) -> Self {
        let agent = agent(vendor, |name| env::var(name).ok());
        let mut reach = Self {
            begin: Instant::now(),
            hosts: Vec::new(),
        };
        for name in agent.iter().flat_map(|_| hosts) {
            if reach.hosts.iter().any(|asked| asked.name == *name) {
                continue;
            }
            let (tell, answer) = mpsc::channel();
            let (host, agent) = (name.clone(), agent.clone().unwrap_or_default());
            thread::spawn(move || {
                let _ = tell.send(if is_this(&host) {
                    Ok(())
                } else {
                    ask(&agent, &host)
                });
            });
            reach.hosts.push(Asked {
                name: name.clone(),
                answer,
                heard: None,
            });
        }
        reach
    }

    /// Whether one is known not to answer.
    pub(super) fn is_in_vain(&mut self) -> bool {
        for host in &mut self.hosts {
            host.heard = host.heard.take().or_else(|| host.answer.try_recv().ok());
        }
        let mut hosts = self.hosts.iter();
        hosts.any(|host| matches!(host.heard, Some(Err(_))))
    }

    /// Those that do not answer, each with the reason; waits until it is known of all.
    pub(super) fn silent(self) -> Vec<(String, String)> {
        // A name may be looked up for longer than an agent may take.
        let end = self.begin + LIMIT + Duration::from_secs(2);
        let why = |host: &Asked| {
            let left = end.saturating_duration_since(Instant::now());
            let heard = host.heard.clone();
            match heard.or_else(|| host.answer.recv_timeout(left).ok()) {
                Some(Ok(())) => None,
                Some(Err(why)) => Some(why),
                None => Some(late()),
            }
        };
        let hosts = self.hosts.iter();
        hosts
            .filter_map(|host| Some((host.name.clone(), why(host)?)))
            .collect()
    }
}

fn late() -> String {
    format!("no answer within {} s", LIMIT.as_secs())
}

/// A host is this one when an address of it is one of ours.
fn is_this(host: &str) -> bool {
    UdpSocket::bind((host, 0)).is_ok()
}

/// What the launcher goes to other hosts with, and its options; none where a scheduler does it.
fn agent(vendor: Vendor, variable: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let names: &[&str] = match vendor {
        Vendor::Mpich => &["HYDRA_LAUNCHER_EXEC", "HYDRA_BOOTSTRAP_EXEC"],
        Vendor::OpenMpi | Vendor::Other => &[
            "PRTE_MCA_plm_ssh_agent",
            "OMPI_MCA_plm_ssh_agent",
            "OMPI_MCA_plm_rsh_agent",
        ],
    };
    let named = names.iter().find_map(|name| variable(name));
    let schedulers = ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "HYDRA_LAUNCHER"];
    if named.is_none() && schedulers.iter().any(|name| variable(name).is_some()) {
        return None;
    }
    let named = named.unwrap_or_else(|| "ssh".into());
    // Open MPI may be given several, the best one first: `ssh : rsh`.
    let first = named.split(" : ").next().unwrap_or_default();
    let mut words: Vec<String> = first.split_whitespace().map(str::to_owned).collect();
    if Path::new(words.first()?).file_name()? == "ssh" {
        let limit = format!("ConnectTimeout={}", LIMIT.as_secs());
        // Nobody is there to type a password.
        words.extend(["-o", "BatchMode=yes", "-o", &limit].map(str::to_owned));
    }
    Some(words)
}

/// Has a host do nothing.
fn ask(agent: &[String], host: &str) -> Result<(), String> {
    let begin = Instant::now();
    let failed = |why: io::Error| format!("`{}` does not start: {why}", agent[0]);
    let mut child = Command::new(&agent[0])
        .args(&agent[1..])
        .args([host, "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if begin.elapsed() < LIMIT => thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(late());
            }
        }
    };
    if status.success() {
        return Ok(());
    }
    let mut said = Vec::new();
    if let Some(mut stream) = child.stderr.take() {
        let _ = stream.read_to_end(&mut said);
    }
    let said = String::from_utf8_lossy(&said);
    // Before it stand a banner of the host, and warnings.
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(last.map_or_else(|| format!("`{}`: {status}", agent[0]), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agent_is_that_of_the_launcher() {
        let none = |_: &str| None;
        let words = agent(Vendor::OpenMpi, none).unwrap();
        assert_eq!(words[..3], ["ssh", "-o", "BatchMode=yes"]);
        let named = |wanted: &'static str, value: &'static str| {
            move |name: &str| (name == wanted).then(|| value.to_owned())
        };
        let words = agent(
            Vendor::OpenMpi,
            named("OMPI_MCA_plm_rsh_agent", "rsh -x : ssh"),
        );
        assert_eq!(words.unwrap(), ["rsh", "-x"]);
        let words = agent(Vendor::Mpich, named("HYDRA_LAUNCHER_EXEC", "/bin/enter"));
        assert_eq!(words.unwrap(), ["/bin/enter"]);
        assert_eq!(agent(Vendor::Mpich, named("SLURM_JOB_ID", "7")), None);
    }

    #[test]
    fn a_host_that_does_not_answer_has_a_reason_in_one_line() {
        let words = |script: &str| ["sh", "-c", script].map(str::to_owned);
        assert_eq!(ask(&words("[ $0 = there ]"), "there"), Ok(()));
        let script = "echo Welcome >&2; echo $0: No route to host >&2; exit 255";
        let why = ask(&words(script), "gone").unwrap_err();
        assert_eq!(why, "gone: No route to host");
        let why = ask(&words("exit 3"), "gone").unwrap_err();
        assert!(why.contains("exit status: 3"), "{why}");
        let why = ask(&["/no/such/agent".into()], "gone").unwrap_err();
        assert!(why.contains("/no/such/agent"), "{why}");
        assert!(is_this("127.0.0.1") && !is_this("192.0.2.1"));
    }
}
