"""Are orders at Apify right, and is each page of what they bring asked for? A mock of Apify's own description judges."""

import json
import urllib.parse

import servers  # which finds tap
import tap
from mocks import judge


def test_orders():
    """As far as the mock's own run goes, which is one that is still under way."""
    for provider, target, actor in [
        ("apify-instagram", "instagram:@nasa", "apify~instagram-scraper"),
        ("apify-facebook", "facebook:@nasa", "apify~facebook-posts-scraper"),
        ("apify-tiktok", "tiktok:@nasa", "clockworks~tiktok-scraper"),
    ]:
        judge(
            provider,
            servers.shared("specs", "apify", "openapi.json"),
            target,
            ["check", "preview", "profile", "posts"],
            token="a-token",
            more=[(target, ["reactors"])],
            expected=["/v2/users/me", f"/v2/actors/{actor}", f"/v2/actors/{actor}/runs", "/v2/actor-runs/"],
        )


def read_samples(*names):
    items = []
    for name in names:
        with open(servers.shared("samples", "apify", *name), encoding="utf-8") as text:
            items += json.load(text)
    return items


class EndedRuns:
    """A run that has ended, and what it brought: published results of others, two a page."""

    PAGE = 2

    def __init__(self, items):
        self.items = items
        self.served = 0

    def answer(self, method, address, said):
        path, _, query = address.partition("?")
        if said.status not in (200, 201):
            return
        if method == "GET" and path.startswith("/v2/actor-runs/"):
            run = json.loads(said.body)
            run["data"]["status"] = "SUCCEEDED"
            said.body = json.dumps(run).encode()
        elif path.startswith("/v2/datasets/"):
            asked = dict(urllib.parse.parse_qsl(query))
            offset = int(asked["offset"])
            page = self.items[offset : offset + min(int(asked["limit"]), self.PAGE)]
            self.served += len(page)
            said.headers = {name: value for name, value in said.headers.items() if not name.lower().startswith("x-apify-")}
            said.headers |= {"X-Apify-Pagination-Total": str(len(self.items)), "X-Apify-Pagination-Offset": str(offset), "X-Apify-Pagination-Count": str(len(page))}
            said.body = json.dumps(page).encode()


def test_results():
    """Each page of results is asked for, from where the last one ended."""
    for provider, target, samples in [
        ("apify-instagram", "instagram:@nasa", [("instagram-posts", "dataset_items.json"), ("apify-docs-samples", "instagram-posts.json")]),
        ("apify-facebook", "facebook:@nasa", [("apify-docs-samples", "facebook-posts.json")]),
        ("apify-tiktok", "tiktok:@nasa", [("tiktok-clockworks", "dataset_items.json")]),
    ]:
        runs = EndedRuns(read_samples(*samples))
        said, asked = judge(
            provider,
            servers.shared("specs", "apify", "openapi.json"),
            target,
            ["posts"],
            token="a-token",
            expected=["/v2/actor-runs/", "/v2/datasets/"],
            answer=runs.answer,
        )
        tap.contains(said, "posts: ok")
        tap.lacks(said, "note ended-early")
        offsets = [int(dict(urllib.parse.parse_qsl(address.partition("?")[2]))["offset"]) for _, address, _, _ in asked if "/v2/datasets/" in address]
        tap.equal(offsets, list(range(0, len(runs.items), runs.PAGE)), "the offsets that were asked for")
        tap.check(len(offsets) > 1, f"only one page: {len(runs.items)} results")
        tap.equal(len([line for line in said.splitlines() if line.startswith("post ")]), len(runs.items), "posts")
        orders = [json.loads(body) for method, _, _, body in asked if method == "POST"]
        tap.equal(len(orders), 1, "runs that were ordered")


tap.run([("/contract/apify/orders", test_orders), ("/contract/apify/results", test_results)])
