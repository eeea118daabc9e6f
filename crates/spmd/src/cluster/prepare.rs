//! What there must be before a rank runs: where it connects to, its program, its variables.

use std::env;
use std::net::UdpSocket;

use super::error::StartError;
use super::keep::system;
use super::launch::Launcher;
use super::session::{self, Session};
use crate::keeper::Task;
use crate::line::{self, Listener};
use crate::rank::{ADDRESS, ROLE, TOKEN};
use crate::raw;

/// What every rank finds in its environment.
pub(super) const VARIABLES: [&str; 3] = [ROLE, ADDRESS, TOKEN];

/// What is needed before anything runs: the socket, and the keeper's task.
pub(super) fn prepare(
    session: &Session,
    launcher: &Launcher,
    size: usize,
    token: &str,
) -> Result<(Listener, Task), StartError> {
    let (listener, address) = if launcher.is_local() {
        let socket = session.socket();
        let listener = line::listen_here(&socket).map_err(system("make a socket"))?;
        (listener, format!("unix:{}", socket.display()))
    } else {
        let (listener, port) = line::listen_to_hosts().map_err(system("listen to the hosts"))?;
        (
            listener,
            format!("tcp:{port}:{}", own_names(launcher).join(",")),
        )
    };
    let program = match raw::own_image() {
        Some(image) => {
            // Other hosts see the folder of the cell, if any of this machine's.
            let beside = image.parent().filter(|_| !launcher.is_local());
            let host = session::write_host(beside.unwrap_or(session.folder()));
            let host = host.map_err(system("write the program of the ranks"))?;
            vec![
                host.to_string_lossy().into_owned(),
                image.to_string_lossy().into_owned(),
            ]
        }
        None => {
            let program = env::current_exe().map_err(system("find this program"))?;
            vec![program.to_string_lossy().into_owned()]
        }
    };
    let mut variables = launcher.variables(session);
    for (name, value) in VARIABLES.iter().zip(["rank", &address, token]) {
        variables.push(((*name).to_owned(), value.to_owned()));
    }
    let task = Task {
        command: launcher.command(size).into_iter().chain(program).collect(),
        variables,
        patience: launcher.patience(),
    };
    Ok((listener, task))
}

/// The addresses of this machine as the other hosts reach it.
fn own_names(launcher: &Launcher) -> Vec<String> {
    let mut names = vec![
        rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned(),
    ];
    let elsewhere = launcher
        .host_names()
        .into_iter()
        .chain(["192.0.2.1".to_owned()]);
    for host in elsewhere {
        // Nothing is sent: the system says from which address it would be.
        let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
            socket
                .connect((host.as_str(), 9))
                .and_then(|()| socket.local_addr())
        });
        names.extend(own.ok().map(|address| address.ip().to_string()));
    }
    names.push("127.0.0.1".into());
    let mut seen = Vec::new();
    names.retain(|name| {
        let is_new = !seen.contains(name);
        seen.push(name.clone());
        is_new
    });
    names
}
