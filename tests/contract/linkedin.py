"""Are our requests to LinkedIn right? A mock judges them by a description that others derived from LinkedIn's examples.

That description has hardly a condition in it, and lacks what LinkedIn's own pages (learn.microsoft.com, Marketing API, months
2023-05 to 2026-03) say: which headers and values there have to be, posts by their author, and what the numbers of its lists are
called. Those conditions are put in here, so that the mock judges by them too.
"""

import json
import os
import re
import tempfile
import urllib.parse

import servers  # which finds tap
import tap
from mocks import judge

ORGANIZATION = "2414183"
URN = f"urn:li:organization:{ORGANIZATION}"
NAMES = ["/v2/geo", "/v2/industryTaxonomyVersions/{version}/industries", "/v2/functions", "/v2/seniorities"]


def query(name, required=True, **schema):
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string", **schema}}


# What there has to be in the query, by path; a parameter that the description has too is replaced.
CONDITIONS = {
    "/organizationAcls": [query("q", enum=["roleAssignee", "organization"]), query("role", False, enum=["ADMINISTRATOR"]), query("state", False, enum=["APPROVED"])],
    "/organizations": [query("q", enum=["vanityName", "parentOrganization"]), query("vanityName", False, pattern="^[A-Za-z0-9_-]+$")],
    "/networkSizes/urn:li:organization:{organization_id}": [query("edgeType", enum=["COMPANY_FOLLOWED_BY_MEMBER"])],
    "/organizationalEntityFollowerStatistics": [
        query("q", enum=["organizationalEntity"]),
        query("organizationalEntity", pattern="^urn:li:organization:[0-9]+$"),
        query("timeIntervals.timeGranularityType", False, enum=["DAY", "WEEK", "MONTH"]),
    ],
    "/organizationalEntityShareStatistics": [
        query("q", enum=["organizationalEntity"]),
        query("organizationalEntity", pattern="^urn:li:organization:[0-9]+$"),
        query("timeIntervals.timeGranularityType", False, enum=["DAY", "MONTH"]),
        query("shares", False, pattern=r"^List\(urn:li:share:[0-9]+(,urn:li:share:[0-9]+)*\)$"),
        query("ugcPosts", False, pattern=r"^List\(urn:li:ugcPost:[0-9]+(,urn:li:ugcPost:[0-9]+)*\)$"),
    ],
    "/posts": [
        query("q", enum=["author"]),
        query("author", pattern="^urn:li:organization:[0-9]+$"),
        query("sortBy", False, enum=["LAST_MODIFIED", "CREATED"]),
        query("count", False, type="integer", minimum=1, maximum=100),
        query("start", False, type="integer", minimum=0),
    ],
    **{path: [query("ids", pattern=r"^List\([0-9]+(,[0-9]+)*\)$")] for path in NAMES},
}

