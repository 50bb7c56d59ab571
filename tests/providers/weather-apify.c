#include "weather-fixtures.h"

#define ACTOR "{'data':{'id':'a1','taggedBuilds':{'latest':{'buildId':'b','buildNumber':'0.0.7'}},'pricingInfos':[{'pricingModel':'PRICE_PER_DATASET_ITEM','startedAt':'2024-01-01T00:00:00Z','pricePerUnitUsd':0.002}]}}"
#define RUNS "{'data':{'total':1,'items':[{'id':'plantedold','status':'SUCCEEDED','defaultDatasetId':'d','defaultKeyValueStoreId':'k'}]}}"
#define RUN(id, dataset, status) "{'data':{'id':'" id "','status':'" status "','defaultDatasetId':'" dataset "','defaultKeyValueStoreId':'k','usageTotalUsd':0.01}}"
#define POST(code, time, more)                                                                                                                                       \
  "{'id':'1','shortCode':'" code "','url':'https://www.instagram.com/p/" code "/','caption':'plantedtext #birds','hashtags':['birds'],'mentions':['plantedfriend']," \
  "'likesCount':-1,'commentsCount':2,'timestamp':'" time "','ownerUsername':'news','ownerId':'7'" more "}"
#define COMMENT(id, name) "{'id':'" id "','postUrl':'https://www.instagram.com/p/one/','text':'plantedwords','ownerUsername':'planted" name "','timestamp':'2026-01-01T01:00:00.000Z','likesCount':1}"

/* One actor does everything here, and the answers to an order cannot be told apart by its address: its
 * price is what differs. */
static const WeatherAnswer answers[] = {
  { "/v2/actors/apify~instagram-scraper", ACTOR, NULL },
  { "/v2/actors/apify~instagram-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/apify~instagram-scraper/runs?build=0.0.7&maxTotalChargeUsd=0.02", RUN ("profile", "dprofile", "SUCCEEDED"), NULL },
  { "/v2/actors/apify~instagram-scraper/runs?build=0.0.7&maxTotalChargeUsd=2.01", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actors/apify~instagram-scraper/runs?build=0.0.7&maxTotalChargeUsd=0.03", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actors/apify~instagram-scraper/runs?build=0.0.7&maxTotalChargeUsd=0.07", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/profile", RUN ("profile", "dprofile", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/posts", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/comments", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/datasets/", "[]", NULL },
  { "/v2/datasets/dprofile/items?format=json&offset=0", "[{'username':'news','fullName':'The News','followersCount':120,'postsCount':30}]", NULL },
  { "/v2/datasets/dposts/items?format=json&offset=0", "[" POST ("one", "2026-01-01T00:00:00.000Z", ",'latestComments':[" COMMENT ("c1", "fan") "]") "," POST ("two", "2025-12-31T00:00:00.000Z", "") "]", NULL },
  { "/v2/datasets/dposts/items?format=json&offset=2", "[" POST ("three", "2025-12-30T00:00:00.000Z", ",'videoPlayCount':50") "]", NULL },
  { "/v2/datasets/dposts/items?format=json&limit=100", "[" POST ("one", "2026-01-01T00:00:00.000Z", "") "]", NULL },
  { "/v2/datasets/dcomments/items?format=json&offset=0", "[" COMMENT ("c1", "fan") "," COMMENT ("c2", "other") "]", NULL },
  { "/v2/datasets/dcomments/items?format=json&offset=2", "[" COMMENT ("c3", "third") "]", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", NULL };

const WeatherFixture weather_apify_instagram = {
  .name = "apify-instagram",
  .provider = &xa_apify_instagram,
  .target = "instagram:@news",
  .token = "plantedtoken",
  .answers = answers,
  .planted = planted,
};

static const WeatherAnswer facebook_answers[] = {
  { "/v2/actors/apify~facebook-", ACTOR, NULL },
  { "/v2/actors/apify~facebook-pages-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/apify~facebook-posts-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/apify~facebook-comments-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/apify~facebook-pages-scraper/runs?build", RUN ("profile", "dprofile", "SUCCEEDED"), NULL },
  { "/v2/actors/apify~facebook-posts-scraper/runs?build", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actors/apify~facebook-comments-scraper/runs?build", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/profile", RUN ("profile", "dprofile", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/posts", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/comments", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/datasets/", "[]", NULL },
  { "/v2/datasets/dprofile/items?format=json&offset=0", "[{'title':'The News','followers':120,'likes':90}]", NULL },
  { "/v2/datasets/dposts/items?format=json&offset=0", "[{'postId':'11','url':'https://www.facebook.com/news/posts/plantedpfbid','time':'2026-01-01T00:00:00.000Z','text':'plantedtext #birds','likes':5,'comments':2,'shares':1,'user':{'id':'99','name':'Planted'}}]", NULL },
  { "/v2/datasets/dposts/items?format=json&limit=100", "[{'postId':'11','url':'https://www.facebook.com/news/posts/plantedpfbid','time':'2026-01-01T00:00:00.000Z','comments':2}]", NULL },
  { "/v2/datasets/dcomments/items?format=json&offset=0", "[{'id':'c1','inputUrl':'https://www.facebook.com/news/posts/plantedpfbid','date':'2026-01-01T01:00:00.000Z','text':'plantedwords','profileId':'100000000000123','profileName':'Planted','likesCount':2}]", NULL },
  { 0 },
};

const WeatherFixture weather_apify_facebook = {
  .name = "apify-facebook",
  .provider = &xa_apify_facebook,
  .target = "facebook:@news",
  .token = "plantedtoken",
  .answers = facebook_answers,
  .planted = planted,
};

static const WeatherAnswer tiktok_answers[] = {
  { "/v2/actors/clockworks~tiktok-", ACTOR, NULL },
  { "/v2/actors/clockworks~tiktok-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/clockworks~tiktok-comments-scraper/runs?desc", RUNS, NULL },
  { "/v2/actors/clockworks~tiktok-scraper/runs?build", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actors/clockworks~tiktok-comments-scraper/runs?build", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/posts", RUN ("posts", "dposts", "SUCCEEDED"), NULL },
  { "/v2/actor-runs/comments", RUN ("comments", "dcomments", "SUCCEEDED"), NULL },
  { "/v2/datasets/", "[]", NULL },
  { "/v2/datasets/dposts/items?format=json&offset=0", "[{'id':'7001','text':'plantedtext','createTimeISO':'2026-01-01T00:00:00.000Z','textLanguage':'en','authorMeta':{'id':'5','name':'news','nickName':'The News','fans':120,'video':3},'webVideoUrl':'https://www.tiktok.com/@news/video/7001','diggCount':5,'shareCount':1,'playCount':90,'commentCount':2,'hashtags':[{'name':'birds'}],'mentions':['@plantedfriend']}]", NULL },
  { "/v2/datasets/dposts/items?format=json&limit=100", "[{'id':'7001','webVideoUrl':'https://www.tiktok.com/@news/video/7001','commentCount':2}]", NULL },
  { "/v2/datasets/dcomments/items?format=json&offset=0", "[{'cid':'8001','videoWebUrl':'https://www.tiktok.com/@news/video/7001','createTimeISO':'2026-01-01T01:00:00.000Z','text':'plantedwords','uid':'6900000000000000001','uniqueId':'plantedfan','diggCount':2,'replyCommentTotal':0}]", NULL },
  { 0 },
};

const WeatherFixture weather_apify_tiktok = {
  .name = "apify-tiktok",
  .provider = &xa_apify_tiktok,
  .target = "tiktok:@news",
  .token = "plantedtoken",
  .answers = tiktok_answers,
  .planted = planted,
};
