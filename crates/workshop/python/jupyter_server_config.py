"""Connections of Jupyter's server to a Rust kernel stay until the kernel ends.

For each page that opens, the server asks the kernel who it is, on connections that it closes at once. evcxr's side of
them (zeromq, the crate) waits in its event loop for a lock when a peer leaves; when others come in the same moment, on
a busy machine, it may wait for ever, and the kernel answers nobody any more. A peer that does not leave does no harm.

Jupyter reads this file of its environment, `etc/jupyter/jupyter_server_config.py`; `cargo workshop setup` puts it there.
"""

import functools
from collections import deque
from weakref import WeakKeyDictionary

from jupyter_client.ioloop import AsyncIOLoopKernelManager as Manager

# The sockets that were left, by kernel: a page leaves five, and a process may have a thousand.
left = WeakKeyDictionary()
MOST = 60
# Seconds until one too many is closed: not while a page opens.
QUIET = 5


def lasting(connect):
    """A connection whose `close` leaves the socket open, unwatched."""

    @functools.wraps(connect)
    def connected(self, *args, **kwargs):
        stream = connect(self, *args, **kwargs)
        close = stream.close

        def leave(linger=None):
            if stream.closed() or not self.has_kernel:
                close(linger)
                return
            sockets = left.setdefault(self, deque())
            sockets.append(stream.socket)
            stream.io_loop.remove_handler(stream.socket)
            stream.socket = None
            if len(sockets) > MOST:
                stream.io_loop.call_later(QUIET, sockets.popleft().close, 0)

        if self.kernel_name == "rust":
            stream.close = leave
        return stream

    return connected


def closing(cleanup):
    """The end of a kernel, which closes what was left of its connections."""

    @functools.wraps(cleanup)
    def cleaned(self, *args, **kwargs):
        for socket in left.pop(self, ()):
            socket.close(linger=0)
        return cleanup(self, *args, **kwargs)

    return cleaned


# The channels that a kernel answers on; who only listens may leave.
for channel in ("shell", "control", "stdin"):
    name = f"connect_{channel}"
    setattr(Manager, name, lasting(getattr(Manager, name)))
Manager._async_cleanup_resources = closing(Manager._async_cleanup_resources)
