#include "weather-fixtures.h"

#define ACCOUNT "{'id':'178','username':'news','name':'The News','followers_count':120,'media_count':3}"
#define PLACES "{'data':[{'id':'99','name':'The News','username':'news','access_token':'plantedpage','followers_count':90,'fan_count':80,'instagram_business_account':" ACCOUNT "}]}"
#define MEDIA(id, code, time) \
  "{'id':'" id "','caption':'plantedtext #birds','timestamp':'" time "','media_type':'IMAGE','permalink':'https://www.instagram.com/p/" code "/','like_count':5,'comments_count':2}"
#define VALUE(name, value) "{'data':[{'name':'" name "','period':'lifetime','values':[{'value':" value "}]}]}"
#define COMMENT(id, name) "{'id':'" id "','text':'plantedwords','timestamp':'2026-01-01T01:00:00+0000','like_count':1,'username':'planted" name "','from':{'id':'5','username':'planted" name "'}}"

static const WeatherAnswer instagram_answers[] = {
  { "/v25.0/me/accounts", PLACES, NULL },
  { "/v25.0/178/insights?", "{'data':[{'name':'views','period':'day','total_value':{'value':700}}]}", NULL },
  { "/v25.0/178/media?", "{'data':[" MEDIA ("1001", "one", "2026-01-01T00:00:00+0000") "," MEDIA ("1002", "two", "2025-12-31T00:00:00+0000") "],'paging':{'cursors':{'after':'plantedcursor'},'next':'https://graph.facebook.com/v25.0/178/media?x'}}", NULL },
  { "&limit=50&after=plantedcursor", "{'data':[" MEDIA ("1003", "three", "2025-12-30T00:00:00+0000") "],'paging':{'cursors':{'after':'plantedend'}}}", NULL },
  { "insights?metric=views&", VALUE ("views", "40"), NULL },
  { "insights?metric=views", VALUE ("views", "40"), NULL },
  { "insights?metric=shares", VALUE ("shares", "3"), NULL },
  { "/v25.0/1001/comments?", "{'data':[" COMMENT ("c1", "fan") "],'paging':{'cursors':{'after':'plantedmore'},'next':'https://graph.facebook.com/x'}}", NULL },
  { "/v25.0/1001/comments?fields=id%2Ctext%2Ctimestamp%2Clike_count%2Cusername%2Cfrom%2Cparent_id&limit=50&after=plantedmore", "{'data':[" COMMENT ("c2", "other") "]}", NULL },
  { "/comments?", "{'data':[]}", NULL },
  { 0 },
};

static const char *const planted[] = { "planted", NULL };

const WeatherFixture weather_meta_instagram = {
  .name = "meta-instagram",
  .provider = &xa_meta_instagram,
  .target = "instagram:@news",
  .token = "plantedtoken",
  .answers = instagram_answers,
  .planted = planted,
};

static const WeatherAnswer other_answers[] = {
  { "/v25.0/me/accounts", PLACES, NULL },
  { "/v25.0/178?fields=business_discovery.username%28rival%29%7Busername", "{'business_discovery':{'username':'rival','name':'The Rival','followers_count':60,'media_count':2,'id':'179'},'id':'178'}", NULL },
  { "/v25.0/178?fields=business_discovery.username%28rival%29%7Bmedia.limit", "{'business_discovery':{'media':{'data':[" MEDIA ("2001", "ra", "2026-01-01T00:00:00+0000") "],'paging':{'cursors':{'after':'plantedcursor'}}},'id':'179'},'id':'178'}", NULL },
  { "/v25.0/178?fields=business_discovery.username%28rival%29%7Bmedia.after%28plantedcursor", "{'business_discovery':{'media':{'data':[" MEDIA ("2002", "rb", "2025-12-31T00:00:00+0000") "]},'id':'179'},'id':'178'}", NULL },
  { 0 },
};

const WeatherFixture weather_meta_discovery = {
  .name = "meta-discovery",
  .provider = &xa_meta_instagram,
  .target = "instagram:@rival",
  .token = "plantedtoken",
  .gives = XA_GIVES_PROFILE | XA_GIVES_POSTS | XA_GIVES_COUNTS,
  .answers = other_answers,
  .planted = planted,
};

static const WeatherAnswer hashtag_answers[] = {
  { "/v25.0/me/accounts", PLACES, NULL },
  { "/v25.0/178/recently_searched_hashtags", "{'data':[{'id':'55'}]}", NULL },
  { "/v25.0/ig_hashtag_search?", "{'data':[{'id':'1784'}]}", NULL },
  { "/v25.0/1784/recent_media?", "{'data':[" MEDIA ("3001", "ta", "2026-01-01T00:00:00+0000") "," MEDIA ("3002", "tb", "2025-12-31T23:00:00+0000") "],'paging':{'cursors':{'after':'plantedcursor'},'next':'https://graph.facebook.com/v25.0/1784/recent_media?x'}}", NULL },
  { "&limit=50&after=plantedcursor", "{'data':[" MEDIA ("3003", "tc", "2025-12-31T22:00:00+0000") "],'paging':{'cursors':{'after':'plantedend'}}}", NULL },
  { 0 },
};

const WeatherFixture weather_meta_hashtag = {
  .name = "meta-hashtag",
  .provider = &xa_meta_instagram,
  .target = "instagram-tag:#birds",
  .token = "plantedtoken",
  .gives = XA_GIVES_POSTS | XA_GIVES_COUNTS,
  .answers = hashtag_answers,
  .planted = planted,
};

#define POST(id, time)                                                                                                                                          \
  "{'id':'99_" id "','message':'plantedtext #birds','created_time':'" time "','permalink_url':'https://www.facebook.com/99/posts/" id "','shares':{'count':1}," \
  "'reactions':{'data':[],'summary':{'total_count':5}},'comments':{'data':[],'summary':{'total_count':2}}}"

static const WeatherAnswer facebook_answers[] = {
  { "/v25.0/me/accounts", PLACES, NULL },
  { "/v25.0/99/insights?metric=page_follows", "{'data':[{'name':'page_follows','period':'day','values':[{'value':88,'end_time':'2025-12-31T08:00:00+0000'},{'value':90,'end_time':'2026-01-01T08:00:00+0000'}]}]}", NULL },
  { "/v25.0/99/insights?metric=page_media_view", "{'data':[{'name':'page_media_view','period':'day','values':[{'value':500,'end_time':'2026-01-01T08:00:00+0000'}]}]}", NULL },
  { "/v25.0/99/published_posts?", "{'data':[" POST ("11", "2026-01-01T00:00:00+0000") "],'paging':{'cursors':{'after':'plantedcursor'},'next':'https://graph.facebook.com/x'}}", NULL },
  { "&limit=100&after=plantedcursor", "{'data':[" POST ("12", "2025-12-31T00:00:00+0000") "]}", NULL },
  { "insights?metric=post_media_view", VALUE ("post_media_view", "40"), NULL },
  { "/v25.0/99_11/comments?", "{'data':[{'id':'11_c1','message':'plantedwords','created_time':'2026-01-01T01:00:00+0000','from':{'name':'Planted','id':'7001'},'like_count':1,'comment_count':0}]}", NULL },
  { "/comments?", "{'data':[]}", NULL },
  { 0 },
};

const WeatherFixture weather_meta_facebook = {
  .name = "meta-facebook",
  .provider = &xa_meta_facebook,
  .target = "facebook:@news",
  .token = "plantedtoken",
  .answers = facebook_answers,
  .planted = planted,
};
