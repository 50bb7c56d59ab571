#include "weather-fixtures.h"

#define BASE "https://forum.example/talk"
#define INFO                                                                                                   \
  { "/site/basic-info.json", "{'title':'Birds','login_required':false}", NULL },                               \
  {                                                                                                            \
    "/about.json", "{'about':{'stats':{'users_count':60,'posts_count':9001,'active_users_30_days':77}}}", NULL \
  }
#define ROW(id) "{'user':{'id':" #id ",'username':'plantedhandle" #id "','name':'Plantedname'}}"
#define ROWS(d) ROW (d##1) "," ROW (d##2) "," ROW (d##3)
#define POST(id, user, day, number, more)                                                                                           \
  "{'id':" #id ",'user_id':" #user ",'username':'plantedhandle','name':'Plantedname','created_at':'2026-01-" day "T00:00:00.000Z'," \
  "'topic_id':5,'post_number':" #number ",'post_type':1,'cooked':'<p>plantedtext</p>','reply_count':2,'quote_count':1,'reads':40" more "}"

static const char *const planted[] = { "planted", "Planted", "73100", NULL };

static const WeatherAnswer forum_answers[] = {
  INFO,
  { "/directory_items.json?period=all&order=post_count&page=0", "{'directory_items':[" ROWS (7310001) "],'meta':{'total_rows_directory_items':60}}", NULL },
  { "/directory_items.json?period=all&order=post_count&page=1", "{'directory_items':[" ROWS (7310002) "],'meta':{'total_rows_directory_items':60}}", NULL },
  { "/posts.json", "{'latest_posts':[" POST (60, 7310001, "02", 3, ",'reply_to_post_number':2,'actions_summary':[{'id':2,'count':4},{'id':3}]") "," POST (58, 7310002, "01", 2, "") "]}", NULL },
  { "/posts.json?before=57", "{'latest_posts':[" POST (20, 7310003, "01", 1, ",'actions_summary':[]") "]}", NULL },
  { "/posts.json?before=7", "{'latest_posts':[" POST (2, 7310003, "01", 1, "") "]}", NULL },
  { "/posts.json?before=19", "{'latest_posts':[]}", NULL },
  { "/post_action_users.json?id=60&post_action_type_id=2",
    "{'post_action_users':[{'id':7310001,'username':'plantedhandle'},{'id':7310002}],'load_more_post_action_users':'/post_action_users?page=1'}", NULL },
  { "/post_action_users.json?id=60&post_action_type_id=2&page=1", "{'post_action_users':[{'id':7310003},{'id':7310004}]}", NULL },
  { 0 },
};

const WeatherFixture weather_discourse = {
  .name = "discourse",
  .provider = &xa_discourse,
  .target = "discourse:forum.example/talk",
  .base = BASE,
  .answers = forum_answers,
  .planted = planted,
};

static const WeatherAnswer group_answers[] = {
  INFO,
  { "/groups/ringers.json", "{'group':{'id':41,'name':'ringers','full_name':'Ringers','user_count':4}}", NULL },
  { "/groups/ringers/members.json",
    "{'members':[{'id':7310001,'username':'plantedhandle','added_at':'2024-05-06T07:08:09.000Z'},{'id':7310002}],'owners':[{'id':7310001}],'meta':{'total':4,'limit':1000,'offset':0}}", NULL },
  { "/groups/ringers/members.json?limit=1000&offset=2", "{'members':[{'id':7310003},{'id':7310004}],'owners':[],'meta':{'total':4}}", NULL },
  { 0 },
};

const WeatherFixture weather_discourse_group = {
  .name = "discourse-group",
  .provider = &xa_discourse,
  .target = "discourse-group:forum.example/talk?handle=ringers",
  .base = BASE,
  .answers = group_answers,
  .planted = planted,
};

