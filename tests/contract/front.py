"""What stands between a provider and a mock: it lets requests through to be judged, and says for the mock what a mock cannot know.

A mock answers each question from its document, without memory: its run of an actor never ends, its lists have no second
page, and it belongs to nobody. Here a test puts in what a server would have answered, and the mock judges what comes of it.
"""

import http.client
import http.server
import threading

# Of a connection, and not of a message.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server"}


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


class Front:
    """Listens on a port of its own until stop().

    rewrite: (address) -> the address that the mock is asked for instead
    answer: (method, address, Answer) -> changes what the mock said; the address is the one that was asked for
    """

    def __init__(self, base, rewrite=None, answer=None):
        self.asked = []  # (method, address, headers, body) as they came
        self.failures = []
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                try:
                    front.pass_on(self, base, rewrite, answer)
                except Exception as failure:  # a thread of the server has nobody else to tell
                    front.failures.append(f"{self.command} {self.path}: {failure!r}")
                    self.send_error(500)

            do_GET = do_POST = pass_on

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pass_on(self, handler, base, rewrite, answer):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = dict(handler.headers.items())
        self.asked.append((handler.command, handler.path, {name.lower(): value for name, value in headers.items()}, body.decode()))
        connection = http.client.HTTPConnection(base.split("//")[1], timeout=200)
        try:
            connection.request(
                handler.command,
                rewrite(handler.path) if rewrite else handler.path,
                body or None,
                {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP | {"accept-encoding"}},
            )
            reply = connection.getresponse()
            said = Answer(reply.status, {k: v for k, v in reply.getheaders() if k.lower() not in HOP_BY_HOP}, reply.read())
        finally:
            connection.close()
        if answer:
            answer(handler.command, handler.path, said)
        handler.send_response(said.status)
        for name, value in said.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(said.body)))
        handler.end_headers()
        handler.wfile.write(said.body)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
