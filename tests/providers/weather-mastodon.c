#include "weather-fixtures.h"

#define BASE "https://news.example"
#define CARD                                                                                                    \
  "{'id':'100','acct':'desk','display_name':'The Desk','url':'" BASE "/@desk','bot':false,'followers_count':5," \
  "'statuses_count':3}"
#define PERSON(acct) "{'id':'7310000001','acct':'planted" acct "','display_name':'Plantedname','url':'https://x.example/@planted','bot':false}"
#define STATUS(id, time, more)                                                                         \
  "{'id':'" id "','created_at':'" time "','visibility':'public','account':{'id':'100','acct':'desk'}," \
  "'favourites_count':2,'reblogs_count':1,'quotes_count':1,'replies_count':2,'content':'<p>plantedtext</p>'" more "}"
#define NEXT(path) "<" BASE "/api/v1/" path ">; rel=\"next\", <" BASE "/api/v1/x?since_id=9>; rel=\"prev\""

static const WeatherAnswer account_answers[] = {
  { "/api/v2/instance", "{'domain':'news.example','title':'News','version':'4.5.0'}", NULL },
  { "/api/v1/accounts/100", CARD, NULL },
  { "/api/v1/accounts/100/followers", "[" PERSON ("a") "," PERSON ("b@far.example") "]", NEXT ("accounts/100/followers?limit=80&max_id=55") },
  { "/api/v1/accounts/100/followers?limit=80&max_id=55", "[" PERSON ("c") "," PERSON ("d") "]", NEXT ("accounts/100/followers?limit=80&max_id=44") },
  { "/api/v1/accounts/100/followers?limit=80&max_id=44", "[" PERSON ("e") "]", NULL },
  { "/api/v1/accounts/100/statuses",
    "[" STATUS ("12", "2026-01-02T00:00:00.000Z", ",'language':'en','tags':[{'name':'birds'}],'mentions':[{'acct':'planted@far.example'}],'media_attachments':[{}]") "," STATUS ("11", "2026-01-01T00:00:00.000Z", ",'reblog':{'account':{'acct':'other@far.example'}}") "]",
    NEXT ("accounts/100/statuses?limit=40&max_id=11") },
  { "/api/v1/accounts/100/statuses?limit=40&max_id=11", "[" STATUS ("10", "2025-12-31T00:00:00.000Z", ",'in_reply_to_id':'12','in_reply_to_account_id':'100'") "]", NULL },
  { "/api/v1/accounts/100/statuses?limit=40&exclude_reblogs=true", "[" STATUS ("12", "2026-01-02T00:00:00.000Z", "") "]", NULL },
  { "/api/v1/statuses/12/favourited_by", "[" PERSON ("fan") "]", NEXT ("statuses/12/favourited_by?limit=80&max_id=2") },
  { "/api/v1/statuses/12/favourited_by?limit=80&max_id=2", "[" PERSON ("late@far.example") "]", NULL },
  { "/api/v1/statuses/12/reblogged_by", "[" PERSON ("sharer") "]", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", "Planted", "73100000", NULL };

const WeatherFixture weather_mastodon = {
  .name = "mastodon",
  .provider = &xa_mastodon,
  .target = "mastodon:desk@news.example?id=100",
  .base = BASE,
  .token = "plantedtoken",
  .answers = account_answers,
  .planted = planted,
};

static const WeatherAnswer tag_answers[] = {
  { "/api/v2/instance", "{'domain':'news.example','title':'News','version':'4.5.0'}", NULL },
  { "/api/v1/timelines/tag/birds", "[" STATUS ("12", "2026-01-02T00:00:00.000Z", "") "]", NEXT ("timelines/tag/birds?limit=40&max_id=12") },
  { "/api/v1/timelines/tag/birds?limit=40&max_id=12", "[" STATUS ("9", "2026-01-01T00:00:00.000Z", "") "]", NULL },
  { 0 },
};

const WeatherFixture weather_mastodon_tag = {
  .name = "mastodon-tag",
  .provider = &xa_mastodon,
  .target = "mastodon-tag:birds@news.example",
  .base = BASE,
  .answers = tag_answers,
  .planted = planted,
};