static const WeatherAnswer admin_answers[] = {
  INFO,
  { "/admin/users/list/active.json", "[]", NULL },
  { "/admin/users/list/active.json?order=created&asc=true&page=1",
    "[{'id':-1,'created_at':'2020-01-01T00:00:00.000Z'},{'id':7310001,'email':'planted@example.com','created_at':'2020-01-01T00:00:00.000Z'},{'id':7310002,'created_at':'2020-02-01T00:00:00.000Z'}]", NULL },
  { "/admin/users/list/active.json?order=created&asc=true&page=2", "[{'id':7310003,'created_at':'2020-03-01T00:00:00.000Z'}]", NULL },
  { "/posts.json", "{'latest_posts':[" POST (2, 7310003, "01", 1, "") "]}", NULL },
  { 0 },
};

const WeatherFixture weather_discourse_admin = {
  .name = "discourse-admin",
  .provider = &xa_discourse,
  .target = "discourse:forum.example/talk",
  .base = BASE,
  .token = "plantedkey",
  .user = "admin",
  .answers = admin_answers,
  .planted = planted,
};

static const WeatherAnswer category_answers[] = {
  INFO,
  { "/c/12/show.json", "{'category':{'id':12,'name':'Lakes','slug':'lakes','post_count':30,'topic_count':4}}", NULL },
  { "/categories.json", "{'category_list':{'categories':[{'id':12,'name':'Lakes','slug':'lakes','post_count':30,'topic_count':4}]}}", NULL },
  { "/c/lakes/12.json?order=activity&page=0",
    "{'topic_list':{'more_topics_url':'/c/lakes/12?page=1','topics':[{'id':5,'bumped_at':'2026-01-02T00:00:00.000Z'},{'id':6,'bumped_at':'2026-01-01T12:00:00.000Z'}]}}", NULL },
  { "/c/lakes/12.json?order=activity&page=1", "{'topic_list':{'topics':[{'id':8,'bumped_at':'2026-01-01T00:00:00.000Z'}]}}", NULL },
  { "/t/5.json", "{'tags':['birds',{'id':3,'name':'water'}],'post_stream':{'posts':[" POST (20, 7310001, "01", 1, "") "],'stream':[20,31,35]}}", NULL },
  { "/t/5/posts.json", "{'post_stream':{'posts':[" POST (31, 7310002, "02", 2, "") "," POST (35, 7310003, "02", 3, ",'reply_to_post_number':2") "]}}", NULL },
  { "/t/6.json", "{'tags':[],'post_stream':{'posts':[" POST (40, 7310004, "01", 1, "") "],'stream':[40]}}", NULL },
  { "/t/8.json", "{'tags':[],'post_stream':{'posts':[" POST (41, 7310005, "01", 1, "") "],'stream':[41]}}", NULL },
  { 0 },
};

const WeatherFixture weather_discourse_category = {
  .name = "discourse-category",
  .provider = &xa_discourse,
  .target = "discourse-category:forum.example/talk?id=12&handle=lakes",
  .base = BASE,
  .answers = category_answers,
  .planted = planted,
};

static const WeatherAnswer search_answers[] = {
  INFO,
  { "/search.json", "{'posts':[{'id':20,'topic_id':5,'username':'plantedhandle','created_at':'2026-01-01T10:00:00.000Z'},{'id':31,'topic_id':5,'created_at':'2026-01-02T10:00:00.000Z'}],"
                    "'grouped_search_result':{'more_full_page_results':true}}",
    NULL },
  { "order%3Alatest&page=2", "{'posts':[{'id':40,'topic_id':6,'created_at':'2025-12-02T10:00:00.000Z'}],'grouped_search_result':{'more_full_page_results':null}}", NULL },
  { "/t/5/posts.json", "{'post_stream':{'posts':[" POST (20, 7310001, "01", 1, "") "," POST (31, 7310002, "02", 2, "") "]}}", NULL },
  { "/t/6/posts.json", "{'post_stream':{'posts':[" POST (40, 7310004, "01", 1, "") "]}}", NULL },
  { 0 },
};

const WeatherFixture weather_discourse_search = {
  .name = "discourse-search",
  .provider = &xa_discourse,
  .target = "discourse-search:forum.example/talk?handle=blue%20heron",
  .base = BASE,
  .answers = search_answers,
  .planted = planted,
};
