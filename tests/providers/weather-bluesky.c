#include "weather-fixtures.h"

#define OWN "did:plc:owner"
#define CARD "{'did':'" OWN "','handle':'news.example','displayName':'The News','followersCount':5,'postsCount':3,'labels':[]}"
#define PERSON(name) "{'did':'did:plc:planted" name "','handle':'" name ".plantedhandle.example','displayName':'Plantedname','labels':[]}"
#define POST(key, time, more)                                                                                      \
  "{'uri':'at://" OWN "/app.bsky.feed.post/" key "','cid':'c','author':{'did':'" OWN "','handle':'news.example'}," \
  "'record':{'$type':'app.bsky.feed.post','createdAt':'" time "','text':'plantedtext " key "'" more "},"           \
  "'likeCount':2,'replyCount':2,'repostCount':1,'quoteCount':1,'indexedAt':'" time "'}"
#define OF_ONE "uri=at%3A%2F%2Fdid%3Aplc%3Aowner%2Fapp.bsky.feed.post%2Fone&limit=100"

static const WeatherAnswer account_answers[] = {
  { "getProfile", CARD, NULL },
  { "getFollowers", "{'subject':" CARD ",'cursor':'plantedcursor1','followers':[" PERSON ("a") "," PERSON ("b") "]}", NULL },
  { "getFollowers?actor=did%3Aplc%3Aowner&limit=100&cursor=plantedcursor1", "{'subject':" CARD ",'cursor':'plantedcursor2','followers':[" PERSON ("c") "," PERSON ("d") "]}", NULL },
  { "getFollowers?actor=did%3Aplc%3Aowner&limit=100&cursor=plantedcursor2", "{'subject':" CARD ",'followers':[" PERSON ("e") "]}", NULL },
  { "getAuthorFeed",
    "{'cursor':'plantedcursor3','feed':[{'post':" POST ("one", "2026-01-02T00:00:00Z", ",'langs':['en'],'tags':['lakes'],'facets':[{'features':[{'$type':'app.bsky.richtext.facet#tag','tag':'Birds'}]},"
                                                                                       "{'features':[{'$type':'app.bsky.richtext.facet#mention','did':'did:plc:plantedfriend'}]}],"
                                                                                       "'embed':{'$type':'app.bsky.embed.images','images':[]}") "},"
                                                                                                                                                "{'post':{'uri':'at://did:plc:other/app.bsky.feed.post/x','author':{'did':'did:plc:other'},'record':{'createdAt':'2025-12-30T00:00:00Z'},"
                                                                                                                                                "'indexedAt':'2025-12-30T00:00:00Z'},'reason':{'$type':'app.bsky.feed.defs#reasonRepost','indexedAt':'2026-01-01T00:00:00Z'}}]}",
    NULL },
  { "filter=posts_no_replies&limit=100&cursor=plantedcursor3",
    "{'feed':[{'post':" POST ("two", "2025-12-31T00:00:00Z", ",'reply':{'parent':{'uri':'at://" OWN "/app.bsky.feed.post/one'}}") "}]}", NULL },
  { "getLikes?", "{'likes':[]}", NULL },
  { "getLikes?" OF_ONE, "{'cursor':'plantedcursor4','likes':[{'indexedAt':'2026-01-02T01:00:00Z','actor':" PERSON ("fan") "}]}", NULL },
  { "getLikes?" OF_ONE "&cursor=plantedcursor4", "{'likes':[{'indexedAt':'2026-01-02T01:30:00Z','actor':" PERSON ("late") "}]}", NULL },
  { "getRepostedBy?", "{'repostedBy':[" PERSON ("sharer") "]}", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", "Planted", NULL };

const WeatherFixture weather_bluesky = {
  .name = "bluesky",
  .provider = &xa_bluesky,
  .target = "bluesky:" OWN "?handle=news.example",
  .answers = account_answers,
  .planted = planted,
};

#define LIST "{'uri':'at://" OWN "/app.bsky.graph.list/r','name':'Birders','listItemCount':3}"

static const WeatherAnswer list_answers[] = {
  { "getList", "{'list':" LIST ",'cursor':'plantedcursor1','items':[{'uri':'u','subject':" PERSON ("a") "},{'uri':'u','subject':" PERSON ("b") "}]}", NULL },
  { "limit=100&cursor=plantedcursor1", "{'list':" LIST ",'items':[{'uri':'u','subject':" PERSON ("c") "}]}", NULL },
  { 0 },
};

const WeatherFixture weather_bluesky_list = {
  .name = "bluesky-list",
  .provider = &xa_bluesky,
  .target = "bluesky-list:at://" OWN "/app.bsky.graph.list/r",
  .answers = list_answers,
  .planted = planted,
};

static const WeatherAnswer search_answers[] = {
  { "searchPosts",
    "{'cursor':'plantedcursor1','posts':[{'uri':'at://did:plc:plantedwriter/app.bsky.feed.post/a','author':" PERSON ("writer") ","
                                                                                                                               "'record':{'text':'plantedtext at the lake','createdAt':'2026-01-01T00:00:00Z','langs':['en']},'likeCount':1,'indexedAt':'2026-01-01T00:00:05Z'}]}",
    NULL },
  { "limit=100&cursor=plantedcursor1",
    "{'posts':[{'uri':'at://did:plc:plantedother/app.bsky.feed.post/b','author':" PERSON ("other") ","
                                                                                                   "'record':{'text':'plantedtext again','createdAt':'2025-12-01T00:00:00Z'},'indexedAt':'2025-12-01T00:00:05Z'}]}",
    NULL },
  { 0 },
};

const WeatherFixture weather_bluesky_tag = {
  .name = "bluesky-tag",
  .provider = &xa_bluesky,
  .target = "bluesky-tag:#birds",
  .token = "plantedtoken",
  .answers = search_answers,
  .planted = planted,
};
