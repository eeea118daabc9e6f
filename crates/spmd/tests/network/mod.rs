//! Three hosts on one machine: network namespaces, wired to a bridge that stands in a fourth.
//!
//! Each has an address, a host name and processes of its own; memory and files they share. Where `ssh` would go to another
//! host, a script enters its namespace. A host is cut off as by a pulled cable: its processes run on, nothing comes through.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Every name of a namespace begins so, and goes on with the process that made it.
const PREFIX: &str = "rung-hosts-";
static MADE: AtomicUsize = AtomicUsize::new(0);

/// Hosts 1 to 3, and what lies between them.
pub(crate) struct Network {
    prefix: String,
    folder: tempfile::TempDir,
    /// MPICH's launcher, and not Open MPI's.
    pub(crate) is_hydra: bool,
}

pub(crate) fn address(host: usize) -> String {
    format!("10.77.0.{host}")
}

/// `ip` with these words; what it says when it fails.
fn ip(words: &str) -> Result<String, String> {
    let done = Command::new("ip")
        .args(words.split_whitespace())
        .output()
        .map_err(|why| format!("`ip` does not start: {why}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&done.stderr);
    Err(format!("`ip {words}`: {}", why.trim()))
}

impl Network {
    /// Three hosts that reach each other, or why this machine cannot have them.
    pub(crate) fn new(launcher: &Path) -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("only root may make network namespaces".into());
        }
        remove_abandoned();
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let network = Self {
            prefix: format!("{PREFIX}{}-{count}", process::id()),
            folder: tempfile::tempdir().map_err(|why| why.to_string())?,
            is_hydra: is_hydra(launcher),
        };
        let switch = network.name("switch");
        ip(&format!("netns add {switch}"))?;
        ip(&format!(
            "-n {switch} link add name bridge type bridge forward_delay 0"
        ))?;
        ip(&format!("-n {switch} link set bridge up"))?;
        for host in 1..=3 {
            let (inside, address) = (network.name(host), address(host));
            ip(&format!("netns add {inside}"))?;
            for words in [
                format!(
                    "-n {inside} link add name eth0 type veth peer name port{host} netns {switch}"
                ),
                format!("-n {switch} link set port{host} master bridge up"),
                format!("-n {inside} addr add {address}/24 dev eth0"),
                format!("-n {inside} link set eth0 up"),
                format!("-n {inside} link set lo up"),
            ] {
                ip(&words)?;
            }
        }
        let (prefix, enter) = (&network.prefix, network.file("enter"));
        network.script(
            "enter",
            &format!(
                "# The number of a host, a command.\n\
                 host=$1; shift\n\
                 exec ip netns exec {prefix}-$host \
                 unshare --uts sh -c 'hostname \"$0\"; exec \"$@\"' \"host$host\" \"$@\"\n"
            ),
        )?;
        network.script(
            "agent",
            &format!(
                "# As ssh is called: options, an address, the words of a command.\n\
                 while [ \"${{1#-}}\" != \"$1\" ]; do shift; done\n\
                 address=$1; shift\n\
                 host=${{address##*.}}\n\
                 if [ \"$host\" -gt 3 ]; then echo \"$address: No route to host\" >&2; exit 255; fi\n\
                 exec {} \"$host\" sh -c \"$*\"\n",
                enter.display()
            ),
        )?;
        Ok(network)
    }

    fn name(&self, part: impl fmt::Display) -> String {
        format!("{}-{part}", self.prefix)
    }

    /// A file of this name in a folder that goes with the network.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn script(&self, name: &str, text: &str) -> Result<(), String> {
        let file = self.file(name);
        fs::write(&file, format!("#!/bin/sh\n{text}")).map_err(|why| why.to_string())?;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).map_err(|why| why.to_string())
    }

    /// A host file with a rank on each of these hosts.
    pub(crate) fn host_file(&self, hosts: &[usize]) -> PathBuf {
        let line = |&host: &usize| {
            let count = if self.is_hydra { ":1" } else { " slots=1" };
            format!("{}{count}\n", address(host))
        };
        let names: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let file = self.file(&format!("hosts-{}", names.join("-")));
        fs::write(&file, hosts.iter().map(line).collect::<String>()).unwrap();
        file
    }

    /// A program on a host, from where a launcher reaches the others.
    pub(crate) fn on(&self, host: usize, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(self.file("enter"));
        command.arg(host.to_string()).arg(program);
        let agent = self.file("agent");
        if self.is_hydra {
            command.env("HYDRA_LAUNCHER", "ssh");
            command.env("HYDRA_LAUNCHER_EXEC", agent);
            command.env("HYDRA_IFACE", "eth0");
            // Hosts that share memory are not seen as several: TCP alone, whatever is below MPICH.
            command.envs([
                ("FI_PROVIDER", "tcp"),
                ("UCX_TLS", "tcp"),
                ("MPIR_CVAR_NOLOCAL", "1"),
            ]);
        } else {
            // Open MPI 4 and 5 have other names for the same.
            for (name, value) in [
                ("plm_rsh_agent", agent.to_str().expect("a temporary folder")),
                ("plm_ssh_agent", agent.to_str().expect("a temporary folder")),
                // No shared memory: between hosts there is TCP alone.
                ("pml", "ob1"),
                ("btl", "tcp,self"),
            ] {
                command.env(format!("OMPI_MCA_{name}"), value);
                command.env(format!("PRTE_MCA_{name}"), value);
            }
        }
        command
    }

    /// Pulls the cable of a host.
    pub(crate) fn cut(&self, host: usize) {
        let switch = self.name("switch");
        ip(&format!("-n {switch} link set port{host} down")).unwrap();
    }

    /// Plugs it in again.
    pub(crate) fn join(&self, host: usize) {
        let switch = self.name("switch");
        ip(&format!("-n {switch} link set port{host} up")).unwrap();
    }

    /// The processes on one host.
    pub(crate) fn processes_on(&self, host: usize) -> Vec<i32> {
        processes(&self.name(host))
    }

    /// The processes on all hosts.
    pub(crate) fn processes(&self) -> Vec<i32> {
        (1..=3).flat_map(|host| self.processes_on(host)).collect()
    }
}

fn is_hydra(launcher: &Path) -> bool {
    let said = Command::new(launcher).arg("--version").output().unwrap();
    String::from_utf8_lossy(&said.stdout).contains("HYDRA")
}

fn processes(namespace: &str) -> Vec<i32> {
    let said = ip(&format!("netns pids {namespace}")).unwrap_or_default();
    said.lines().filter_map(|line| line.parse().ok()).collect()
}

fn remove(namespace: &str) {
    for _ in 0..20 {
        let left = processes(namespace);
        if left.is_empty() {
            break;
        }
        for process in left {
            let _ = kill_process(Pid::from_raw(process).unwrap(), Signal::KILL);
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = ip(&format!("netns del {namespace}"));
}

/// Removes what tests that were killed have left.
fn remove_abandoned() {
    for line in ip("netns list").unwrap_or_default().lines() {
        let namespace = line.split_whitespace().next().unwrap_or_default();
        let maker = namespace
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('-').next()?.parse().ok());
        if let Some(maker) = maker.and_then(Pid::from_raw)
            && test_kill_process(maker).is_err()
        {
            remove(namespace);
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for part in ["1", "2", "3", "switch"] {
            remove(&self.name(part));
        }
    }
}