HEADERS = [
    {"name": "LinkedIn-Version", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^20[0-9]{4}$"}},
    {"name": "X-Restli-Protocol-Version", "in": "header", "required": True, "schema": {"type": "string", "enum": ["2.0.0"]}},
]


def add_conditions(paths, path):
    get = paths.setdefault(path, {}).setdefault("get", {"responses": {"200": {"description": "OK", "content": {"application/json": {}}}}})
    conditions = CONDITIONS.get(path, []) + HEADERS
    if "{version}" in path:
        conditions.append({"name": "version", "in": "path", "required": True, "schema": {"type": "string"}})
    names = {one["name"].lower() for one in conditions}
    get["parameters"] = [one for one in get.get("parameters", []) if one["name"].lower() not in names] + conditions


def write_description(folder):
    with open(servers.shared("specs", "linkedin", "community-management.openapi.json"), encoding="utf-8") as text:
        whole = json.load(text)
    # "oauth2" is no scheme of HTTP: the tokens that OAuth 2 gives are carried as bearer tokens.
    whole["components"]["securitySchemes"]["oauth2Auth"]["scheme"] = "bearer"
    for path in {*CONDITIONS, *(path for path in whole["paths"] if "get" in whole["paths"][path])}:
        add_conditions(whole["paths"], path)
    path = os.path.join(folder, "openapi.json")
    with open(path, "w", encoding="utf-8") as text:
        json.dump(whole, text)
    return path


def rewrite(address):
    """Addresses as LinkedIn's protocol 2.0.0 has them, in the spelling of the description, which is that of 1.0.0."""
    path, _, text = address.partition("?")
    tap.lacks(path, ":", "a path whose names are escaped")
    parameters = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    spelled = []
    for name, value in parameters:
        if name != "timeIntervals":
            spelled.append((name, value))
            continue
        found = re.fullmatch(r"\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:([A-Z]+)\)", value)
        tap.check(found, f"intervals of time that are none: {value}")
        tap.check(int(found[1]) < int(found[2]), "a time that ends before it begins")
        spelled += [("timeIntervals.timeRange.start", found[1]), ("timeIntervals.timeRange.end", found[2]), ("timeIntervals.timeGranularityType", found[3])]
    # What stands within a list is escaped, its commas and brackets not: what is escaped whole is no list.
    for name in ("shares", "ugcPosts"):
        raw = next((part for part in text.split("&") if part.startswith(name + "=")), None)
        tap.check(raw is None or re.fullmatch(name + r"=List\((urn%3Ali%3A[a-zA-Z]+%3A\d+,?)+\)", raw), f"a list that is none: {raw}")
    return urllib.parse.unquote(path) + ("?" + urllib.parse.urlencode(spelled) if spelled else "")


# --- what a page of one's own answers, in the form that LinkedIn's pages show; the numbers are invented ---


def post(number, kind="share"):
    return {"id": f"urn:li:{kind}:{number}", "author": URN, "commentary": "{hashtag|\\#|Birds}", "publishedAt": 1767225600000 - number * 1000, "lifecycleState": "PUBLISHED", "visibility": "PUBLIC"}


POSTS = [post(number) for number in range(1, 41)] + [post(number, "ugcPost") for number in range(41, 61)]
SHARES = {"uniqueImpressionsCount": 60, "clickCount": 4, "engagement": 0.1, "likeCount": 5, "commentCount": 2, "shareCount": 1, "impressionCount": 90}
DAY = {"start": 1767052800000, "end": 1767139200000}


def facet(member, value, count):
    return {member: value, "followerCounts": {"organicFollowerCount": count, "paidFollowerCount": 0}}


FOLLOWERS = {
    "organizationalEntity": URN,
    "followerCountsByAssociationType": [facet("associationType", "EMPLOYEE", 3)],
    "followerCountsByGeoCountry": [facet("geo", "urn:li:geo:103819153", 50)],
    "followerCountsByGeo": [facet("geo", "urn:li:geo:90009590", 20)],
    "followerCountsByIndustry": [facet("industry", "urn:li:industry:43", 30)],
    "followerCountsByFunction": [facet("function", "urn:li:function:8", 25)],
    "followerCountsBySeniority": [facet("seniority", "urn:li:seniority:4", 22)],
    "followerCountsByStaffCountRange": [facet("staffCountRange", "SIZE_2_TO_10", 12)],
}


def list_elements(parameters, elements):
    start, count = int(parameters.get("start", 0)), int(parameters.get("count", 10))
    return {"paging": {"start": start, "count": count, "links": []}, "elements": elements}


def answer_names(path, parameters):
    names = {number: f"{path.rpartition('/')[2]} {number}" for number in parameters["ids"][len("List(") : -1].split(",")}
    if path.endswith("/geo"):
        results = {number: {"id": int(number), "defaultLocalizedName": {"locale": {"country": "US", "language": "en"}, "value": name}} for number, name in names.items()}
    else:
        results = {number: {"id": int(number), "name": {"localized": {"en_US": name}}} for number, name in names.items()}
    return {"statuses": {}, "results": results, "errors": {}}


def answer_own(path, parameters):
    if path == "/organizationAcls":
        return list_elements(parameters, [{"organization": URN, "role": "ADMINISTRATOR", "state": "APPROVED", "roleAssignee": "urn:li:person:x"}])
    if path == "/organizations":
        return list_elements(parameters, [{"id": int(ORGANIZATION), "localizedName": "News", "vanityName": parameters["vanityName"]}])
    if path == "/organizationalEntityFollowerStatistics":
        gains = {"organizationalEntity": URN, "timeRange": DAY, "followerGains": {"organicFollowerGain": 3, "paidFollowerGain": 1}}
        return list_elements(parameters, [gains if "timeIntervals" in parameters else FOLLOWERS])
    if path == "/organizationalEntityShareStatistics":
        if "timeIntervals" in parameters:
            return list_elements(parameters, [{"organizationalEntity": URN, "timeRange": DAY, "totalShareStatistics": SHARES}])
        name, kind = ("share", "shares") if "shares" in parameters else ("ugcPost", "ugcPosts")
        return list_elements(parameters, [{"organizationalEntity": URN, name: urn, "totalShareStatistics": SHARES} for urn in parameters[kind][len("List(") : -1].split(",")])
    if path == "/posts":
        start, count = int(parameters["start"]), int(parameters["count"])
        return list_elements(parameters, POSTS[start : start + count])
    if path.startswith("/v2/"):
        return answer_names(path, parameters)
    return None


def answer(method, address, said):
    path, _, text = address.partition("?")
    own = answer_own(urllib.parse.unquote(path), dict(urllib.parse.parse_qsl(text))) if said.status == 200 else None
    if own is not None:
        said.headers["Content-Type"] = "application/json"
        said.body = json.dumps(own).encode()


def ask(target, steps, expected):
    with tempfile.TemporaryDirectory() as folder:
        said, asked = judge("linkedin", write_description(folder), target, steps, token="a-token", expected=expected, rewrite=rewrite, answer=answer)
    for step in steps:
        tap.contains(said, f"{step}: ok")
    return said, [(address.partition("?")[0], address.partition("?")[2]) for _, address, _, _ in asked]


def test_page():
    said, asked = ask(
        f"linkedin:{ORGANIZATION}?handle=news",
        ["check", "list", "preview", "profile"],
        ["/organizationAcls", f"/organizations/{ORGANIZATION}", "/networkSizes/", "/organizationalEntityFollowerStatistics", "/organizationalEntityShareStatistics", "/v2/geo", "/v2/industry", "/v2/functions", "/v2/seniorities"],
    )
    for statistics in ["organizationalEntityFollowerStatistics", "organizationalEntityShareStatistics"]:
        tap.check([text for path, text in asked if path.endswith(statistics) and "timeIntervals=(" in text], f"{statistics} of days: {asked}")
    tap.check([text for path, text in asked if path.endswith("FollowerStatistics") and "timeIntervals" not in text], f"followers by kind: {asked}")
    tap.contains(said, "event linkedin:2414183 kind=join at=2025-12-30T00:00:00Z count=4")
    tap.contains(said, "metric=views at=2025-12-30T00:00:00Z value=90")
    for line in ['kind=country', 'value="103819153" name="geo 103819153" count=50', 'value="43" name="industries 43" count=30', 'value="8" name="functions 8" count=25', 'value="4" name="seniorities 4" count=22', 'value="SIZE_2_TO_10"']:
        tap.contains(said, line)


def test_posts():
    said, asked = ask(f"linkedin:{ORGANIZATION}?handle=news", ["posts"], ["/posts", "/organizationalEntityShareStatistics"])
    starts = [dict(urllib.parse.parse_qsl(text))["start"] for path, text in asked if path == "/posts"]
    tap.equal(starts, ["0", "50"], "where pages of posts begin")
    kinds = ["shares" if "&shares=List(" in text else "ugcPosts" if "&ugcPosts=List(" in text else text for path, text in asked if path.endswith("ShareStatistics")]
    tap.equal(kinds, ["shares", "ugcPosts", "ugcPosts"], "whose counters were asked for")
    posts = [line for line in said.splitlines() if line.startswith("post ")]
    tap.equal(len(posts), len(POSTS), "posts")
    tap.check(all("reactions=5 comments=2 shares=1 views=90" in line for line in posts), f"a post without its counters: {posts[0]}")


def test_by_name():
    said, _ = ask("linkedin:@news", ["preview"], ["/organizations", "/networkSizes/"])
    tap.lacks(said, "bad-request")


tap.run([("/contract/linkedin/page", test_page), ("/contract/linkedin/posts", test_posts), ("/contract/linkedin/by-name", test_by_name)])
