//! Jupyter's connections to a kernel, with what the set-up has its server read.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::place::python;

/// A socket stands in for a kernel's and tells whether a peer leaves: when Jupyter closes a connection to it, and when
/// the kernel ends.
const SCRIPT: &str = r#"
import asyncio, sys, zmq
from zmq.utils.monitor import recv_monitor_message
from jupyter_client.ioloop import AsyncIOLoopKernelManager

exec(compile(sys.stdin.read(), "jupyter_server_config.py", "exec"))

class Started(AsyncIOLoopKernelManager):
    has_kernel = True

async def look(kernel, channel):
    socket = zmq.Context.instance().socket(zmq.ROUTER)
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    events = socket.get_monitor_socket(zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED)
    manager = Started(kernel_name=kernel, **{f"{channel}_port": port})
    stream = getattr(manager, f"connect_{channel}")()
    assert events.poll(10_000) and recv_monitor_message(events)["event"] == zmq.EVENT_ACCEPTED
    stream.close()
    assert stream.closed()
    at_close = bool(events.poll(500))
    await manager._async_cleanup_resources()
    at_end = at_close or bool(events.poll(10_000))
    print(kernel, channel, "leaves at", "its close" if at_close else "the end" if at_end else "no time")

async def most():
    global MOST, QUIET
    MOST, QUIET = 3, 0
    socket = zmq.Context.instance().socket(zmq.ROUTER)
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    events = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    manager = Started(kernel_name="rust", shell_port=port)
    for stream in [manager.connect_shell() for _ in range(5)]:
        await asyncio.sleep(0.1)
        stream.close()
    await asyncio.sleep(0.5)
    ended = 0
    while events.poll(500):
        recv_monitor_message(events)
        ended += 1
    print("of five that were left,", 5 - ended, "stay")

async def main():
    for kernel in ("rust", "python3"):
        for channel in ("shell", "control", "stdin"):
            await look(kernel, channel)
    await most()

asyncio.run(main())
"#;

#[test]
fn a_rust_kernel_is_left_when_it_ends_and_no_sooner() {
    let Some(python) = python() else {
        return;
    };
    let mut program = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let config = include_str!("../../python/jupyter_server_config.py");
    let mut input = program.stdin.take().unwrap();
    input.write_all(config.as_bytes()).unwrap();
    drop(input);
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    let expected: String = [("rust", "the end"), ("python3", "its close")]
        .iter()
        .flat_map(|(kernel, when)| {
            ["shell", "control", "stdin"]
                .map(|channel| format!("{kernel} {channel} leaves at {when}\n"))
        })
        .collect();
    assert_eq!(told, expected + "of five that were left, 3 stay\n");
}
