"""OUT-6: nothing is sent anywhere. The program works where there is no network, and does not even try to reach one."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap

PROGRAM = sys.argv[1]
NO_NETWORK = ["unshare", "--map-root-user", "--net"]


def counters(process):
    """What the kernel counted in the program's own network: packets, connections, attempts without a way out."""
    values = {}
    for name in ("snmp", "snmp6"):
        with open(f"/proc/{process.pid}/net/{name}", encoding="ascii") as text:
            lines = text.read().splitlines()
        if name == "snmp":
            for names, numbers in zip(lines[::2], lines[1::2]):
                kind = names.split(":")[0]
                values |= {kind + key: int(value) for key, value in zip(names.split()[1:], numbers.split()[1:])}
        else:
            values |= {line.split()[0]: int(line.split()[1]) for line in lines}
    return {key: values.get(key, 0) for key in ("IpOutRequests", "IpOutNoRoutes", "TcpActiveOpens", "TcpPassiveOpens", "UdpOutDatagrams",
                                                "Ip6OutNoRoutes", "Udp6OutDatagrams")}


def can_do_without_network():
    if subprocess.run([*NO_NETWORK, "true"], capture_output=True, check=False).returncode:
        raise tap.Skip("no network namespaces here")


def test_counters():
    """The counters tell of somebody who tries."""
    can_do_without_network()
    script = ("import socket, sys\n"
              "for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n"
              "    try: socket.socket(socket.AF_INET, kind).connect(('192.0.2.1', 443))\n"
              "    except OSError: pass\n"
              "print(flush=True); sys.stdin.read()\n")
    process = subprocess.Popen([*NO_NETWORK, sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    seen = counters(process)
    process.communicate()
    tap.check(seen["IpOutNoRoutes"] >= 2, f"two attempts were counted as {seen}")


def test_no_connection():
    can_do_without_network()
    with App(PROGRAM, wrapper=NO_NETWORK) as app:
        app.click("row", "Look at a Sample")
        app.wait("label", "40 audiences, updated just now")
        for page in app.all("list item", within=app.wait("list", "Pages")):
            app.click(page)
            app.wait_quiet()
        seen = counters(app.process)
        tap.equal({key: value for key, value in seen.items() if value}, {}, "what was sent or tried")


tap.run([
    ("/app/OUT-6/attempts-are-counted", test_counters),
    ("/app/OUT-6/no-connection-is-opened", test_no_connection),
])
