"""Stand-ins for two services that sell what is on X, which write down what they are asked."""

import http.server
import json
import threading
import urllib.parse


def cheap(path, followers):
    """What SocialData answers."""
    if path.startswith("/twitter/followers/list"):
        return {"next_cursor": None, "users": [{"id_str": str(number)} for number in range(1, 4)]}
    if path.endswith("/tweets") or path.startswith("/twitter/search"):
        return {"next_cursor": None, "tweets": []}
    return {"id_str": "700", "screen_name": "News", "name": "The News", "followers_count": followers, "statuses_count": 1}


def dear(path, followers):
    """What X's own interface answers."""
    if path.startswith("/2/usage"):
        return {"data": {}}
    if path.endswith("/followers"):
        return {"data": [{"id": str(number)} for number in range(1, 5)], "meta": {"result_count": 4}}
    if path.endswith("/tweets"):
        return {"meta": {"result_count": 0}}
    return {"data": {"id": "700", "username": "News", "name": "The News", "public_metrics": {"followers_count": followers, "tweet_count": 1}}}


class Paid:
    """@refuses: what it does not answer any more, as there is no credit, for a part of the path"""

    followers = 4

    def __init__(self, answer=cheap, followers=4):
        self.asked, self.refuses = [], None
        self.answer, Paid.followers = answer, followers
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urllib.parse.urlsplit(self.path).path
                outer.asked.append(path)
                refused = outer.refuses is not None and outer.refuses in path
                body = json.dumps({"status": "error", "message": "no credit"} if refused else outer.answer(path, Paid.followers)).encode()
                self.send_response(402 if refused else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
