#include "weather-fixtures.h"

#define CARD                                                                   \
  "{'data':{'id':'700','username':'News','name':'The News','protected':false," \
  "'public_metrics':{'followers_count':5,'following_count':1,'tweet_count':3}}}"
#define PERSON(id) "{'id':'7310000" #id "','username':'plantedhandle','name':'Plantedname'}"
#define POST(id, time, more)                                                                                                             \
  "{'id':'" #id "','created_at':'" time "','text':'plantedtext','lang':'en','author_id':'700','entities':{'hashtags':[{'tag':'Birds'}]," \
  "'mentions':[{'id':'73100009','username':'plantedhandle'}]},'public_metrics':{'retweet_count':2,'reply_count':1,'like_count':3,'quote_count':1,'impression_count':90}" more "}"

static const char *const planted[] = { "planted", "Planted", "73100", NULL };

static const WeatherAnswer account_answers[] = {
  { "/2/users/700?user.fields", CARD, NULL },
  { "/2/users/700/followers", "{'data':[" PERSON (1) "," PERSON (2) "],'meta':{'result_count':2,'next_token':'plantedcursor1'}}", NULL },
  { "followers?max_results=100&pagination_token=plantedcursor1", "{'data':[" PERSON (3) "," PERSON (4) "],'meta':{'result_count':2,'next_token':'plantedcursor2'}}", NULL },
  { "followers?max_results=100&pagination_token=plantedcursor2", "{'data':[" PERSON (5) "],'meta':{'result_count':1}}", NULL },
  { "/2/users/700/tweets", "{'data':[" POST (30, "2026-01-02T00:00:00.000Z", ",'attachments':{'media_keys':['3_1']}") "," POST (29, "2026-01-01T12:00:00.000Z", "") "],'meta':{'result_count':2,'next_token':'plantedcursor3'}}", NULL },
  { "max_results=100&pagination_token=plantedcursor3", "{'data':[" POST (28, "2026-01-01T00:00:00.000Z", ",'referenced_tweets':[{'type':'quoted','id':'5'}]") "],'meta':{'result_count':1}}", NULL },
  { "/retweeted_by", "{'data':[],'meta':{'result_count':0}}", NULL },
  { "/2/tweets/30/retweeted_by", "{'data':[" PERSON (6) "],'meta':{'result_count':1,'next_token':'plantedcursor4'}}", NULL },
  { "/2/tweets/30/retweeted_by?max_results=100&pagination_token=plantedcursor4", "{'data':[" PERSON (7) "],'meta':{'result_count':1}}", NULL },
  { 0 },
};

const WeatherFixture weather_x_api = {
  .name = "x-api",
  .provider = &xa_x_api,
  .target = "x:700?handle=news",
  .token = "plantedtoken",
  .answers = account_answers,
  .planted = planted,
};

static const WeatherAnswer list_answers[] = {
  { "/2/lists/41", "{'data':{'id':'41','name':'Birders','member_count':3}}", NULL },
  { "/2/lists/41/members", "{'data':[" PERSON (1) "," PERSON (2) "],'meta':{'result_count':2,'next_token':'plantedcursor1'}}", NULL },
  { "members?max_results=100&pagination_token=plantedcursor1", "{'data':[" PERSON (3) "],'meta':{'result_count':1}}", NULL },
  { 0 },
};

const WeatherFixture weather_x_list = {
  .name = "x-list",
  .provider = &xa_x_api,
  .target = "x-list:41",
  .token = "plantedtoken",
  .answers = list_answers,
  .planted = planted,
};

/* In the words of after August 2026. */
#define FOUND(id, author, time)                                                                                                        \
  "{'id':'" #id "','created_at':'" time "','text':'plantedtext','author_id':'7310000" #author "','edit_history_post_ids':['" #id "']," \
  "'public_metrics':{'repost_count':2,'reply_count':1,'like_count':3,'quote_count':1,'impression_count':90,'bookmark_count':0},"       \
  "'referenced_posts':[{'type':'replied_to','id':'12'}]}"

static const WeatherAnswer search_answers[] = {
  { "/2/tweets/search/recent", "{'data':[" FOUND (50, 1, "2026-01-02T00:00:00.000Z") "," FOUND (49, 2, "2026-01-01T00:00:00.000Z") "],"
                                                                                                                                   "'includes':{'users':[" PERSON (1) "," PERSON (2) "]},'meta':{'result_count':2,'next_token':'plantedcursor1'}}",
    NULL },
  { "max_results=100&next_token=plantedcursor1", "{'data':[" FOUND (40, 3, "2025-12-30T00:00:00.000Z") "],'meta':{'result_count':1}}", NULL },
  { 0 },
};

const WeatherFixture weather_x_search = {
  .name = "x-search",
  .provider = &xa_x_api,
  .target = "x-search:@blue%20heron",
  .token = "plantedtoken",
  .answers = search_answers,
  .planted = planted,
};

#define SD_CARD "{'id':700,'id_str':'700','name':'The News','screen_name':'News','protected':false,'followers_count':5,'statuses_count':3}"
#define SD_PERSON(id) "{'id':7310000" #id ",'id_str':'7310000" #id "','name':'Plantedname','screen_name':'plantedhandle'}"
#define SD_POST(id, time, more)                                                                                             \
  "{'id_str':'" #id "','tweet_created_at':'" time "','text':null,'full_text':'plantedtext','user':" SD_CARD ",'lang':'en'," \
  "'entities':{'hashtags':[{'text':'Birds'}],'user_mentions':[{'id_str':'73100009','screen_name':'plantedhandle'}]},"       \
  "'favorite_count':3,'reply_count':1,'retweet_count':2,'quote_count':1,'views_count':90" more "}"

static const WeatherAnswer socialdata_answers[] = {
  { "/twitter/user/700", SD_CARD, NULL },
  { "/twitter/followers/list", "{'next_cursor':'planted|1','users':[" SD_PERSON (1) "," SD_PERSON (2) "]}", NULL },
  { "user_id=700&cursor=planted%7C1", "{'next_cursor':'planted|2','users':[" SD_PERSON (3) "]}", NULL },
  { "user_id=700&cursor=planted%7C2", "{'next_cursor':'0','users':[" SD_PERSON (4) "," SD_PERSON (5) "]}", NULL },
  { "/twitter/user/700/tweets", "{'next_cursor':'planted|3','tweets':[" SD_POST (30, "2026-01-02T00:00:00.000000Z", "") "," SD_POST (29, "2026-01-01T12:00:00.000000Z", ",'retweeted_status':{'user':{'id_str':'801'}}") "]}", NULL },
  { "/twitter/user/700/tweets?cursor=planted%7C3", "{'next_cursor':null,'tweets':[" SD_POST (28, "2026-01-01T00:00:00.000000Z", ",'quoted_status':null") "]}", NULL },
  { "/retweeted_by", "{'next_cursor':null,'users':[]}", NULL },
  { "/twitter/tweets/30/retweeted_by", "{'next_cursor':'planted|4','users':[" SD_PERSON (6) "]}", NULL },
  { "/twitter/tweets/30/retweeted_by?cursor=planted%7C4", "{'next_cursor':'','users':[" SD_PERSON (7) "]}", NULL },
  { 0 },
};

const WeatherFixture weather_x_socialdata = {
  .name = "x-socialdata",
  .provider = &xa_x_socialdata,
  .target = "x:700?handle=news",
  .token = "plantedtoken",
  .answers = socialdata_answers,
  .planted = planted,
};
